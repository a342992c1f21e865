// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Kernels/RowKernels.h"

#include <torch/types.h>

#include <vector>

namespace unbraid::unfolding
{

/** Sequences that lie side by side in a tile, among libtorch's sizes. */
constexpr auto tileWidth = static_cast<int64_t> (tileLanes);

/** The weights of a layer of gated recurrent units in the form of torch::nn::GRU. */
struct RecurrentWeights
{
    /** four  [3 units x inputs], [3 units x units], [3 units], [3 units] */
    explicit RecurrentWeights (const std::vector<torch::Tensor>& four);

    [[nodiscard]] int64_t numInputs() const { return input.size (1); }
    [[nodiscard]] int64_t numUnits() const { return state.size (1); }

    torch::Tensor input, state, inputBias, stateBias;
    torch::Tensor inputTurned, stateTurned; // transposed
};

/** Slopes of the loss over such weights while they are added up. */
struct RecurrentTotals
{
    explicit RecurrentTotals (const RecurrentWeights& weights);

    /** In the order of the weights. */
    [[nodiscard]] std::vector<torch::Tensor> slopes() const;

    torch::Tensor input, state;         // as the weights
    torch::Tensor inputBias, stateBias; // [3 units x lanes]
};

/** Runs such a layer over a tile: `tileLanes` sequences side by side, small enough for a processor's own cache.
    All arrays are [steps x values x lanes]. Nothing is kept from one tile to the next: learning runs a tile forward
    once more before it goes back, which costs less than keeping what lies between in memory. */
class TileScan
{
public:
    /** isReversed  from the last step to the first */
    TileScan (const RecurrentWeights& layer, int64_t steps, bool isReversed = false);

    /** states     [steps x .. x lanes], of which the first `units` are written
        stateStep  floats from one step's states to the next's */
    void forward (const float* inputs, float* states, int64_t stateStep);

    /** After `forward` of the same tile.
        outer        slopes over the states, `stateStep` apart
        inputSlopes  added to */
    void back (const float* inputs, const float* states, const float* outer, int64_t stateStep,
               float* inputSlopes, RecurrentTotals& totals);

    /** One step of a product: outputs = weights inputs + bias, lane by lane. */
    struct Mix
    {
        const float* weights;
        const float* bias;
        int64_t numOutputs, numInputs;

        void operator() (const float* inputs, float* outputs) const;
    };

private:
    [[nodiscard]] int64_t stepAt (int64_t count) const { return isReversed ? steps - 1 - count : count; }
    void addWeightSlopes (const float* inputs, const float* states, int64_t stateStep,
                          RecurrentTotals& totals);

    const RecurrentWeights& weights;
    int64_t steps;
    bool isReversed;
    torch::Tensor gates;           // [steps x 3 units x lanes]
    torch::Tensor own;             // the same
    torch::Tensor blank;           // [units x lanes] zeros; also the bias of what has none
    torch::Tensor recurrentSlopes; // [units x lanes]
    torch::Tensor through;         // [units x lanes]
    torch::Tensor fromGates;       // [inputs x lanes]
    Mix fromInput, fromState, backToInput, backToState;
};

} // namespace unbraid::unfolding
