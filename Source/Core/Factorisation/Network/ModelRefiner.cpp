// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/ModelRefiner.h"

#include "Core/Factorisation/Network/HeardRows.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

using Eigen::Index;

void ModelRefiner::prepare (const Dictionary& dictionary, Index numCopies, double sampleRateHz)
{
    const Encoder& encoder = *dictionary.unfolding->encoder;
    Refiner refiner = *dictionary.unfolding->refiner;
    longRows = 0;
    if (const auto& seen = dictionary.unfolding->longWindow)
    {
        refiner.rows.inputWeights = withInputs (refiner.rows.inputWeights, seen->refiner);
        longRows = seen->numRows();
    }
    rows = dictionary.numBins();
    bound = logOfDb (refiner.boundDb, dictionary.spectrum == Spectrum::power);
    heard = heardRows (dictionary, sampleRateHz);
    features = encoder.numFeatures (rows) / rows;
    values = encoder.rows ? encoder.rows->numValues() : 0;
    network.prepare (refiner.rows, heard);
    context.prepare (refiner.contextWeights, refiner.rows.inputBias);
    totals.setZero (heard);
    Memory blank;
    blank.first = network.blankState();
    units = blank.first;
    folder.reset();
    if (refiner.fold)
        folder.emplace().prepare (*refiner.fold, heard);
    blocks.assign (refiner.blocks.size(), {});
    for (size_t i = 0; i < blocks.size(); ++i)
    {
        blocks[i].prepare (refiner.blocks[i], folder ? folder->numPairs() : heard);
        blank.ofBlocks.push_back (blocks[i].blankState());
    }
    states.assign (static_cast<size_t> (numCopies), blank);
}

void ModelRefiner::Memory::setZero() noexcept
{
    first.setZero();
    for (auto& state : ofBlocks)
        state.setZero();
}

bool ModelRefiner::Memory::isFinite() const noexcept
{
    return std::isfinite (first.sum()) &&
           std::all_of (ofBlocks.begin(), ofBlocks.end(),
                        [] (const auto& state) { return std::isfinite (state.sum()); });
}

void ModelRefiner::reset() noexcept
{
    for (auto& state : states)
        state.setZero();
}

void ModelRefiner::refine (const EncodedFrame& frame, Eigen::MatrixXf& models) noexcept
{
    auto& state = states[frame.turn];
    gather (frame, models);
    context.apply (frame.units, network.inputBias());
    const PackedMatrix& weights = weigh (state);
    if (! state.isFinite())
    {
        state.setZero();
        return;
    }
    for (Index source = 0; source < weights.rows(); ++source)
    {
        const auto logs = weights.row (source).head (heard).transpose().array();
        auto model = models.col (source).head (heard).array();
        if (bound > 0.0f)
            model *= (bound * (logs / bound).tanh()).exp();
        else
            model *= logs.min (maxRefined).max (-maxRefined).exp();
    }
}

PackedMatrix& ModelRefiner::weigh (Memory& state) noexcept
{
    if (blocks.empty())
        return network.process (state.first);
    network.move (state.first);
    units = state.first;
    PackedMatrix& seen = folder ? folder->fold (units) : units;
    for (size_t i = 0; i < blocks.size(); ++i)
        blocks[i].apply (seen, state.ofBlocks[i]);
    if (folder)
        folder->unfold (units);
    return network.valuesOf (units);
}

/** Features, values, shares and the parts of a long window, kind by kind. */
void ModelRefiner::gather (const EncodedFrame& frame, const Eigen::MatrixXf& models) noexcept
{
    auto& kinds = network.kinds();
    for (Index feature = 0; feature < features; ++feature)
        kinds.row (feature).head (heard) = frame.input.segment (feature * rows, heard).transpose();
    for (Index value = 0; value < values; ++value)
        for (Index row = 0; row < heard; ++row)
            kinds (features + value, row) = frame.input[features * rows + row * values + value];
    const Index first = features + values, numParts = longRows > 0 ? longWindowParts : 0;
    const Index numShares = kinds.rows() - first - numParts;
    totals.setConstant (static_cast<float> (numShares + 1) * unfoldedShareFloor);
    for (Index source = 0; source <= numShares; ++source)
        totals += models.col (source).head (heard);
    for (Index source = 0; source < numShares; ++source)
        kinds.row (first + source).head (heard) =
            ((models.col (source).head (heard).array() + unfoldedShareFloor) / totals.array()).transpose();
    const Index seen = std::min (longRows, heard);
    for (Index part = 0; part < numParts; ++part)
        kinds.row (first + numShares + part).head (seen) =
            frame.input.segment (first * rows + part * longRows, seen).transpose();
}

} // namespace unbraid::core
