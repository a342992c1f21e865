// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/GuidedDictionary.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Guidance/MidiNotes.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace unbraid::core
{

namespace
{
constexpr double defaultResidualAtoms = 8.0;
constexpr double defaultResidualPrice = 1.0;

/** The atoms with a pitch as one source, and the columns of all others. */
struct SplitAtoms
{
    std::vector<Eigen::Index> pitched, others;
    std::vector<int> pitches, onsets;
};

SplitAtoms split (const Dictionary& dictionary)
{
    SplitAtoms found;
    for (const auto& source : dictionary.sources)
        for (Eigen::Index i = 0; i < source.numAtoms; ++i)
        {
            const auto atom = static_cast<size_t> (i);
            const int pitch = source.pitches.empty() ? -1 : source.pitches[atom];
            (pitch < 0 ? found.others : found.pitched).push_back (source.firstAtom + i);
            if (pitch < 0)
                continue;
            found.pitches.push_back (pitch);
            found.onsets.push_back (source.onsets.empty() ? 0 : source.onsets[atom]);
        }
    return found;
}

Status check (const Dictionary& dictionary, const SplitAtoms& atoms, const std::vector<std::string>& parts)
{
    const char* what = "the dictionary cannot be guided by notes";
    if (! modelTraits (dictionary).isExtensible)
        return Error{ what, "dictionary", modelKind (dictionary).withArticle(),
                      "a plain one with pitches, such as piano" };
    if (atoms.pitched.empty())
        return Error{ what, "atoms", "none with a pitch", "a dictionary of notes, such as piano" };
    if (parts.empty() || parts.size() > maxParts)
        return Error{ what, "parts", std::to_string (parts.size()), "1 to " + std::to_string (maxParts) };
    return Done{};
}
} // namespace

bool canBeGuided (const Dictionary& dictionary) noexcept
{
    return modelTraits (dictionary).isExtensible &&
           std::any_of (dictionary.sources.begin(), dictionary.sources.end(),
                        [] (const Source& source)
                        {
                            return std::any_of (source.pitches.begin(), source.pitches.end(),
                                                [] (int pitch) { return pitch >= 0; });
                        });
}

Result<Dictionary> guidedDictionary (const Dictionary& dictionary, const std::vector<std::string>& parts)
{
    const SplitAtoms atoms = split (dictionary);
    if (auto checked = check (dictionary, atoms, parts); ! checked.ok())
        return checked.error();
    const auto numPitched = static_cast<Eigen::Index> (atoms.pitched.size());
    const auto numOthers = static_cast<Eigen::Index> (atoms.others.size());
    const Eigen::Index ofParts = static_cast<Eigen::Index> (parts.size()) * numPitched;

    Dictionary guided = dictionary;
    guided.dynamics = {};
    guided.branches.clear();
    guided.mixer.try_emplace ("residual_atoms", defaultResidualAtoms);
    guided.mixer.try_emplace ("residual_sparsity", defaultResidualPrice);
    guided.sources.clear();
    guided.atoms.resize (dictionary.numBins(), ofParts + numOthers);
    for (const auto& part : parts)
    {
        const Eigen::Index first = static_cast<Eigen::Index> (guided.sources.size()) * numPitched;
        guided.sources.push_back ({ part, first, numPitched, atoms.pitches, {}, true, 0.0f, atoms.onsets });
        for (Eigen::Index i = 0; i < numPitched; ++i)
            guided.atoms.col (first + i) = dictionary.atoms.col (atoms.pitched[static_cast<size_t> (i)]);
    }
    for (Eigen::Index i = 0; i < numOthers; ++i)
        guided.atoms.col (ofParts + i) = dictionary.atoms.col (atoms.others[static_cast<size_t> (i)]);
    if (numOthers > 0)
        guided.sources.push_back ({ "residual", ofParts, numOthers, {}, {}, false, 0.0f });
    return guided;
}

std::optional<size_t> guidedNode (const Dictionary& dictionary) noexcept
{
    if (canBeGuided (dictionary))
        return 0;
    const auto& branches = dictionary.branches;
    const auto found =
        std::find_if (branches.begin(), branches.end(),
                      [] (const DictionaryBranch& branch) { return canBeGuided (*branch.dictionary); });
    return found == branches.end() ? std::nullopt
                                   : std::optional (1 + static_cast<size_t> (found - branches.begin()));
}

Result<GuidedTree> guidedByNotes (const Dictionary& dictionary)
{
    constexpr Eigen::Index partsOfBranch = 2;
    const auto node = guidedNode (dictionary).value_or (0);
    auto parts = partNames();
    if (node > 0)
        parts.resize (static_cast<size_t> (partsOfBranch));
    auto guided = guidedDictionary (node > 0 ? *dictionary.branches[node - 1].dictionary : dictionary, parts);
    if (! guided.ok())
        return guided.error();
    const auto numParts = static_cast<Eigen::Index> (parts.size());
    if (node == 0)
        return GuidedTree{ std::move (guided).value(), node, numParts };
    GuidedTree tree{ dictionary, node, numParts };
    tree.dictionary.branches[node - 1].dictionary =
        std::make_shared<const Dictionary> (std::move (guided).value());
    return tree;
}

} // namespace unbraid::core
