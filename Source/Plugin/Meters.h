// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Controls.h"

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

/** What the editor shows of the sound, full scale 1. */
struct Meters
{
    std::array<PeakMeter, numStrips> strips; // the source buses, before gain and pan
    PeakMeter input;
    PeakMeter mix;
};

} // namespace unbraid::plugin
