// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace unbraid::unfolding
{

/** The upper half of a float: eight bits of exponent, seven of fraction. */
using Bfloat16 = std::uint16_t;

/** One time step of a layer of gated recurrent units over a batch, going forward. All arrays are [batch x units]
    or, where they hold the gates reset, update and candidate one after another, [batch x 3 units]. */
struct GateStep
{
    std::size_t batch = 0;
    std::size_t units = 0;
    const Bfloat16* fromInput = nullptr; // [batch x 3 units] W_i x
    const Bfloat16* fromState = nullptr; // [batch x 3 units] W_h h
    const float* inputBias = nullptr;    // [3 units]
    const float* stateBias = nullptr;    // [3 units]
    const float* last = nullptr;         // h of the step before
    float* gates = nullptr;              // [batch x 3 units] r, z, n
    float* proposed = nullptr;           // W_h h + b of the candidate
    float* state = nullptr;              // h
    Bfloat16* rounded = nullptr;         // h again
};

/** h = (1 - z) n + z h_last. [worker] */
void stepForward (const GateStep& step) noexcept;

/** The same step, going back: from the slope of the loss over h to those over what the gates are made of. */
struct GateSlopes
{
    std::size_t batch = 0;
    std::size_t units = 0;
    const float* gates = nullptr;      // [batch x 3 units] r, z, n
    const float* proposed = nullptr;   // as the forward step left it
    const float* last = nullptr;       // h of the step before
    const float* outer = nullptr;      // slope over h, of what h was used for outside
    const Bfloat16* through = nullptr; // slope over h, through W_h of the step after
    float* recurrentSlopes =
        nullptr; // in: slope over h, through z of the step after; out: through z of this one
    Bfloat16* stateSlopes = nullptr; // [batch x 3 units] over W_h h_last
    Bfloat16* inputSlopes = nullptr; // [batch x 3 units] over W_i x
};

/** [worker] */
void stepBack (const GateSlopes& step) noexcept;

} // namespace unbraid::unfolding
