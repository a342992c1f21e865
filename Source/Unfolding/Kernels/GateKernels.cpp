// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/GateKernels.h"

#include "Unfolding/Kernels/ForEachCpu.h"
#include "Unfolding/Kernels/GateMath.h"

#include <bit>

namespace unbraid::unfolding
{

namespace
{
inline float widened (Bfloat16 value) noexcept
{
    return std::bit_cast<float> (static_cast<std::uint32_t> (value) << 16);
}

/** To the nearest, ties to even. */
inline Bfloat16 narrowed (float value) noexcept
{
    const auto bits = std::bit_cast<std::uint32_t> (value);
    return static_cast<Bfloat16> ((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}
} // namespace

UNBRAID_FOR_EACH_CPU void stepForward (const GateStep& step) noexcept
{
    const auto units = step.units;
    for (std::size_t row = 0; row < step.batch; ++row)
    {
        const Bfloat16* __restrict in = step.fromInput + 3 * row * units;
        const Bfloat16* __restrict recurrent = step.fromState + 3 * row * units;
        const float* __restrict inBias = step.inputBias;
        const float* __restrict ownBias = step.stateBias;
        const float* __restrict last = step.last + row * units;
        float* __restrict gates = step.gates + 3 * row * units;
        float* __restrict proposed = step.proposed + row * units;
        float* __restrict state = step.state + row * units;
        Bfloat16* __restrict rounded = step.rounded + row * units;
        for (std::size_t i = 0; i < 2 * units; ++i)
            gates[i] = sigmoid (widened (in[i]) + inBias[i] + widened (recurrent[i]) + ownBias[i]);
        for (std::size_t i = 0; i < units; ++i)
        {
            const std::size_t third = 2 * units + i;
            proposed[i] = widened (recurrent[third]) + ownBias[third];
            const float candidate = bounded (widened (in[third]) + inBias[third] + gates[i] * proposed[i]);
            gates[third] = candidate;
            state[i] = candidate + gates[units + i] * (last[i] - candidate);
            rounded[i] = narrowed (state[i]);
        }
    }
}

UNBRAID_FOR_EACH_CPU void stepBack (const GateSlopes& step) noexcept
{
    const auto units = step.units;
    for (std::size_t row = 0; row < step.batch; ++row)
    {
        const float* __restrict gates = step.gates + 3 * row * units;
        const float* __restrict proposed = step.proposed + row * units;
        const float* __restrict last = step.last + row * units;
        const float* __restrict outer = step.outer + row * units;
        const Bfloat16* __restrict through = step.through + row * units;
        float* __restrict recurrentSlopes = step.recurrentSlopes + row * units;
        Bfloat16* __restrict own = step.stateSlopes + 3 * row * units;
        Bfloat16* __restrict in = step.inputSlopes + 3 * row * units;
        for (std::size_t i = 0; i < units; ++i)
        {
            const auto slopes =
                slopesOf ({ gates[i], gates[units + i], gates[2 * units + i], proposed[i], last[i] },
                          outer[i] + recurrentSlopes[i] + widened (through[i]));
            recurrentSlopes[i] = slopes.ofLast;
            own[i] = in[i] = narrowed (slopes.ofReset);
            own[units + i] = in[units + i] = narrowed (slopes.ofUpdate);
            own[2 * units + i] = narrowed (slopes.ofProposed);
            in[2 * units + i] = narrowed (slopes.ofCandidate);
        }
    }
}

} // namespace unbraid::unfolding
