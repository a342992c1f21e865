// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/SlowRecurrence.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

void SlowRecurrence::State::setZero() noexcept
{
    for (auto* values : { &sum, &units, &added })
        values->setZero();
    nearLevel = 0.0f;
    sinceStep = 0;
}

void SlowRecurrence::prepare (const SlowMemory& slow, Eigen::Index numEncoderUnits, double hopSeconds)
{
    numInputs = numEncoderUnits;
    paddedUnits = paddedCount (slow.numUnits());
    layer.prepare (slow.layer);
    outward.prepare (slow.outputWeights, Eigen::VectorXf::Zero (numEncoderUnits));
    fall = static_cast<float> (std::pow (10.0, -nearFallDecades (hopSeconds)));
}

SlowRecurrence::State SlowRecurrence::blankState() const
{
    return { Eigen::VectorXf::Zero (paddedCount (numInputs + 1)), Eigen::VectorXf::Zero (paddedUnits),
             Eigen::VectorXf::Zero (numInputs) };
}

void SlowRecurrence::process (State& state, float level, Eigen::VectorXf& units) noexcept
{
    state.sum.head (numInputs) += units.head (numInputs);
    units.head (numInputs) += state.added;
    if (++state.sinceStep == slowFrames)
        step (state, level);
}

void SlowRecurrence::step (State& state, float level) noexcept
{
    state.nearLevel = std::max (level, state.nearLevel * fall);
    state.sum *= 1.0f / static_cast<float> (slowFrames);
    state.sum[numInputs] = std::log10 (level / state.nearLevel);
    layer.step (state.sum, state.units);
    outward.apply (state.units, state.added);
    state.sum.setZero();
    state.sinceStep = 0;
}

} // namespace unbraid::core
