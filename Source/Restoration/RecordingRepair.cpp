// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/RecordingRepair.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;

constexpr double frameSeconds = 0.046;            // between 33 and 65 ms, as powers of two come
constexpr double minPower = 6.0, maxPower = 13.0; // the work grows with the square of the length
constexpr Index framesInSegment = 400;            // about 9 s

/** Samples of a segment, without what it sees of its neighbours and with it. */
struct Extent
{
    Index begin, end, seenBegin, seenEnd;
};

std::vector<SampleStates> statesIn (const std::vector<SampleStates>& states, const Extent& extent)
{
    std::vector<SampleStates> seen;
    seen.reserve (states.size());
    for (const auto& channel : states)
        seen.emplace_back (channel.begin() + extent.seenBegin, channel.begin() + extent.seenEnd);
    return seen;
}

bool hasDamage (const std::vector<SampleStates>& states, const Extent& extent)
{
    return std::any_of (states.begin(), states.end(),
                        [&extent] (const SampleStates& channel)
                        {
                            return std::any_of (channel.begin() + extent.begin, channel.begin() + extent.end,
                                                [] (SampleState state)
                                                { return state != SampleState::intact; });
                        });
}

/** Segments in which something is damaged. */
std::vector<Extent> damagedExtents (Index numFrames, const std::vector<SampleStates>& states,
                                    Index frameLength)
{
    std::vector<Extent> extents;
    const Index step = framesInSegment * frameLength / 2;
    for (Index begin = 0; begin < numFrames; begin += step)
    {
        const Index end = std::min (numFrames, begin + step);
        const Extent extent{ begin, end, std::max<Index> (0, begin - frameLength),
                             std::min (numFrames, end + frameLength) };
        if (hasDamage (states, extent))
            extents.push_back (extent);
    }
    return extents;
}
} // namespace

Index repairFrameLength (double sampleRateHz)
{
    const double power = std::round (std::log2 (frameSeconds * sampleRateHz));
    return Index{ 1 } << static_cast<int> (std::clamp (power, minPower, maxPower));
}

core::Status repairRecording (Eigen::MatrixXf& samples, const std::vector<SampleStates>& states,
                              const RepairSettings& settings, const RepairProgress& onProgress)
{
    const Eigen::MatrixXf damaged = samples;
    const auto extents = damagedExtents (samples.rows(), states, settings.frameLength);
    for (size_t number = 0; number < extents.size(); ++number)
    {
        const Extent& extent = extents[number];
        Eigen::MatrixXf segment = damaged.middleRows (extent.seenBegin, extent.seenEnd - extent.seenBegin);
        auto repaired = repairSegment (segment, statesIn (states, extent), settings,
                                       [&] (double share) {
                                           return onProgress ((static_cast<double> (number) + share) /
                                                              static_cast<double> (extents.size()));
                                       });
        if (! repaired.ok())
            return repaired;
        samples.middleRows (extent.begin, extent.end - extent.begin) =
            segment.middleRows (extent.begin - extent.seenBegin, extent.end - extent.begin);
    }
    return core::Done{};
}

} // namespace unbraid::restoration
