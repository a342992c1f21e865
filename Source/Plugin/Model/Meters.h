// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/Strips.h"

#include <array>
#include <atomic>

namespace unbraid::plugin
{

/** The highest absolute value since it was last read. Raised on the audio thread, read by one other. */
class PeakMeter
{
public:
    /** [audio] */
    void raiseTo (float level) noexcept
    {
        if (level > peak.load (std::memory_order_relaxed))
            peak.store (level, std::memory_order_relaxed);
    }

    /** The peak, which starts again from zero. [message] */
    float take() noexcept { return peak.exchange (0.0f, std::memory_order_relaxed); }

private:
    std::atomic<float> peak{ 0.0f };
};

/** The peaks of left and right; of a single channel both are its. */
class StereoMeter
{
public:
    /** [audio] */
    void raiseTo (size_t side, float level) noexcept { sides[side].raiseTo (level); }
    void raiseTo (float level) noexcept
    {
        for (auto& side : sides)
            side.raiseTo (level);
    }

    /** The peaks, which start again from zero. [message] */
    std::array<float, 2> takeSides() noexcept { return { sides[0].take(), sides[1].take() }; }

    /** The louder of the two. [message] */
    float take() noexcept
    {
        const auto [left, right] = takeSides();
        return left > right ? left : right;
    }

private:
    std::array<PeakMeter, 2> sides;
};

/** Levels for the editor, full scale 1. */
struct Meters
{
    std::array<StereoMeter, numStrips> strips; // the source buses, before gain and pan
    PeakMeter input;
    StereoMeter mix;
};

} // namespace unbraid::plugin
