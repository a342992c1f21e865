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
    /** The recurrent state of all rows: [units x padded rows] */
    using State = PackedMatrix;

    /** [worker] allocates */
    void prepare (const SubBandNetwork& network, Eigen::Index numRows);

    /** The initial state. [worker] allocates */
    [[nodiscard]] State blankState() const;

    /** The input of `process` and `move`, written by the caller: [kinds x padded rows] [audio] */
    [[nodiscard]] PackedMatrix& kinds() noexcept { return ownKinds; }

    /** Bias of every row's input: [units]; the network's own bias at first. [audio] */
    [[nodiscard]] Eigen::VectorXf& inputBias() noexcept { return inward.bias; }

    /** Processes the frame in `kinds`.
        returns  [values x padded rows]
        [audio] real-time safe. */
    PackedMatrix& process (State& state) noexcept;

    /** The two halves of `process`: updates the state, and maps it, or what was made of it, to values: [units x padded rows].
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
