// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/PreparedDictionary.h"

namespace unbraid::core
{

/** Runs the layer that every row of an encoder has for itself, see RowEncoder: all rows at once, side by side. */
class RowEncoding
{
public:
    /** What all rows remember: [units x padded rows] */
    using State = PackedMatrix;

    /** numRows, featuresOfRow  of the frames
        [worker] allocates */
    void prepare (const RowEncoder& encoder, Eigen::Index numRows, Eigen::Index featuresOfRow);

    /** A state that has heard nothing. [worker] allocates */
    [[nodiscard]] State blankState() const;

    /** heard  [features of a row * rows + values * rows or more] features of one kind after another; the values of each
               row's layer are written behind them, row by row
        [audio] real-time safe. */
    void hear (State& state, Eigen::VectorXf& heard) noexcept;

private:
    /** y = W x + b for all rows. */
    struct Mix
    {
        PackedMatrix weights; // [outputs x inputs], row by row
        Eigen::VectorXf bias; // [outputs]

        void prepare (const Eigen::MatrixXf& matrix, const Eigen::VectorXf& offsets);
        void apply (const PackedMatrix& inputs, PackedMatrix& outputs) const noexcept;
    };

    void gatherNeighbours (const Eigen::VectorXf& heard) noexcept;

    Eigen::Index rows = 0;
    Eigen::Index features = 0; // of a row
    Mix inward, fromInput, fromState, outward;
    PackedMatrix neighbours; // [inputs x padded rows], here as below
    PackedMatrix first;
    PackedMatrix inputGates;
    PackedMatrix stateGates;
    PackedMatrix values;
};

} // namespace unbraid::core
