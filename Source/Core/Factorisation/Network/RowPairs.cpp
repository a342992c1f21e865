// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/RowPairs.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"

namespace unbraid::core
{

using Eigen::Index;

void RowPairs::prepare (const RowFold& trained, Index numRows)
{
    rows = numRows;
    units = trained.fold.rows();
    inward.prepare (trained.fold, trained.foldBias);
    outward.prepare (trained.unfold, trained.unfoldBias);
    pairs.setZero (2 * units, paddedCount (numPairs()));
    folded.setZero (units, pairs.cols());
}

PackedMatrix& RowPairs::fold (const PackedMatrix& values) noexcept
{
    pairs.rightCols (pairs.cols() - rows / 2).setZero(); // beside a last row, and beyond the rows
    for (Index unit = 0; unit < units; ++unit)
        for (Index row = 0; row < rows; ++row)
            pairs (row % 2 * units + unit, row / 2) = values (unit, row);
    inward.apply (pairs, folded);
    return folded;
}

void RowPairs::unfold (PackedMatrix& values) noexcept
{
    outward.apply (folded, pairs);
    for (Index unit = 0; unit < units; ++unit)
        for (Index row = 0; row < rows; ++row)
            values (unit, row) += pairs (row % 2 * units + unit, row / 2);
}

} // namespace unbraid::core
