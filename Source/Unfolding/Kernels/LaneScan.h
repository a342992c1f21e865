// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace unbraid::unfolding
{

/** Narrow layers of gated recurrent units over thousands of sequences that lie side by side. Arrays are
    [outer x steps x values x lanes]; each lane of each outer index is a sequence of its own. */
struct LaneShape
{
    std::int64_t outer = 0;
    std::int64_t steps = 0;
    std::int64_t lanes = 0;
    int inputs = 0;          // at most `maxScanInputs`
    int units = 0;           // at most `maxScanUnits`
    bool isReversed = false; // from the last step to the first
};

constexpr int maxScanUnits = 64;
constexpr int maxScanInputs = 128;
constexpr int keptPerUnit = 4; // of a step, to go back by: r, z, n, and W_h h + b of the candidate

/** From zero through all steps: h = (1 - z) n + z h_last. Weights are those of torch::nn::GRU. */
struct LaneForward
{
    LaneShape shape{};
    const float* values = nullptr;       // [outer x steps x inputs x lanes]
    const float* inputWeights = nullptr; // [3 units x inputs]
    const float* stateWeights = nullptr; // [3 units x units]
    const float* inputBias = nullptr;    // [3 units]
    const float* stateBias = nullptr;    // [3 units]
    float* states = nullptr;             // [outer x steps x units x lanes] h
    float* kept = nullptr;               // [outer x steps x 4 units x lanes]
};

/** The way back: from slopes over the states to those over what the gates are made of. */
struct LaneBack
{
    LaneShape shape{};
    const float* stateWeights = nullptr;
    const float* states = nullptr; // as the way forward left them
    const float* kept = nullptr;   // the same
    const float* outer = nullptr;  // [outer x steps x units x lanes] slopes over the states
    float* slopes =
        nullptr; // [outer x steps x 4 units x lanes] over W_i x of r, z, n, and W_h h of the candidate
};

/** On the processor, as a reference: the same source as a device runs, one thread of it after another. [worker] */
void scanLanes (const LaneForward& job);
void scanLanesBack (const LaneBack& job);

/** On the current CUDA device, in its default stream; all arrays lie there. One launch for all steps.
    returns  null, or what CUDA says is wrong. [worker] */
const char* scanLanesOnDevice (const LaneForward& job);
const char* scanLanesBackOnDevice (const LaneBack& job);

} // namespace unbraid::unfolding
