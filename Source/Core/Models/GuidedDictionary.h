// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <optional>
#include <string>
#include <vector>

namespace unbraid::core
{

/** More than a MIDI cable has channels. */
constexpr size_t maxParts = 16;

/** True for a dictionary that notes can guide: plain, with atoms of a pitch. [any] */
bool canBeGuided (const Dictionary& dictionary) noexcept;

/** A dictionary whose pitched atoms are there once for each part of a score, so that two hands may strike one key.
    Sources: the parts, each with all pitched atoms of all sources; then `residual`, what no note explains: the atoms
    without a pitch, where there are any. The transitions of the dynamics are left out. Where its mixer does not say
    otherwise it has 8 residual atoms, whose activations have a price (residual_sparsity 1): else they, which can be
    anything, take a share of every note.
    dictionary  valid
    parts       names of sources
    [worker] errors: an unfolded dictionary, one without pitches, no parts or more than maxParts */
Result<Dictionary> guidedDictionary (const Dictionary& dictionary, const std::vector<std::string>& parts);

/** Which dictionary of a tree notes guide: 0 the tree's own, from 1 on its branches, in their order; the first that can be guided.
    Nothing where none can be. [any] */
std::optional<size_t> guidedNode (const Dictionary& dictionary) noexcept;

/** A dictionary, or a tree of them, that notes guide as they arrive. */
struct GuidedTree
{
    Dictionary dictionary;
    size_t node = 0;           // which of its dictionaries they guide, see guidedNode
    Eigen::Index numParts = 0; // of that one
};

/** A tree's own dictionary has a part for each MIDI channel that can be one, and no branches. A branch has parts for channels 1 and 2
    alone, or for what lies above and below a split, so that there are strips for all leaves.
    dictionary  valid
    [worker] errors: those of guidedDictionary */
Result<GuidedTree> guidedByNotes (const Dictionary& dictionary);

} // namespace unbraid::core
