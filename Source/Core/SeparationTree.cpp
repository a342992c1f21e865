// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/SeparationTree.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
/** A branch has the mode's hop and synthesis window, as the root, and the analysis window of its own dictionary, unless that of the
    root was asked for. */
SeparatorSpec specOf (const Branch& branch, const SeparatorSpec& spec)
{
    SeparatorSpec own = spec;
    own.residualAtoms = branch.residualAtoms;
    own.numParts = branch.numParts;
    own.followsHits = branch.followsHits;
    return own;
}

bool haveOneWindow (const FrameGeometry& a, const FrameGeometry& b)
{
    return a.analysis == b.analysis && a.fft == b.fft;
}

Status checkSources (std::span<const Branch> branches, Eigen::Index numSources)
{
    std::vector<bool> isSplit (static_cast<size_t> (numSources));
    for (const auto& branch : branches)
    {
        if (branch.source < 0 || branch.source >= numSources)
            return Error{ "there is no such source to be split further", "source",
                          std::to_string (branch.source), "0 to " + std::to_string (numSources - 1) };
        if (isSplit[static_cast<size_t> (branch.source)])
            return Error{ "a source is split further by one dictionary", "source",
                          std::to_string (branch.source), "each once" };
        isSplit[static_cast<size_t> (branch.source)] = true;
    }
    return Done{};
}
} // namespace

std::vector<Branch> branchesOf (const Dictionary& dictionary)
{
    std::vector<Branch> made;
    for (const auto& branch : dictionary.branches)
    {
        const auto found =
            std::find_if (dictionary.sources.begin(), dictionary.sources.end(),
                          [&branch] (const Source& source) { return source.name == branch.source; });
        made.push_back ({ .source = found - dictionary.sources.begin(),
                          .dictionary = *branch.dictionary,
                          .settings = settingsFromMixer (*branch.dictionary),
                          .residualAtoms = residualAtomsFromMixer (*branch.dictionary) });
    }
    return made;
}

Status SeparationTree::prepare (const SeparatorSpec& spec, const Dictionary& dictionary,
                                const SeparatorSettings& settings, std::span<const Branch> wanted)
{
    SeparationTree made;
    if (auto ready = made.prepareNodes (spec, dictionary, settings, wanted); ! ready.ok())
        return ready;
    made.listLeaves();
    made.prepareMemory (spec.numChannels);
    *this = std::move (made);
    return Done{};
}

/** A branch that looks ahead decides over the frames of all; one below a root that looks ahead itself does without. */
Status SeparationTree::prepareNodes (const SeparatorSpec& spec, const Dictionary& dictionary,
                                     const SeparatorSettings& settings, std::span<const Branch> wanted)
{
    if (auto ready = root.prepare (spec, dictionary, settings); ! ready.ok())
        return ready;
    if (auto checked = checkSources (wanted, root.numSources()); ! checked.ok())
        return checked;
    SeparatorSpec shared = spec;
    if (root.looksAhead())
        shared.mode = LatencyMode::balanced;
    for (const auto& branch : wanted)
    {
        auto& added = branches.emplace_back();
        added.source = branch.source;
        added.settings = branch.settings;
        if (auto ready = added.node.prepare (specOf (branch, shared), branch.dictionary, branch.settings);
            ! ready.ok())
            return ready;
    }
    const auto ahead = std::find_if (branches.begin(), branches.end(),
                                     [] (const BranchNode& branch) { return branch.node.looksAhead(); });
    rootIsAhead = ahead != branches.end();
    if (rootIsAhead)
    {
        shared.mode = LatencyMode::balanced;
        if (auto ready = root.prepare (shared, dictionary, settings); ! ready.ok())
            return ready;
        for (size_t i = 0; i < wanted.size(); ++i)
        {
            const SeparatorSpec own = branches[i].node.looksAhead() ? spec : shared;
            if (auto ready = branches[i].node.prepare (specOf (wanted[i], own), wanted[i].dictionary,
                                                       wanted[i].settings);
                ! ready.ok())
                return ready;
        }
    }
    frames = root.geometry();
    frames.lookAhead = rootIsAhead ? ahead->node.geometry().lookAhead : frames.lookAhead;
    return chooseWindows();
}

Status SeparationTree::chooseWindows()
{
    for (auto& branch : branches)
    {
        FrameGeometry own = branch.node.geometry();
        own.lookAhead = frames.lookAhead; // the rings of Stft are as long
        if (own.hop != frames.hop || own.synthesis != frames.synthesis)
            return Error{ "the dictionaries of the tree do not fit into the same frames", "hop",
                          std::to_string (own.hop) + " samples", std::to_string (frames.hop) };
        if (haveOneWindow (own, frames))
            continue;
        auto found =
            std::find_if (ownWindows.begin(), ownWindows.end(),
                          [&own] (const FrameGeometry& other) { return haveOneWindow (own, other); });
        if (found == ownWindows.end())
            found = ownWindows.insert (found, own);
        branch.window = 1 + static_cast<size_t> (found - ownWindows.begin());
        branch.fromRoot.prepare (frames.numBins(), own.numBins());
        branch.toRoot.prepare (own.numBins(), frames.numBins());
    }
    return Done{};
}

void SeparationTree::listLeaves()
{
    for (Eigen::Index source = 0; source < root.numSources(); ++source)
        listSource (source);
}

void SeparationTree::listSource (Eigen::Index source)
{
    const auto& name = root.sourceNames()[static_cast<size_t> (source)];
    for (size_t i = 0; i < branches.size(); ++i)
        if (branches[i].source == source)
        {
            branches[i].numLeavesOn = branches[i].node.numSources();
            for (Eigen::Index leaf = 0; leaf < branches[i].node.numSources(); ++leaf)
            {
                leaves.push_back ({ leaf, i + 1, true });
                names.push_back (name + "." + branches[i].node.sourceNames()[static_cast<size_t> (leaf)]);
            }
            return;
        }
    leaves.push_back ({ source, 0, true });
    names.push_back (name);
}

void SeparationTree::prepareMemory (Eigen::Index numChannels)
{
    if (branches.empty())
        return;
    for (auto& branch : branches)
    {
        const Eigen::Index numBins = branch.node.geometry().numBins();
        branch.mask.setZero (numBins);
        branch.mixture.setZero (numBins, numChannels);
        branch.newest.setZero (branch.node.looksAhead() ? numBins : 0, numChannels);
        if (branch.window > 0)
            branch.gains.setConstant (frames.numBins(), branch.node.numSources(),
                                      1.0f / static_cast<float> (branch.node.numSources()));
    }
    if (rootIsAhead)
        waiting.assign (static_cast<size_t> (1 + frames.lookAhead), { root.gains(), true });
    leafGains.setZero (frames.numBins(), numLeaves());
    multiply (root.gains());
}

void SeparationTree::reset() noexcept
{
    root.reset();
    for (auto& branch : branches)
        branch.node.reset();
    for (auto& masks : waiting)
    {
        masks.gains = root.gains();
        masks.isSilent = true;
    }
    at = 0;
    outgoingIsSilent = true;
    if (! branches.empty())
        multiply (root.gains());
}

void SeparationTree::set (const SeparatorSettings& settings) noexcept
{
    root.set (settings);
    for (auto& branch : branches)
    {
        branch.settings.frozen = settings.frozen;
        branch.node.set (branch.settings);
    }
}

void SeparationTree::setLeafEnabled (Eigen::Index leaf, bool isOn) noexcept
{
    auto& chosen = leaves[static_cast<size_t> (leaf)];
    if (chosen.branch == 0)
        root.setSourceEnabled (chosen.source, isOn);
    else
    {
        auto& branch = branches[chosen.branch - 1];
        branch.node.setSourceEnabled (chosen.source, isOn);
        if (chosen.isOn != isOn)
            branch.numLeavesOn += isOn ? 1 : -1;
        root.setSourceEnabled (branch.source, branch.numLeavesOn > 0);
    }
    chosen.isOn = isOn;
}

void SeparationTree::queueNote (const NoteEvent& event, Eigen::Index position, Eigen::Index node) noexcept
{
    if (node == 0)
    {
        root.sourceModel().queueNote (event, position);
        return;
    }
    branches[static_cast<size_t> (node) - 1].node.sourceModel().queueNote (event,
                                                                           position + lateSamples (node));
}

void SeparationTree::explain (Eigen::Index number, const Stft& stft) noexcept
{
    root.explain (number, stft.newest(), rootIsAhead ? stft.newest() : stft.outgoing(), stft.inputIsSilent());
    outgoingIsSilent = root.isSilent();
    if (! rootIsAhead)
        return explainBranches (number, stft, root.gains());
    at = (at + 1) % waiting.size();
    waiting[at].gains = root.gains();
    waiting[at].isSilent = root.isSilent();
    const auto& oldest = waiting[(at + 1) % waiting.size()];
    outgoingIsSilent = oldest.isSilent;
    explainBranches (number, stft, oldest.gains);
}

/** masks  [bins x sources of the root] of the frame that is output */
void SeparationTree::explainBranches (Eigen::Index number, const Stft& stft,
                                      const Eigen::MatrixXf& masks) noexcept
{
    if (branches.empty())
        return;
    for (auto& branch : branches)
        explainBranch (number, stft, masks, branch);
    multiply (masks);
}

void SeparationTree::explainBranch (Eigen::Index number, const Stft& stft, const Eigen::MatrixXf& masks,
                                    BranchNode& branch) noexcept
{
    const auto mask =
        [&branch] (const Eigen::MatrixXf& gains, const Eigen::MatrixXcf& spectra, Eigen::MatrixXcf& masked)
    {
        if (branch.window == 0)
            branch.mask = gains.col (branch.source);
        else
            branch.fromRoot.carry (gains.col (branch.source), branch.mask);
        for (Eigen::Index channel = 0; channel < spectra.cols(); ++channel)
            masked.col (channel) = branch.mask.cwiseProduct (spectra.col (channel));
    };
    const bool looksAhead = branch.node.looksAhead() && rootIsAhead;
    mask (masks, stft.outgoingIn (branch.window), branch.mixture);
    if (looksAhead)
        mask (root.gains(), stft.newestIn (branch.window), branch.newest);
    branch.node.explain (number, looksAhead ? branch.newest : branch.mixture, branch.mixture,
                         stft.inputIsSilent());
    for (Eigen::Index source = 0; source < branch.gains.cols(); ++source)
        branch.toRoot.carry (branch.node.gains().col (source), branch.gains.col (source));
}

void SeparationTree::multiply (const Eigen::MatrixXf& masks) noexcept
{
    for (Eigen::Index leaf = 0; leaf < leafGains.cols(); ++leaf)
    {
        const auto& [source, branch, isOn] = leaves[static_cast<size_t> (leaf)];
        if (branch == 0)
            leafGains.col (leaf) = masks.col (source);
        else
            leafGains.col (leaf) = masks.col (branches[branch - 1].source)
                                       .cwiseProduct (branches[branch - 1].rootGains().col (source));
    }
}

} // namespace unbraid::core
