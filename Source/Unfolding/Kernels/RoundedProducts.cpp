// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/RoundedProducts.h"

#include "Unfolding/Kernels/GateKernels.h"

#include <torch/autograd.h>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

Tensor rounded (const Tensor& values)
{
    return values.to (torch::kBFloat16);
}

Tensor emptyRounded (torch::IntArrayRef sizes)
{
    return torch::empty (sizes, torch::kBFloat16);
}

const Bfloat16* bitsOf (const Tensor& values)
{
    return reinterpret_cast<const Bfloat16*> (values.data_ptr<at::BFloat16>());
}

Bfloat16* bitsToFill (const Tensor& values)
{
    return reinterpret_cast<Bfloat16*> (values.data_ptr<at::BFloat16>());
}

/** [frames x batch x n] as [frames batch x n]. */
Tensor flat (const Tensor& frames)
{
    return frames.reshape ({ frames.size (0) * frames.size (1), frames.size (2) });
}

/** The recurrence, frames first. */
class Recurrence : public torch::autograd::Function<Recurrence>
{
public:
    static Tensor forward (AutogradContext* context, const Tensor& inputs, const Tensor& inputWeights,
                           const Tensor& stateWeights, const Tensor& inputBias, const Tensor& stateBias)
    {
        const auto frames = inputs.size (0), batch = inputs.size (1), units = stateWeights.size (1);
        const Tensor layerInputs = rounded (flat (inputs));
        const Tensor fromInput =
            torch::mm (layerInputs, rounded (inputWeights).t()).view ({ frames, batch, -1 });
        const Tensor weights = rounded (stateWeights.t().contiguous());
        const Tensor states = torch::empty ({ frames + 1, batch, units });
        const Tensor roundedStates = emptyRounded ({ frames + 1, batch, units });
        const Tensor gates = torch::empty ({ frames, batch, 3 * units });
        const Tensor proposed = torch::empty ({ frames, batch, units });
        Tensor fromState = emptyRounded ({ batch, 3 * units });
        const Tensor ownInputBias = inputBias.contiguous(), ownStateBias = stateBias.contiguous();
        states[0].zero_();
        roundedStates[0].zero_();
        for (int64_t frame = 0; frame < frames; ++frame)
        {
            torch::mm_out (fromState, roundedStates[frame], weights);
            stepForward ({ static_cast<size_t> (batch), static_cast<size_t> (units),
                           bitsOf (fromInput[frame]), bitsOf (fromState), ownInputBias.data_ptr<float>(),
                           ownStateBias.data_ptr<float>(), states[frame].data_ptr<float>(),
                           gates[frame].data_ptr<float>(), proposed[frame].data_ptr<float>(),
                           states[frame + 1].data_ptr<float>(), bitsToFill (roundedStates[frame + 1]) });
        }
        context->save_for_backward (
            { layerInputs, inputWeights, stateWeights, states, roundedStates, gates, proposed });
        return states.narrow (0, 1, frames);
    }

    static tensor_list backward (AutogradContext* context, tensor_list slopes)
    {
        const auto saved = context->get_saved_variables();
        const auto &layerInputs = saved[0], &inputWeights = saved[1], &stateWeights = saved[2],
                   &states = saved[3], &roundedStates = saved[4], &gates = saved[5], &proposed = saved[6];
        const Tensor outer = slopes[0].contiguous();
        const auto frames = outer.size (0), batch = outer.size (1), units = outer.size (2);
        const Tensor weights = rounded (stateWeights);
        const Tensor stateSlopes = emptyRounded ({ frames, batch, 3 * units });
        const Tensor inputSlopes = emptyRounded ({ frames, batch, 3 * units });
        const Tensor recurrentSlopes = torch::zeros ({ batch, units });
        Tensor through = torch::zeros ({ batch, units }, torch::kBFloat16);
        for (int64_t frame = frames - 1; frame >= 0; --frame)
        {
            stepBack ({ static_cast<size_t> (batch), static_cast<size_t> (units),
                        gates[frame].data_ptr<float>(), proposed[frame].data_ptr<float>(),
                        states[frame].data_ptr<float>(), outer[frame].data_ptr<float>(), bitsOf (through),
                        recurrentSlopes.data_ptr<float>(), bitsToFill (stateSlopes[frame]),
                        bitsToFill (inputSlopes[frame]) });
            torch::mm_out (through, stateSlopes[frame], weights);
        }
        const Tensor ofState = flat (stateSlopes), ofInput = flat (inputSlopes);
        const Tensor before = flat (roundedStates.narrow (0, 0, frames));
        const auto asFloat = [] (const Tensor& values) { return values.to (torch::kFloat); };
        const Tensor ofLayerInput = asFloat (torch::mm (ofInput, rounded (inputWeights)));
        return { ofLayerInput.view ({ frames, batch, -1 }), asFloat (torch::mm (ofInput.t(), layerInputs)),
                 asFloat (torch::mm (ofState.t(), before)), asFloat (ofInput).sum (0),
                 asFloat (ofState).sum (0) };
    }
};
} // namespace

Tensor roundedProduct (const Tensor& left, const Tensor& right)
{
    return torch::matmul (rounded (left), rounded (right)).to (torch::kFloat);
}

Tensor roundedRecurrence (const Tensor& inputs, const Tensor& inputWeights, const Tensor& stateWeights,
                          const Tensor& inputBias, const Tensor& stateBias)
{
    const Tensor framesFirst = inputs.transpose (0, 1).contiguous();
    return Recurrence::apply (framesFirst, inputWeights, stateWeights, inputBias, stateBias)
        .transpose (0, 1)
        .contiguous();
}

} // namespace unbraid::unfolding
