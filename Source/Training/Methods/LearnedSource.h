// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <vector>

namespace unbraid::training
{

/** The learned atoms of one source. */
struct LearnedSource
{
    Eigen::MatrixXf atoms;      // [bins x atoms] columns sum to one
    std::vector<int> pitches;   // MIDI note per atom; empty: unpitched
    std::vector<int> onsets;    // 1 per atom that is active around note onsets only; empty: none
    core::Transitions dynamics; // indices relative to the source's first atom
};

/** Appends the atoms of `added` to those of `learned`. [worker] */
void append (const LearnedSource& added, LearnedSource& learned);

/** Appends the transitions of a source whose first atom is `firstAtom` to `transitions`. [worker] */
void append (const core::Transitions& added, Eigen::Index firstAtom, core::Transitions& transitions);

} // namespace unbraid::training
