// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/TileScan.h"

#include "Core/Factorisation/Kernels/NmfKernels.h"
#include "Unfolding/Kernels/RowKernels.h"
#include "Unfolding/Kernels/Tensors.h"

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

TileScan::TileScan (const RecurrentWeights& layer, int64_t maxSteps, bool fromTheLast)
    : weights (layer)
    , isReversed (fromTheLast)
    , gates (torch::empty ({ maxSteps, 3 * layer.numUnits(), tileWidth }))
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

int64_t TileScan::stepAt (const TileSteps& steps, int64_t number) const
{
    return isReversed ? steps.count - 1 - number : number;
}

const float* TileScan::stateBefore (const TileSteps& steps, int64_t number) const
{
    if (number > 0)
        return steps.states + stepAt (steps, number - 1) * steps.stateStep;
    return steps.areFirst ? floatsAt (blank) : steps.states - steps.stateStep;
}

void TileScan::forward (const TileSteps& steps)
{
    const auto size = weights.numUnits() * tileWidth, inputStep = weights.numInputs() * tileWidth;
    float *gatesOf = floatsAt (gates), *ownOf = floatsAt (own);
    for (int64_t number = 0; number < steps.count; ++number)
    {
        const auto step = stepAt (steps, number), offset = step * 3 * size;
        const float* last = stateBefore (steps, number);
        fromInput (steps.inputs + step * inputStep, gatesOf + offset);
        fromState (last, ownOf + offset);
        recurForward ({ static_cast<size_t> (size), last, ownOf + offset, gatesOf + offset,
                        steps.states + step * steps.stateStep });
    }
}

void TileScan::beginBack()
{
    recurrentSlopes.zero_();
    through.zero_();
}

void TileScan::back (const TileSteps& steps, const float* outer, float* inputSlopes, RecurrentTotals& totals)
{
    const auto size = weights.numUnits() * tileWidth, inputStep = weights.numInputs() * tileWidth;
    float *throughOf = floatsAt (through), *recurrentOf = floatsAt (recurrentSlopes),
          *added = floatsAt (fromGates);
    float *inputBias = floatsAt (totals.inputBias), *stateBias = floatsAt (totals.stateBias);
    for (int64_t number = steps.count - 1; number >= 0; --number)
    {
        const auto step = stepAt (steps, number);
        float *gate = floatsAt (gates, step * 3 * size), *recurrent = floatsAt (own, step * 3 * size);
        recurBack ({ static_cast<size_t> (size), stateBefore (steps, number), outer + step * steps.stateStep,
                     throughOf, recurrentOf, recurrent, gate });
        backToState (recurrent, throughOf);
        backToInput (gate, added);
        addTo (inputSlopes + step * inputStep, added, static_cast<size_t> (inputStep));
        addTo (inputBias, gate, static_cast<size_t> (3 * size));
        addTo (stateBias, recurrent, static_cast<size_t> (3 * size));
    }
    addWeightSlopes (steps, totals);
}

void TileScan::addWeightSlopes (const TileSteps& steps, RecurrentTotals& totals)
{
    const auto units = static_cast<size_t> (weights.numUnits());
    const auto numInputs = static_cast<size_t> (weights.numInputs());
    const auto stateStep = static_cast<size_t> (steps.stateStep), all = static_cast<size_t> (steps.count);
    const size_t gateStep = 3 * units * tileLanes;
    addProducts ({ floatsAt (gates), gateStep, 3 * units, steps.inputs, numInputs * tileLanes, numInputs, all,
                   tileLanes },
                 floatsAt (totals.input));
    // Beside each step's slopes, the state of the step before; the first of all had none.
    const float* before = steps.states + (isReversed ? steps.stateStep : 0);
    const float* later = floatsAt (own, isReversed ? 0 : static_cast<int64_t> (gateStep));
    if (! steps.areFirst)
    {
        before -= stateStep;
        later -= gateStep;
    }
    addProducts (
        { later, gateStep, 3 * units, before, stateStep, units, steps.areFirst ? all - 1 : all, tileLanes },
        floatsAt (totals.state));
}

} // namespace unbraid::unfolding
