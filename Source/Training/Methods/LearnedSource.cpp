// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/LearnedSource.h"

namespace unbraid::training
{

void append (const core::Transitions& added, Eigen::Index firstAtom, core::Transitions& transitions)
{
    for (size_t i = 0; i < added.values.size(); ++i)
    {
        transitions.rows.push_back (added.rows[i] + static_cast<int> (firstAtom));
        transitions.columns.push_back (added.columns[i] + static_cast<int> (firstAtom));
        transitions.values.push_back (added.values[i]);
    }
}

void append (const LearnedSource& added, LearnedSource& learned)
{
    const Eigen::Index first = learned.atoms.cols();
    learned.atoms.conservativeResize (added.atoms.rows(), first + added.atoms.cols());
    learned.atoms.rightCols (added.atoms.cols()) = added.atoms;
    learned.pitches.insert (learned.pitches.end(), added.pitches.begin(), added.pitches.end());
    learned.onsets.insert (learned.onsets.end(), added.onsets.begin(), added.onsets.end());
    append (added.dynamics, first, learned.dynamics);
}

} // namespace unbraid::training
