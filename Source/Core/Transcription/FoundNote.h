// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

/** The beginning or the end of a note in the sound. */
struct FoundNote
{
    bool isBeginning = true;
    int part = 0;              // MIDI channel from 0: of its source among those with pitches, or `drumPart`
    int pitch = 0;             // MIDI note
    int velocity = 0;          // 1 to 127, of a beginning: its level beside the loudest of the last seconds
    Eigen::Index position = 0; // sample of the input at which it happens; it is found later
    float loudness =
        unknownLoudness; // of a beginning: what its velocity will be but for one number, see NoteLoudness

    static constexpr float unknownLoudness = -1e9f;
};

/** The part of all drums: channel 10, as General MIDI has it. */
constexpr int drumPart = 9;

/** Seconds in which the loudest level that levels are compared with fades to 1/e. */
constexpr double loudestSeconds = 8.0;

/** Frames of so many seconds, at least one. [any] */
inline Eigen::Index framesIn (double seconds, const FrameGeometry& geometry) noexcept
{
    const double hopSeconds = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    return std::max<Eigen::Index> (1, std::llround (seconds / hopSeconds));
}

/** Decay of the loudest level from one frame to the next. [any] */
inline float keptLoudness (const FrameGeometry& geometry) noexcept
{
    return static_cast<float> (
        std::exp (-static_cast<double> (geometry.hop) / (geometry.sampleRateHz * loudestSeconds)));
}

/** Velocity 110 for the loudest, half of it 12 dB below. [any] */
inline int velocityOf (float level, float loudest) noexcept
{
    return std::clamp (static_cast<int> (std::lround (110.0f * std::sqrt (level / loudest))), 1, 127);
}

/** Velocity 110 for the loudest, by what NoteLoudness measures. [any] */
inline int velocityBeside (float loudness, float loudest) noexcept
{
    return std::clamp (static_cast<int> (std::lround (110.0f + loudness - loudest)), 1, 127);
}

} // namespace unbraid::core
