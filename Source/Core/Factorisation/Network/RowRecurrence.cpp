// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/RowRecurrence.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Factorisation/Kernels/NmfKernels.h"

#include <algorithm>

namespace unbraid::core
{

using Eigen::Index;

void RowMix::prepare (const Eigen::MatrixXf& matrix, const Eigen::VectorXf& offsets)
{
    weights = SharedMatrix (PackedMatrix (matrix));
    bias = offsets;
}

void RowMix::apply (const PackedMatrix& inputs, PackedMatrix& outputs) const noexcept
{
    nmfKernels().mixRows (weights.data(), bias.data(), weights.rows(), weights.cols(), inputs.data(),
                          inputs.cols(), outputs.data());
}

void RowRecurrence::prepare (const SubBandNetwork& network, Index numRows)
{
    rows = numRows;
    inward.prepare (network.inputWeights, network.inputBias);
    fromInput.prepare (network.layer.inputWeights, network.layer.inputBias);
    fromState.prepare (network.layer.recurrentWeights, network.layer.recurrentBias);
    outward.prepare (network.outputWeights, network.outputBias);
    const Index length = paddedCount (rows);
    ownKinds.setZero (network.numKinds(), length);
    neighbours.setZero (inward.weights.cols(), length);
    first.setZero (network.numUnits(), length);
    inputGates.setZero (3 * network.numUnits(), length);
    stateGates.setZero (3 * network.numUnits(), length);
    values.setZero (network.numValues(), length);
}

RowRecurrence::State RowRecurrence::blankState() const
{
    return State::Zero (first.rows(), first.cols());
}

PackedMatrix& RowRecurrence::process (State& state) noexcept
{
    move (state);
    return valuesOf (state);
}

void RowRecurrence::move (State& state) noexcept
{
    const auto& kernels = nmfKernels();
    gatherNeighbours();
    inward.apply (neighbours, first);
    kernels.bound (first.data(), first.size());
    fromInput.apply (first, inputGates);
    fromState.apply (state, stateGates);
    kernels.recur (inputGates.data(), stateGates.data(), state.data(), state.size());
}

PackedMatrix& RowRecurrence::valuesOf (const PackedMatrix& units) noexcept
{
    outward.apply (units, values);
    return values;
}

/** Beyond the lowest and the highest row the input is zero. */
void RowRecurrence::gatherNeighbours() noexcept
{
    constexpr Index reach = contextRows / 2;
    for (Index kind = 0; kind < ownKinds.rows(); ++kind)
        for (Index offset = -reach; offset <= reach; ++offset)
        {
            const Index from = std::max<Index> (0, -offset);
            const Index count = std::max<Index> (0, rows - std::abs (offset));
            neighbours.row (kind * contextRows + offset + reach).segment (from, count) =
                ownKinds.row (kind).segment (from + offset, count);
        }
}

} // namespace unbraid::core
