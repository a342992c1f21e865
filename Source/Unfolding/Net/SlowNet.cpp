// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of an unfolded net that remembers seconds: core::SlowRecurrence.
#include "Core/Factorisation/Network/SlowRecurrence.h"
#include "Unfolding/Net/UnfoldedNet.h"

#include <numbers>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

constexpr int64_t framesOfStep = core::slowFrames;

/** How far each level lies below the highest of late, in decades. levels [batch x steps] */
Tensor belowNearest (const Tensor& levels, double decadesPerStep)
{
    const Tensor logs = levels.log() / std::numbers::ln10;
    const Tensor risen = torch::arange (levels.size (1), levels.options()) * decadesPerStep;
    return logs - (std::get<0> (torch::cummax (logs + risen, 1)) - risen);
}
} // namespace

void UnfoldedNet::addSlowMemory()
{
    const Eigen::Index units = chosen.slowUnits;
    slowRecurrence = register_module (
        "slow_gru",
        torch::nn::GRU (torch::nn::GRUOptions (chosen.encoderUnits + 1, units).batch_first (true)));
    slowOutput = register_module (
        "slow_output",
        torch::nn::Linear (torch::nn::LinearOptions (units, chosen.encoderUnits).bias (false)));
    const torch::NoGradGuard noGradients;
    slowOutput->weight.zero_(); // it begins by changing nothing
}

/** What is added to the states: of a step from the frames before it. [batch x frames x units] */
Tensor UnfoldedNet::remembered (const Tensor& states, const NetInput& batch)
{
    const auto mixtures = states.size (0), frames = states.size (1), units = states.size (2);
    const auto steps = frames / framesOfStep;
    if (steps == 0)
        return torch::zeros_like (states);
    const Tensor means = states.narrow (1, 0, steps * framesOfStep)
                             .reshape ({ mixtures, steps, framesOfStep, units })
                             .mean (2);
    const Tensor atSteps = batch.levels.slice (1, framesOfStep - 1, steps * framesOfStep, framesOfStep);
    const Tensor below = belowNearest (atSteps, core::nearFallDecades (batch.frameSeconds));
    const Tensor inputs = torch::cat ({ means, below.unsqueeze (2) }, 2);
    const Tensor added = linear (slowOutput, recur (slowRecurrence, inputs, 0));
    const Tensor ofFrames = added.repeat_interleave (framesOfStep, 1);
    return torch::constant_pad_nd (ofFrames, { 0, 0, framesOfStep, 0 }).narrow (1, 0, frames);
}

} // namespace unbraid::unfolding
