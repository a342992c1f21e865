// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Net/LaneLayers.h"

#include "Core/Factorisation/Dictionary/Unfolding.h"
#include "Unfolding/Kernels/DeviceScans.h"
#include "Unfolding/Kernels/LaneScan.h"
#include "Unfolding/Kernels/Tensors.h"

#include <torch/autograd.h>
#include <torch/utils.h>

#include <stdexcept>
#include <string>

namespace unbraid::unfolding::lanes
{

namespace
{
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

LaneShape shapeOf (const Tensor& values, int64_t units, bool isReversed)
{
    return { values.size (0),          values.size (1), values.size (3), static_cast<int> (values.size (2)),
             static_cast<int> (units), isReversed };
}

void check (const char* failure)
{
    if (failure != nullptr)
        throw std::runtime_error (std::string ("the device could not run a recurrence (") + failure + ")");
}

void run (const LaneForward& job, bool isOnProcessor)
{
    if (isOnProcessor)
        scanLanes (job);
    else
        check (scanLanesOnDevice (job));
}

void runBack (const LaneBack& job, bool isOnProcessor)
{
    if (isOnProcessor)
        scanLanesBack (job);
    else
        check (scanLanesBackOnDevice (job));
}

/** sum over all steps and lanes of slopes_o . inputs_i, of steps that lie one after another.
    slopes   [all steps x outputs x lanes], inputs [all steps x inputs x lanes]
    returns  [outputs x inputs] of each step */
Tensor products (const Tensor& slopes, const Tensor& inputs)
{
    return torch::bmm (slopes, inputs.transpose (1, 2));
}

/** Beside each step's slopes, the state of the step before; the first of all steps had none.
    slopes, states  [outer x steps x .. x lanes] */
Tensor stateProducts (const Tensor& slopes, const Tensor& states, bool isReversed)
{
    const auto steps = slopes.size (1), all = slopes.size (0) * steps;
    const auto from = isReversed ? 0 : 1;
    const Tensor made = products (slopes.flatten (0, 1).narrow (0, from, all - 1),
                                  states.flatten (0, 1).narrow (0, 1 - from, all - 1));
    const Tensor sum = made.sum (0);
    return slopes.size (0) > 1 ? sum - made.slice (0, steps - 1, all - 1, steps).sum (0)
                               : sum; // not one's last beside another's first
}

/** Of r, z, n and the candidate's own: those that W_h takes. values [4 units x ..] */
Tensor ofState (const Tensor& values)
{
    const auto units = values.size (0) / keptPerUnit;
    return torch::cat ({ values.narrow (0, 0, 2 * units), values.narrow (0, 3 * units, units) }, 0);
}

class Recur : public torch::autograd::Function<Recur>
{
public:
    static Tensor forward (AutogradContext* context, const Tensor& values, const Tensor& inputWeights,
                           const Tensor& stateWeights, const Tensor& inputBias, const Tensor& stateBias,
                           bool isReversed)
    {
        const Tensor own = values.contiguous(), ofInput = inputWeights.contiguous(),
                     ofState = stateWeights.contiguous();
        const auto units = ofState.size (1);
        const Tensor states =
            torch::empty ({ own.size (0), own.size (1), units, own.size (3) }, own.options());
        const Tensor kept =
            torch::empty ({ own.size (0), own.size (1), keptPerUnit * units, own.size (3) }, own.options());
        run ({ shapeOf (own, units, isReversed), floatsAt (own), floatsAt (ofInput), floatsAt (ofState),
               floatsAt (inputBias), floatsAt (stateBias), floatsAt (states), floatsAt (kept) },
             own.is_cpu());
        context->save_for_backward ({ own, ofInput, ofState, states, kept });
        context->saved_data["reversed"] = isReversed;
        return states;
    }

    static tensor_list backward (AutogradContext* context, tensor_list given)
    {
        const auto saved = context->get_saved_variables();
        const Tensor &values = saved[0], &inputWeights = saved[1], &stateWeights = saved[2],
                     &states = saved[3], &kept = saved[4];
        const bool isReversed = context->saved_data["reversed"].toBool();
        const auto units = stateWeights.size (1), gates = 3 * units;
        const Tensor outer = given[0].contiguous(), slopes = torch::empty_like (kept);
        runBack ({ shapeOf (values, units, isReversed), floatsAt (stateWeights), floatsAt (states),
                   floatsAt (kept), floatsAt (outer), floatsAt (slopes) },
                 values.is_cpu());
        const Tensor ofGates = slopes.narrow (2, 0, gates);
        const Tensor biases = slopes.sum (at::IntArrayRef{ 0, 1, 3 });
        return { torch::matmul (inputWeights.t(), ofGates),
                 products (ofGates.flatten (0, 1), values.flatten (0, 1)).sum (0),
                 ofState (stateProducts (slopes, states, isReversed)),
                 biases.narrow (0, 0, gates),
                 ofState (biases),
                 Tensor() };
    }
};
} // namespace

bool takes (const Tensor& values, const std::vector<Tensor>& layer)
{
    const auto inputs = layer[0].size (1), units = layer[1].size (1);
    return (values.is_cpu() || hasDeviceScans()) && units <= maxScanUnits && inputs <= maxScanInputs;
}

Tensor recur (const Tensor& values, const std::vector<Tensor>& layer, bool isReversed)
{
    return Recur::apply (values, layer[0], layer[1], layer[2], layer[3], isReversed);
}

Tensor alongTime (const Tensor& values, const std::vector<Tensor>& layer)
{
    return recur (values, layer);
}

Tensor acrossRows (const Tensor& values, int64_t rows, const AcrossWeights& weights)
{
    const Tensor own = values.narrow (3, 0, rows);
    const Tensor turned = own.permute ({ 0, 3, 2, 1 }).contiguous(); // [batch x rows x units x frames]
    const Tensor both =
        torch::cat ({ recur (turned, weights.upward), recur (turned, weights.downward, true) }, 2);
    const Tensor mixed = torch::linear (both.permute ({ 0, 3, 1, 2 }), weights.mixing, weights.mixingBias);
    constexpr auto varianceFloor = static_cast<double> (core::rowVarianceFloor);
    const Tensor scaled =
        torch::layer_norm (mixed, { mixed.size (3) }, weights.gain, weights.offset, varianceFloor);
    return own + scaled.transpose (2, 3);
}

} // namespace unbraid::unfolding::lanes
