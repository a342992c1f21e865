// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/AtomLayout.h"

namespace unbraid::core
{

/** Puts columns, one per atom, where the kernels expect them. [worker] */
template <class Packed, class Columns>
Packed packed (const Columns& columns, const std::vector<Eigen::Index>& positions, Eigen::Index numPadded)
{
    Packed matrix = Packed::Zero (columns.rows(), numPadded);
    for (size_t atom = 0; atom < positions.size(); ++atom)
        matrix.col (positions[atom]) = columns.col (static_cast<Eigen::Index> (atom));
    return matrix;
}

/** The part that is common to dictionaries with bands: bands, sources and settings, no atoms yet.
    [worker] error: fewer than 8 bins in common */
Result<PreparedDictionary> prepareBands (const Dictionary& dictionary, const FrameGeometry& geometry);

} // namespace unbraid::core
