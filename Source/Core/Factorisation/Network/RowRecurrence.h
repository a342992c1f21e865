// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

namespace unbraid::core
{

/** y = W x + b for all rows, side by side. */
struct RowMix
{
    SharedMatrix weights; // [outputs x inputs], row by row
    Eigen::VectorXf bias; // [outputs]

    /** [worker] allocates */
    void prepare (const Eigen::MatrixXf& matrix, const Eigen::VectorXf& offsets);

    /** inputs   [inputs x padded rows]
        outputs  [outputs x padded rows]
        [audio] real-time safe. */
    void apply (const PackedMatrix& inputs, PackedMatrix& outputs) const noexcept;
};

/** Runs a sub-band network, see SubBandNetwork: all rows at once, side by side. */
class RowRecurrence
{
public:
    /** What all rows remember: [units x padded rows] */
    using State = PackedMatrix;

    /** [worker] allocates */
    void prepare (const SubBandNetwork& network, Eigen::Index numRows);

    /** A state that has heard nothing. [worker] allocates */
    [[nodiscard]] State blankState() const;

    /** Where a frame is put before it is heard: [kinds x padded rows] [audio] */
    [[nodiscard]] PackedMatrix& kinds() noexcept { return ownKinds; }

    /** What is added to every row's input: [units]; the network's own bias at first. [audio] */
    [[nodiscard]] Eigen::VectorXf& inputBias() noexcept { return inward.bias; }

    /** Hears what was put into `kinds`.
        returns  [values x padded rows]
        [audio] real-time safe. */
    PackedMatrix& process (State& state) noexcept;

    /** The two halves of `process`: moves the state, and makes values of that, or of what came of it: [units x padded rows].
        [audio] real-time safe. */
    void move (State& state) noexcept;
    PackedMatrix& valuesOf (const PackedMatrix& units) noexcept;

private:
    void gatherNeighbours() noexcept;

    Eigen::Index rows = 0;
    RowMix inward, fromInput, fromState, outward;
    PackedMatrix ownKinds;
    PackedMatrix neighbours; // [inputs x padded rows], here as below
    PackedMatrix first;
    PackedMatrix inputGates;
    PackedMatrix stateGates;
    PackedMatrix values;
};

} // namespace unbraid::core
