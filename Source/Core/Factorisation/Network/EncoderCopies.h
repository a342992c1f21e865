// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

/** Copies of an encoder's state that take turns (see ActivationEncoder), so that each processes frames about as far apart as
    it was trained to: engine and trainer agree by this. [any] */
inline long encoderCopies (double trainedHopSeconds, double hopSeconds)
{
    return std::max (1L, std::lround (trainedHopSeconds / hopSeconds));
}

/** The frames that one copy of the state processes: as long as the engine's, about `trainedHopSeconds` apart. It is trained on
    these.
    [worker] errors: as frameGeometry */
inline Result<FrameGeometry> encoderGeometry (double sampleRateHz, LatencyMode mode, double windowSeconds,
                                              double trainedHopSeconds)
{
    auto geometry = frameGeometry (sampleRateHz, mode, windowSeconds);
    if (geometry.ok())
        geometry.value().hop *=
            encoderCopies (trainedHopSeconds, static_cast<double> (geometry.value().hop) / sampleRateHz);
    return geometry;
}

constexpr float smallestFrameMean = 1e-9f; // of a frame's rows that are as good as silent

} // namespace unbraid::core
