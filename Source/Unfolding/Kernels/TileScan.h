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

/** Some steps of a tile, one after another. */
struct TileSteps
{
    const float* inputs = nullptr; // [steps x inputs x lanes]
    float* states = nullptr;       // [steps x .. x lanes], of which the first `units` are the layer's
    int64_t stateStep = 0;         // floats from one step's states to the next's
    int64_t count = 0;
    bool areFirst = true; // otherwise the state before them stands in front of `states`
};

/** Runs such a layer over a tile: `tileLanes` sequences side by side, as many steps at once as fit a processor's own cache.
    All arrays are [steps x values x lanes]. Nothing but states is kept from one tile to the next: learning runs steps
    forward once more before it goes back, which costs less than keeping what lies between in memory. */
class TileScan
{
public:
    /** maxSteps    at once
        isReversed  from the last step to the first; of all steps at once */
    TileScan (const RecurrentWeights& layer, int64_t maxSteps, bool isReversed = false);

    void forward (const TileSteps& steps);

    /** Call it before the last steps of a tile go back. */
    void beginBack();

    /** After `forward` of the same steps; those behind them went back before.
        outer        slopes over the states, `stateStep` apart
        inputSlopes  added to */
    void back (const TileSteps& steps, const float* outer, float* inputSlopes, RecurrentTotals& totals);

    /** One step of a product: outputs = weights inputs + bias, lane by lane. */
    struct Mix
    {
        const float* weights;
        const float* bias;
        int64_t numOutputs, numInputs;

        void operator() (const float* inputs, float* outputs) const;
    };

private:
    [[nodiscard]] int64_t stepAt (const TileSteps& steps, int64_t number) const;
    [[nodiscard]] const float* stateBefore (const TileSteps& steps, int64_t number) const;
    void addWeightSlopes (const TileSteps& steps, RecurrentTotals& totals);

    const RecurrentWeights& weights;
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
