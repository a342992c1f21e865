// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Network/PackedGru.h"

namespace unbraid::core
{

/** How far the level that a slow memory compares with falls from one of its steps to the next, as a logarithm to base ten.
    frameSeconds  between two frames of the encoder
    [any] */
[[nodiscard]] constexpr double nearFallDecades (double frameSeconds) noexcept
{
    constexpr double dbPerDecade = 20.0;
    return nearFallDb * static_cast<double> (slowFrames) * frameSeconds / dbPerDecade;
}

/** Runs the slow memory of an encoder, see SlowMemory. */
class SlowRecurrence
{
public:
    /** What is kept from frame to frame. */
    struct State
    {
        Eigen::VectorXf sum;        // [padded inputs] of the states since the last step
        Eigen::VectorXf units;      // [padded units] s
        Eigen::VectorXf added;      // [units of the encoder] O s
        float nearLevel = 0.0f;     // M
        Eigen::Index sinceStep = 0; // frames

        void setZero() noexcept;
    };

    /** numEncoderUnits  of the encoder's last layer
        hopSeconds       between the frames that a state processes
        [worker] allocates */
    void prepare (const SlowMemory& slow, Eigen::Index numEncoderUnits, double hopSeconds);

    [[nodiscard]] State blankState() const;

    /** Adds what is remembered to the state of the encoder's last layer, and moves on where it is time.
        level  L of the frame, above 0
        units  [units of the encoder or more] x_L
        [audio] real-time safe. */
    void process (State& state, float level, Eigen::VectorXf& units) noexcept;

private:
    void step (State& state, float level) noexcept;

    PackedGru layer;
    PackedLinear outward;
    Eigen::Index numInputs = 0; // of the encoder's units
    Eigen::Index paddedUnits = 0;
    float fall = 1.0f; // of M from step to step
};

} // namespace unbraid::core
