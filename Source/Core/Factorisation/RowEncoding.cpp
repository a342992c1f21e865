// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/RowEncoding.h"

#include "Core/Factorisation/AtomLayout.h"
#include "Core/Factorisation/NmfKernels.h"

#include <algorithm>

namespace unbraid::core
{

using Eigen::Index;

void RowEncoding::Mix::prepare (const Eigen::MatrixXf& matrix, const Eigen::VectorXf& offsets)
{
    weights = matrix;
    bias = offsets;
}

void RowEncoding::Mix::apply (const PackedMatrix& inputs, PackedMatrix& outputs) const noexcept
{
    nmfKernels().mixRows (weights.data(), bias.data(), weights.rows(), weights.cols(), inputs.data(),
                          inputs.cols(), outputs.data());
}

void RowEncoding::prepare (const RowEncoder& encoder, Index numRows, Index featuresOfRow)
{
    rows = numRows;
    features = featuresOfRow;
    inward.prepare (encoder.inputWeights, encoder.inputBias);
    fromInput.prepare (encoder.layer.inputWeights, encoder.layer.inputBias);
    fromState.prepare (encoder.layer.recurrentWeights, encoder.layer.recurrentBias);
    outward.prepare (encoder.outputWeights, encoder.outputBias);
    const Index length = paddedCount (rows);
    neighbours.setZero (inward.weights.cols(), length);
    first.setZero (encoder.numUnits(), length);
    inputGates.setZero (3 * encoder.numUnits(), length);
    stateGates.setZero (3 * encoder.numUnits(), length);
    values.setZero (encoder.numValues(), length);
}

RowEncoding::State RowEncoding::blankState() const
{
    return State::Zero (first.rows(), first.cols());
}

void RowEncoding::hear (State& state, Eigen::VectorXf& heard) noexcept
{
    const auto& kernels = nmfKernels();
    gatherNeighbours (heard);
    inward.apply (neighbours, first);
    kernels.bound (first.data(), first.size());
    fromInput.apply (first, inputGates);
    fromState.apply (state, stateGates);
    kernels.recur (inputGates.data(), stateGates.data(), state.data(), state.size());
    outward.apply (state, values);
    kernels.bound (values.data(), values.size());
    Index place = features * rows;
    for (Index row = 0; row < rows; ++row)
        for (Index value = 0; value < values.rows(); ++value)
            heard[place++] = values (value, row);
}

/** Nothing is heard beyond the lowest and the highest row. */
void RowEncoding::gatherNeighbours (const Eigen::VectorXf& heard) noexcept
{
    constexpr Index reach = rowsHeard / 2;
    for (Index feature = 0; feature < features; ++feature)
        for (Index offset = -reach; offset <= reach; ++offset)
        {
            const Index from = std::max<Index> (0, -offset);
            const Index count = std::max<Index> (0, rows - std::abs (offset));
            neighbours.row (feature * rowsHeard + offset + reach).segment (from, count) =
                heard.segment (feature * rows + from + offset, count).transpose();
        }
}

} // namespace unbraid::core
