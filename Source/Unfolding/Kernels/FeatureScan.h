// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Kernels/Anywhere.h"

#include <cstdint>

namespace unbraid::unfolding
{

/** The running level and floors of core::EncoderFeatures over whole batches. */
struct FeatureScan
{
    std::int64_t batch = 0;
    std::int64_t frames = 0;
    std::int64_t rows = 0;
    float rising = 0.0f, falling = 0.0f; // as core::FeatureRates
    float sinking = 0.0f, growth = 1.0f; // the same
    float least = 0.0f;                  // floor over the level
    const float* means = nullptr;        // [batch x frames] of the rows
    const float* values = nullptr;       // [batch x frames x rows]
    float* levels = nullptr;             // [batch x frames]
    float* floors = nullptr;             // [batch x frames x rows]
};

/** One row of one mixture through all frames; the first row leaves the level too. `number` counts the rows of all. */
UNBRAID_ANYWHERE inline void followRow (const FeatureScan& scan, std::int64_t number) noexcept
{
    const auto mixture = number / scan.rows, row = number % scan.rows;
    float level = 0.0f, floor = 0.0f;
    for (std::int64_t frame = 0; frame < scan.frames; ++frame)
    {
        const auto at = mixture * scan.frames + frame, index = at * scan.rows + row;
        const float mean = scan.means[at], value = scan.values[index];
        level = frame == 0 ? mean : level + (mean > level ? scan.rising : scan.falling) * (mean - level);
        const float risen = floor * scan.growth < value ? floor * scan.growth : value;
        const float moved = value < floor ? floor + scan.sinking * (value - floor) : risen;
        const float lowest = scan.least * level, wanted = frame == 0 ? value : moved;
        floor = wanted > lowest ? wanted : lowest;
        scan.floors[index] = floor;
        if (row == 0)
            scan.levels[at] = level;
    }
}

/** On the processor. [worker] */
void scanFeatures (const FeatureScan& scan);

/** On the current CUDA device, in its default stream; all arrays lie there.
    returns  null, or what CUDA says is wrong. [worker] */
const char* scanFeaturesOnDevice (const FeatureScan& scan);

} // namespace unbraid::unfolding
