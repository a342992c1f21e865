// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/RowScan.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Factorisation/Kernels/NmfKernels.h"

#include <utility>

namespace unbraid::core
{

using Eigen::Index;

namespace
{
constexpr Index numGates = 3;
constexpr Index numDirections = 2;

Index evenCount (Index count)
{
    return count + count % 2;
}
} // namespace

void RowScan::prepare (const RowBlock& block, Index numRows)
{
    const Index units = block.mixing.rows(), length = paddedCount (numRows);
    rows = numRows;
    half = block.up.recurrentWeights.cols();
    padded = paddedCount (half);
    hasTime = block.time.has_value();
    if (hasTime)
    {
        fromInput.prepare (block.time->inputWeights, block.time->inputBias);
        fromState.prepare (block.time->recurrentWeights, block.time->recurrentBias);
    }
    mixing.prepare (block.mixing, block.mixingBias);
    gain = block.gain;
    offset = block.offset;
    blank.setZero (rows);
    packScan (block);
    inputGates.setZero (numGates * units, length);
    stateGates.setZero (numGates * units, length);
    byRow.setOnes (rows, units + 1);
    scanGates.setZero (rows, numDirections * numGates * padded);
    scanned.setZero (rows, numDirections * padded);
    joined.setZero (numDirections * half, length);
    mixed.setZero (units, length);
    mean.setZero (length);
    scale.setZero (length);
}

/** Gates side by side, each padded by units that stay zero; reset and update have both biases in one. */
void RowScan::packScan (const RowBlock& block)
{
    constexpr Index candidate = numGates - 1;
    const Index units = block.mixing.rows();
    PackedMatrix input = PackedMatrix::Zero (units + 1, numDirections * numGates * padded);
    PackedMatrix weights = PackedMatrix::Zero (numDirections * evenCount (half), numGates * padded);
    scanBias.setZero (numDirections * padded);
    Index direction = 0;
    for (const GruLayer* layer : { &block.up, &block.down })
    {
        for (Index gate = 0; gate < numGates; ++gate)
        {
            const Index from = gate * half, column = (direction * numGates + gate) * padded;
            input.block (0, column, units, half) = layer->inputWeights.middleRows (from, half).transpose();
            input.row (units).segment (column, half) = layer->inputBias.segment (from, half).transpose();
            if (gate != candidate)
                input.row (units).segment (column, half) +=
                    layer->recurrentBias.segment (from, half).transpose();
            weights.block (direction * evenCount (half), gate * padded, half, half) =
                layer->recurrentWeights.middleRows (from, half).transpose();
        }
        scanBias.segment (direction * padded, half) = layer->recurrentBias.segment (candidate * half, half);
        ++direction;
    }
    scanInput = SharedMatrix (std::move (input));
    scanWeights = SharedMatrix (std::move (weights));
}

RowRecurrence::State RowScan::blankState() const
{
    return hasTime ? RowRecurrence::State::Zero (mixed.rows(), mixed.cols()) : RowRecurrence::State();
}

void RowScan::apply (PackedMatrix& values, RowRecurrence::State& state) noexcept
{
    if (hasTime)
        recurAlongTime (values, state);
    scan (values);
    mixing.apply (joined, mixed);
    addNormalised (values);
}

void RowScan::recurAlongTime (PackedMatrix& values, RowRecurrence::State& state) noexcept
{
    fromInput.apply (values, inputGates);
    fromState.apply (state, stateGates);
    nmfKernels().recur (inputGates.data(), stateGates.data(), state.data(), state.size());
    values += state;
}

/** Along the rows lanes are units: everything is turned over before, and back behind. */
void RowScan::scan (const PackedMatrix& values) noexcept
{
    const auto& kernels = nmfKernels();
    byRow.leftCols (values.rows()) = values.leftCols (rows).transpose();
    kernels.mixRows (byRow.data(), blank.data(), rows, byRow.cols(), scanInput.data(), scanInput.cols(),
                     scanGates.data());
    kernels.scanRows (scanGates.data(), scanWeights.data(), scanBias.data(), rows, padded, evenCount (half),
                      scanned.data());
    for (Index direction = 0; direction < numDirections; ++direction)
        joined.middleRows (direction * half, half).leftCols (rows) =
            scanned.middleCols (direction * padded, half).transpose();
}

void RowScan::addNormalised (PackedMatrix& values) noexcept
{
    const float share = 1.0f / static_cast<float> (mixed.rows());
    mean.setZero();
    for (Index unit = 0; unit < mixed.rows(); ++unit)
        mean += share * mixed.row (unit);
    scale.setConstant (rowVarianceFloor);
    for (Index unit = 0; unit < mixed.rows(); ++unit)
    {
        mixed.row (unit) -= mean;
        scale += share * mixed.row (unit).cwiseAbs2();
    }
    scale = scale.array().rsqrt();
    for (Index unit = 0; unit < mixed.rows(); ++unit)
        values.row (unit).array() += gain[unit] * (mixed.row (unit).array() * scale.array()) + offset[unit];
}

} // namespace unbraid::core
