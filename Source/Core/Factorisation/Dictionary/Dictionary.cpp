// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/DictionaryChecks.h"
#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Factorisation/Dictionary/SourceName.h"
#include "Core/SeparatorSettings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr Index minWindow = 16;
constexpr Index maxWindow = 1 << 16;
constexpr float maxMaskExponent = 4.0f;
constexpr float minBeta = -1.0f;
constexpr float maxBeta = 3.0f;
constexpr float minGainDb = -120.0f;
constexpr float maxGainDb = 40.0f;
constexpr int maxPitch = 127;                 // MIDI
constexpr Index maxTransitionsPerAtom = 64;   // A stays sparse
constexpr size_t maxShown = 64;               // bytes of a name that is refused
constexpr size_t maxTextLength = 1 << 18;     // bytes of licence, trained_on or command
constexpr size_t maxMixerValues = 1024;       // far above any plugin's number of parameters
constexpr double columnSumTolerance = 1.0e-4; // a sum of 2^16 floats made in single precision keeps this
constexpr double frequencyTolerance = 1.0e-6; // relative: the last bin is half the rate, rounded to float
constexpr std::array latencyModes{ "low", "balanced", "high" };

constexpr auto lowerCaseWords = "lower-case words joined by '-'";

Problem checkAnalysis (const Dictionary& dictionary)
{
    if (auto found = outside ("sample_rate_hz", dictionary.sampleRateHz, minSampleRateHz, maxSampleRateHz))
        return found;
    if (auto found = outside ("window", dictionary.window, minWindow, maxWindow))
        return found;
    if (auto found = outside ("hop", dictionary.hop, Index{ 1 }, dictionary.window))
        return found;
    if (! isSourceName (dictionary.windowShape))
        return invalid ("window_shape", shownText (dictionary.windowShape), lowerCaseWords);
    if (auto found = outside ("divergence_beta", dictionary.divergenceBeta, minBeta, maxBeta))
        return found;
    if (! (dictionary.maskExponent > 0.0f && dictionary.maskExponent <= maxMaskExponent))
        return invalid ("mask_exponent", digitsOf (dictionary.maskExponent),
                        "above 0, at most " + digitsOf (maxMaskExponent));
    return {};
}

Problem checkShapes (const Dictionary& dictionary)
{
    if (auto found = outside ("W, number of bins", dictionary.numBins(), Index{ 1 }, maxBins))
        return found;
    if (auto found = outside ("W, number of atoms", dictionary.numAtoms(), Index{ 1 }, maxAtoms))
        return found;
    if (dictionary.frequenciesHz.size() != dictionary.numBins())
        return invalid ("frequencies, length", digitsOf (dictionary.frequenciesHz.size()),
                        digitsOf (dictionary.numBins()) + ", the bins of W");
    return {};
}

Problem checkFrequencies (const Dictionary& dictionary)
{
    const double highest = 0.5 * dictionary.sampleRateHz * (1.0 + frequencyTolerance);
    for (Index bin = 0; bin < dictionary.numBins(); ++bin)
    {
        const float frequencyHz = dictionary.frequenciesHz (bin);
        const std::string where = item ("frequencies", static_cast<size_t> (bin));
        if (! (frequencyHz >= 0.0f && frequencyHz <= highest))
            return invalid (where, digitsOf (frequencyHz), "0 to half of sample_rate_hz");
        if (bin > 0 && frequencyHz <= dictionary.frequenciesHz (bin - 1))
            return invalid (where, digitsOf (frequencyHz), "more than the one before it");
    }
    return {};
}

Problem checkUnitColumn (const std::string& field, const Eigen::MatrixXf& atoms, Index atom)
{
    const std::string where = field + ", atom " + digitsOf (atom);
    double sum = 0.0;
    for (Index row = 0; row < atoms.rows(); ++row)
    {
        const float weight = atoms (row, atom);
        if (! std::isfinite (weight) || weight < 0.0f)
            return invalid (where + ", bin " + digitsOf (row), digitsOf (weight), "finite, not negative");
        sum += static_cast<double> (weight);
    }
    if (sum <= 0.0)
        return invalid (where, "only zeros", "a column that sums to 1");
    if (std::abs (sum - 1.0) > columnSumTolerance)
        return invalid (where, "a column that sums to " + digitsOf (sum),
                        "1, within " + digitsOf (columnSumTolerance));
    return {};
}

Problem checkAtoms (const Dictionary& dictionary)
{
    return checkUnitColumns ("W", dictionary.atoms);
}

/** A list with one entry per atom of a source, or none at all. */
Problem checkPerAtom (const std::string& field, const std::vector<int>& list, Index numAtoms, int lowest,
                      int highest)
{
    if (! list.empty() && static_cast<Index> (list.size()) != numAtoms)
        return invalid (field + ", length", digitsOf (list.size()), "one per atom, " + digitsOf (numAtoms));
    for (size_t i = 0; i < list.size(); ++i)
        if (auto found = outside (item (field, i), list[i], lowest, highest))
            return found;
    return {};
}

Problem checkSource (const Source& source, const std::string& field, Index firstFree, Index numAtoms)
{
    if (! isSourceName (source.name))
        return invalid (field + ".name", shownText (source.name), lowerCaseWords);
    if (source.firstAtom != firstFree)
        return invalid (field + ".first_atom", digitsOf (source.firstAtom),
                        digitsOf (firstFree) + ": sources cover the atoms in order");
    if (auto found = outside (field + ".num_atoms", source.numAtoms, Index{ 1 }, numAtoms - firstFree))
        return found;
    if (auto found = checkPerAtom (field + ".pitches", source.pitches, source.numAtoms, -1, maxPitch))
        return found;
    if (auto found = checkPerAtom (field + ".onsets", source.onsets, source.numAtoms, 0, 1))
        return found;
    if (auto found = checkPerAtom (field + ".groups", source.groups, source.numAtoms, 0, int{ maxAtoms } - 1))
        return found;
    return outside (field + ".default_gain_db", source.defaultGainDb, minGainDb, maxGainDb);
}

Problem checkSources (const Dictionary& dictionary)
{
    const auto numSources = static_cast<Index> (dictionary.sources.size());
    if (auto found = outside ("sources, length", numSources, Index{ 1 }, maxSources))
        return found;
    std::set<std::string> names;
    Index firstFree = 0;
    for (size_t i = 0; i < dictionary.sources.size(); ++i)
    {
        const Source& source = dictionary.sources[i];
        if (auto found = checkSource (source, item ("sources", i), firstFree, dictionary.numAtoms()))
            return found;
        if (! names.insert (source.name).second)
            return invalid (item ("sources", i) + ".name", shownText (source.name) + " twice",
                            "each name once");
        firstFree += source.numAtoms;
    }
    if (firstFree != dictionary.numAtoms())
        return invalid ("sources", digitsOf (firstFree) + " atoms in all",
                        digitsOf (dictionary.numAtoms()) + ", as W has");
    return {};
}

Problem checkDynamics (const Dictionary& dictionary)
{
    const Transitions& dynamics = dictionary.dynamics;
    const auto count = static_cast<Index> (dynamics.values.size());
    const auto lastAtom = static_cast<int> (dictionary.numAtoms() - 1);
    if (auto found =
            outside ("A.values, length", count, Index{ 0 }, maxTransitionsPerAtom * dictionary.numAtoms()))
        return found;
    for (const auto& [field, indices] :
         { std::pair{ "A.rows", &dynamics.rows }, { "A.columns", &dynamics.columns } })
    {
        if (indices->size() != dynamics.values.size())
            return invalid (std::string (field) + ", length", digitsOf (indices->size()),
                            digitsOf (count) + ", the length of A.values");
        for (size_t i = 0; i < indices->size(); ++i)
            if (auto found = outside (item (field, i), (*indices)[i], 0, lastAtom))
                return found;
    }
    for (size_t i = 0; i < dynamics.values.size(); ++i)
        if (! std::isfinite (dynamics.values[i]) || dynamics.values[i] < 0.0f)
            return invalid (item ("A.values", i), digitsOf (dynamics.values[i]), "finite, not negative");
    return {};
}

Problem checkMixer (const Dictionary& dictionary)
{
    if (dictionary.mixer.size() > maxMixerValues)
        return invalid ("mixer, length", digitsOf (dictionary.mixer.size()),
                        "at most " + digitsOf (maxMixerValues));
    for (const auto& [name, value] : dictionary.mixer)
    {
        if (! isMixerName (name))
            return invalid ("mixer", shownText (name),
                            "names of letters, digits and '_' that begin with a to z");
        if (! std::isfinite (value))
            return invalid ("mixer." + name, digitsOf (value), "a finite number");
    }
    return {};
}

Problem checkModes (const Dictionary& dictionary)
{
    std::set<std::string> seen;
    for (size_t i = 0; i < dictionary.modes.size(); ++i)
    {
        const std::string& mode = dictionary.modes[i];
        if (std::find (latencyModes.begin(), latencyModes.end(), mode) == latencyModes.end())
            return invalid (item ("modes", i), shownText (mode), "low, balanced, high");
        if (! seen.insert (mode).second)
            return invalid (item ("modes", i), shownText (mode) + " twice", "each mode once");
    }
    return {};
}

Problem checkBranch (const Dictionary& root, const DictionaryBranch& branch, const std::string& field)
{
    const bool isThere =
        std::any_of (root.sources.begin(), root.sources.end(),
                     [&branch] (const Source& source) { return source.name == branch.source; });
    if (! isThere)
        return invalid (field + ".source", shownText (branch.source), "a source of the dictionary");
    if (branch.dictionary == nullptr)
        return invalid (field, "no dictionary", "one");
    if (! branch.dictionary->branches.empty())
        return invalid (field, "a dictionary that is split further itself", "one that is not: two levels");
    if (const auto checked = validate (*branch.dictionary); ! checked.ok())
        return invalid (field + ", " + checked.error().where, checked.error().found, checked.error().allowed);
    return {};
}

Problem checkBranches (const Dictionary& dictionary)
{
    std::set<std::string> split;
    for (size_t i = 0; i < dictionary.branches.size(); ++i)
    {
        if (auto found = checkBranch (dictionary, dictionary.branches[i], item ("branches", i)))
            return found;
        if (! split.insert (dictionary.branches[i].source).second)
            return invalid (item ("branches", i), shownText (dictionary.branches[i].source) + " twice",
                            "each source once");
    }
    if (! dictionary.branches.empty() && servedModes (dictionary).empty())
        return invalid ("modes", "none that the dictionary and its branches serve together", "one at least");
    return outside ("sources of all branches", static_cast<Index> (leavesOf (dictionary).size()), Index{ 1 },
                    maxSources);
}

Problem checkTexts (const Dictionary& dictionary)
{
    for (const auto& [field, content] : { std::pair{ "licence", &dictionary.licence },
                                          { "trained_on", &dictionary.trainedOn },
                                          { "command", &dictionary.command } })
        if (content->size() > maxTextLength)
            return invalid (field, digitsOf (content->size()) + " bytes",
                            "at most " + digitsOf (maxTextLength));
    return {};
}

/** Only one kind may recognise it, but for the last one, which takes what is left. */
Problem checkKind (const Dictionary& dictionary)
{
    const auto kinds = modelKinds();
    std::string found;
    for (const ModelKind* kind : kinds.first (kinds.size() - 1))
    {
        if (! kind->recognises (dictionary))
            continue;
        if (! found.empty())
            return invalid ("tensors", "those of " + found + " and of " + kind->withArticle(),
                            "those of one kind");
        found = kind->withArticle();
    }
    return modelKind (dictionary).check (dictionary);
}
} // namespace

std::string shownText (std::string_view text)
{
    std::string line ("'");
    for (const char c : text.substr (0, maxShown))
        line += c >= ' ' && c <= '~' ? c : '?';
    return line + (text.size() > maxShown ? "...'" : "'");
}

Problem checkUnitColumns (const std::string& field, const Eigen::MatrixXf& atoms)
{
    for (Index atom = 0; atom < atoms.cols(); ++atom)
        if (auto found = checkUnitColumn (field, atoms, atom))
            return found;
    return {};
}

Status validate (const Dictionary& dictionary)
{
    for (const auto check : { checkAnalysis, checkShapes, checkFrequencies, checkAtoms, checkSources,
                              checkDynamics, checkMixer, checkModes, checkTexts, checkKind, checkBranches })
        if (auto found = check (dictionary))
            return *std::move (found);
    return Done{};
}

namespace
{
/** The sources of a dictionary as a branch plays them: a residual of the engine among them. */
std::vector<Source> playedSources (const Dictionary& branch)
{
    auto sources = branch.sources;
    const bool hasAdaptive =
        std::any_of (sources.begin(), sources.end(),
                     [] (const Source& source) { return adaptsWhilePlaying (source.name); });
    if (residualAtomsFromMixer (branch) > 0 && ! hasAdaptive)
        sources.push_back ({ "residual", 0, 0, {}, {}, true, 0.0f });
    return sources;
}
} // namespace

std::vector<Source> leavesOf (const Dictionary& dictionary)
{
    std::vector<Source> leaves;
    for (const auto& source : dictionary.sources)
    {
        const auto branch =
            std::find_if (dictionary.branches.begin(), dictionary.branches.end(),
                          [&source] (const DictionaryBranch& each) { return each.source == source.name; });
        if (branch == dictionary.branches.end())
            leaves.push_back (source);
        else
            for (Source& leaf : playedSources (*branch->dictionary))
            {
                leaf.name.insert (0, source.name + ".");
                leaf.isTarget = source.isTarget;
                leaf.defaultGainDb = source.defaultGainDb;
                leaves.push_back (std::move (leaf));
            }
    }
    return leaves;
}

void normaliseAtoms (Eigen::MatrixXf& atoms)
{
    for (Index atom = 0; atom < atoms.cols(); ++atom)
    {
        const double sum = atoms.col (atom).cast<double>().sum();
        if (sum > 0.0 && std::isfinite (sum))
            atoms.col (atom) = (atoms.col (atom).cast<double>() / sum).cast<float>();
    }
}

} // namespace unbraid::core
