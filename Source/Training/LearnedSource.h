// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary.h"

#include <vector>

namespace unbraid::training
{

/** What was learned of one source. */
struct LearnedSource
{
    Eigen::MatrixXf atoms;      // [bins x atoms] columns sum to one
    std::vector<int> pitches;   // MIDI note per atom; empty: unpitched
    std::vector<int> onsets;    // 1 per atom that sounds around the beginning of a note only; empty: none
    core::Transitions dynamics; // indices from the source's first atom
};

/** Puts the atoms of `added` behind those of `learned`. [worker] */
void append (const LearnedSource& added, LearnedSource& learned);

/** Puts the transitions of a source whose first atom is `firstAtom` behind those of `transitions`. [worker] */
void append (const core::Transitions& added, Eigen::Index firstAtom, core::Transitions& transitions);

} // namespace unbraid::training
