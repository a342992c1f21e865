// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/TileScan.h"

#include "Core/Factorisation/Kernels/NmfKernels.h"
#include "Unfolding/Kernels/RowKernels.h"
#include "Unfolding/Net/Tensors.h"

#include <torch/utils.h>

#include <algorithm>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

TileScan::Mix mixOf (const Tensor& weights, const Tensor& bias)
{
    return { floatsAt (weights), floatsAt (bias), weights.size (0), weights.size (1) };
}
} // namespace

void TileScan::Mix::operator() (const float* inputs, float* outputs) const
{
    core::nmfKernels().mixRows (weights, bias, numOutputs, numInputs, inputs, tileWidth, outputs);
}

RecurrentWeights::RecurrentWeights (const std::vector<Tensor>& four)
    : input (four[0].contiguous())
    , state (four[1].contiguous())
    , inputBias (four[2].contiguous())
    , stateBias (four[3].contiguous())
    , inputTurned (input.t().contiguous())
    , stateTurned (state.t().contiguous())
{
}

RecurrentTotals::RecurrentTotals (const RecurrentWeights& weights)
    : input (torch::zeros_like (weights.input))
    , state (torch::zeros_like (weights.state))
    , inputBias (torch::zeros ({ weights.inputBias.size (0), tileWidth }))
    , stateBias (torch::zeros_like (inputBias))
{
}

std::vector<Tensor> RecurrentTotals::slopes() const
{
    return { input, state, inputBias.sum (1), stateBias.sum (1) };
}

TileScan::TileScan (const RecurrentWeights& layer, int64_t numSteps, bool fromTheLast)
    : weights (layer)
    , steps (numSteps)
    , isReversed (fromTheLast)
    , gates (torch::empty ({ steps, 3 * layer.numUnits(), tileWidth }))
    , own (torch::empty_like (gates))
    , blank (torch::zeros ({ std::max (layer.numUnits(), layer.numInputs()), tileWidth }))
    , recurrentSlopes (torch::empty ({ layer.numUnits(), tileWidth }))
    , through (torch::empty_like (recurrentSlopes))
    , fromGates (torch::empty ({ layer.numInputs(), tileWidth }))
    , fromInput (mixOf (layer.input, layer.inputBias))
    , fromState (mixOf (layer.state, layer.stateBias))
    , backToInput (mixOf (layer.inputTurned, blank))
    , backToState (mixOf (layer.stateTurned, blank))
{
}

void TileScan::forward (const float* inputs, float* states, int64_t stateStep)
{
    const auto size = weights.numUnits() * tileWidth, inputStep = weights.numInputs() * tileWidth;
    float *gatesOf = floatsAt (gates), *ownOf = floatsAt (own);
    const float* last = floatsAt (blank);
    for (int64_t count = 0; count < steps; ++count)
    {
        const auto step = stepAt (count), offset = step * 3 * size;
        float* state = states + step * stateStep;
        fromInput (inputs + step * inputStep, gatesOf + offset);
        fromState (last, ownOf + offset);
        recurForward ({ static_cast<size_t> (size), last, ownOf + offset, gatesOf + offset, state });
        last = state;
    }
}

void TileScan::back (const float* inputs, const float* states, const float* outer, int64_t stateStep,
                     float* inputSlopes, RecurrentTotals& totals)
{
    const auto size = weights.numUnits() * tileWidth, inputStep = weights.numInputs() * tileWidth;
    const float* none = floatsAt (blank);
    float *throughOf = floatsAt (through), *recurrentOf = floatsAt (recurrentSlopes),
          *added = floatsAt (fromGates);
    float *inputBias = floatsAt (totals.inputBias), *stateBias = floatsAt (totals.stateBias);
    recurrentSlopes.zero_();
    through.zero_();
    for (int64_t count = steps - 1; count >= 0; --count)
    {
        const auto step = stepAt (count);
        const float* last = count > 0 ? states + stepAt (count - 1) * stateStep : none;
        float *gate = floatsAt (gates, step * 3 * size), *recurrent = floatsAt (own, step * 3 * size);
        recurBack ({ static_cast<size_t> (size), last, outer + step * stateStep, throughOf, recurrentOf,
                     recurrent, gate });
        backToState (recurrent, throughOf);
        backToInput (gate, added);
        addTo (inputSlopes + step * inputStep, added, static_cast<size_t> (inputStep));
        addTo (inputBias, gate, static_cast<size_t> (3 * size));
        addTo (stateBias, recurrent, static_cast<size_t> (3 * size));
    }
    addWeightSlopes (inputs, states, stateStep, totals);
}

void TileScan::addWeightSlopes (const float* inputs, const float* states, int64_t stateStep,
                                RecurrentTotals& totals)
{
    const auto units = static_cast<size_t> (weights.numUnits());
    const auto numInputs = static_cast<size_t> (weights.numInputs());
    const size_t gateStep = 3 * units * tileLanes, all = static_cast<size_t> (steps);
    addProducts (
        { floatsAt (gates), gateStep, 3 * units, inputs, numInputs * tileLanes, numInputs, all, tileLanes },
        floatsAt (totals.input));
    // Beside each step's slopes, the state of the step before.
    const float* later = floatsAt (own, isReversed ? 0 : static_cast<int64_t> (gateStep));
    const float* before = states + (isReversed ? stateStep : 0);
    addProducts (
        { later, gateStep, 3 * units, before, static_cast<size_t> (stateStep), units, all - 1, tileLanes },
        floatsAt (totals.state));
}

} // namespace unbraid::unfolding
