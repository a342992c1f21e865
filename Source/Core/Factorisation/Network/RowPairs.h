// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Network/RowRecurrence.h"

namespace unbraid::core
{

/** Runs the fold of a refiner, see RowFold. */
class RowPairs
{
public:
    /** [worker] allocates */
    void prepare (const RowFold& trained, Eigen::Index numRows);

    [[nodiscard]] Eigen::Index numPairs() const noexcept { return (rows + 1) / 2; }

    /** values   [units x padded rows]
        returns  [units x padded pairs], to be changed in place
        [audio] real-time safe. */
    PackedMatrix& fold (const PackedMatrix& values) noexcept;

    /** Adds what became of the pairs to the values. [audio] real-time safe. */
    void unfold (PackedMatrix& values) noexcept;

private:
    Eigen::Index rows = 0;
    Eigen::Index units = 0;
    RowMix inward, outward;
    PackedMatrix pairs;  // [2 units x padded pairs]: all units of the even rows, then those of the odd ones
    PackedMatrix folded; // [units x padded pairs]
};

} // namespace unbraid::core
