// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Network/RowRecurrence.h"

namespace unbraid::core
{

/** Runs one block of a refiner, see RowBlock: recurrence along time, where it has some, then along the rows of the frame,
    both added to the values of each row. */
class RowScan
{
public:
    /** [worker] allocates */
    void prepare (const RowBlock& block, Eigen::Index numRows);

    /** The recurrent state of the rows along time: [units x padded rows], empty in a first block. [worker] allocates */
    [[nodiscard]] RowRecurrence::State blankState() const;

    /** values  [units x padded rows], changed in place
        [audio] real-time safe. */
    void apply (PackedMatrix& values, RowRecurrence::State& state) noexcept;

private:
    void recurAlongTime (PackedMatrix& values, RowRecurrence::State& state) noexcept;
    void scan (const PackedMatrix& values) noexcept;
    void addNormalised (PackedMatrix& values) noexcept;
    void packScan (const RowBlock& block);

    Eigen::Index rows = 0;
    Eigen::Index half = 0;   // units of a direction
    Eigen::Index padded = 0; // the same in whole lanes
    bool hasTime = false;
    RowMix fromInput, fromState, mixing;
    Eigen::VectorXf gain;
    Eigen::VectorXf offset;
    Eigen::VectorXf blank;    // [rows] zeros
    SharedMatrix scanInput;   // [units + 1 x 6 padded] W_i, transposed, and below it the biases
    SharedMatrix scanWeights; // [2 half, even x 3 padded] W_h, transposed
    Eigen::VectorXf scanBias; // [2 padded]
    PackedMatrix inputGates;  // [3 units x padded rows], along time, here as below
    PackedMatrix stateGates;
    PackedMatrix byRow;       // [rows x units + 1] the values, and ones
    PackedMatrix scanGates;   // [rows x 6 padded]
    PackedMatrix scanned;     // [rows x 2 padded]
    PackedMatrix joined;      // [2 half x padded rows]
    PackedMatrix mixed;       // [units x padded rows]
    Eigen::RowVectorXf mean;  // [padded rows]
    Eigen::RowVectorXf scale; // [padded rows]
};

} // namespace unbraid::core
