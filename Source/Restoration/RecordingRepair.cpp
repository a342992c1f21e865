// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/RecordingRepair.h"

#include "Restoration/CombinedRepair.h"
#include "Restoration/GapPrediction.h"

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

/** Restored samples no further beyond the level of clipping than music goes. */
void limitPeaks (Eigen::MatrixXf& samples, const Eigen::MatrixXf& damaged,
                 const std::vector<SampleStates>& states)
{
    constexpr float highestPeak = 3.981f; // 12 dB
    for (Index channel = 0; channel < samples.cols(); ++channel)
        for (Index n = 0; n < samples.rows(); ++n)
        {
            const auto state = states[static_cast<size_t> (channel)][static_cast<size_t> (n)];
            if (state != SampleState::clippedHigh && state != SampleState::clippedLow)
                continue;
            const float highest = highestPeak * std::abs (damaged (n, channel));
            samples (n, channel) = std::clamp (samples (n, channel), -highest, highest);
        }
}

using ChannelGaps = std::vector<std::vector<Gap>>;

ChannelGaps predictableIn (const std::vector<SampleStates>& states, Index frameLength)
{
    ChannelGaps gaps;
    for (const auto& channel : states)
        gaps.push_back (predictableGaps (channel, frameLength));
    return gaps;
}

/** The damage for which frames are needed. */
std::vector<SampleStates> withoutLong (const ChannelGaps& gaps, std::vector<SampleStates> states,
                                       Index frameLength)
{
    for (size_t channel = 0; channel < states.size(); ++channel)
        for (const auto& gap : gaps[channel])
            if (isLong (gap, frameLength))
                std::fill (states[channel].begin() + gap.begin, states[channel].begin() + gap.end,
                           SampleState::intact);
    return states;
}

/** Fills gap after gap: what lies before one is whole by then, what lies behind it as far as the next. */
core::Status predictGaps (Eigen::MatrixXf& samples, const ChannelGaps& gaps, Index frameLength,
                          const core::Progress& onProgress)
{
    for (size_t channel = 0; channel < gaps.size(); ++channel)
        for (size_t number = 0; number < gaps[channel].size(); ++number)
        {
            if (! onProgress (static_cast<double> (number) / static_cast<double> (gaps[channel].size())))
                return core::Error{ "the repair was cancelled", {}, {}, {}, true };
            const bool isLast = number + 1 == gaps[channel].size();
            predictGap (samples.col (static_cast<Index> (channel)), gaps[channel][number],
                        isLast ? samples.rows() : gaps[channel][number + 1].begin, frameLength);
        }
    return core::Done{};
}
} // namespace

Index repairFrameLength (double sampleRateHz)
{
    const double power = std::round (std::log2 (frameSeconds * sampleRateHz));
    return Index{ 1 } << static_cast<int> (std::clamp (power, minPower, maxPower));
}

core::Status repairRecording (Eigen::MatrixXf& samples, const std::vector<SampleStates>& states,
                              const RepairSettings& settings, const core::Progress& onProgress)
{
    const Eigen::MatrixXf damaged = samples;
    const auto gaps = predictableIn (states, settings.frameLength);
    const auto extents = damagedExtents (samples.rows(), withoutLong (gaps, states, settings.frameLength),
                                         settings.frameLength);
    for (size_t number = 0; number < extents.size(); ++number)
    {
        const Extent& extent = extents[number];
        Eigen::MatrixXf segment = damaged.middleRows (extent.seenBegin, extent.seenEnd - extent.seenBegin);
        auto repaired = repairByEither (segment, statesIn (states, extent), settings,
                                        [&] (double share) {
                                            return onProgress ((static_cast<double> (number) + share) /
                                                               static_cast<double> (extents.size()));
                                        });
        if (! repaired.ok())
            return repaired;
        samples.middleRows (extent.begin, extent.end - extent.begin) =
            segment.middleRows (extent.begin - extent.seenBegin, extent.end - extent.begin);
    }
    limitPeaks (samples, damaged, states);
    return predictGaps (samples, gaps, settings.frameLength, onProgress);
}

} // namespace unbraid::restoration
