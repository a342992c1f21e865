// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/ZeroRuns.h"

#include <algorithm>
#include <cmath>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Samples = Eigen::Ref<const Eigen::VectorXf>;

constexpr double shortestSeconds = 0.001;
constexpr float loudNeighbour =
    0.005f; // mean magnitude beside a run of zeros, relative to the channel's peak

constexpr double longestDropoutSeconds = 0.03;
constexpr double edgeSeconds = 0.003, contextSeconds = 0.02;
constexpr float loudEdge = 0.1f;        // effective, relative to the channel's peak
constexpr float edgeOverQuantum = 8.0f; // and to its smallest value
constexpr float fade = 0.5f;            // of the edge against its context
constexpr float imbalance = 4.0f;       // of one edge against the other
constexpr float jump = 3.0f;            // of the outermost sample against the steps between samples
constexpr double steadyShare = 0.25, movingShare = 0.25;
constexpr double gapsInSecond = 2.0, gapsAtLeast = 5.0;

/** Scale by which a channel's samples are measured. */
struct Scale
{
    float peak = 0.0f;
    float quantum = 0.0f; // the smallest magnitude above 0
};

Scale scaleOf (const Samples& samples)
{
    Scale scale;
    for (const float sample : samples)
        if (const float magnitude = std::abs (sample); std::isfinite (magnitude) && magnitude > 0.0f)
        {
            scale.peak = std::max (scale.peak, magnitude);
            scale.quantum = scale.quantum > 0.0f ? std::min (scale.quantum, magnitude) : magnitude;
        }
    return scale;
}

float effective (const Samples& samples)
{
    return samples.norm() / std::sqrt (static_cast<float> (samples.size()));
}

/** Neither constant values nor extremes alone. */
bool isMoving (const Samples& samples, float peak)
{
    constexpr float belowPeak = 0.999f;
    Index moving = 0, constant = 0;
    for (Index n = 1; n < samples.size(); ++n)
        if (const float magnitude = std::abs (samples[n]); magnitude > 0.0f && magnitude < belowPeak * peak)
        {
            ++moving;
            constant += samples[n] == samples[n - 1] ? 1 : 0;
        }
    return static_cast<double> (moving) >= movingShare * static_cast<double> (samples.size()) &&
           static_cast<double> (constant) <= steadyShare * static_cast<double> (moving);
}

/** Whether the outermost sample of an edge is far from 0 for steps of that size. */
bool jumps (const Samples& edge, float outermost)
{
    Eigen::VectorXf steps = (edge.tail (edge.size() - 1) - edge.head (edge.size() - 1)).cwiseAbs();
    const auto middle = steps.data() + steps.size() / 2;
    std::nth_element (steps.data(), middle, steps.data() + steps.size());
    return std::abs (outermost) >= jump * *middle;
}

bool isDropout (const Samples& samples, double sampleRateHz, const Gap& gap, const Scale& scale)
{
    const auto edge = std::max<Index> (2, static_cast<Index> (edgeSeconds * sampleRateHz));
    const auto context = static_cast<Index> (contextSeconds * sampleRateHz);
    if (gap.begin < context || gap.end + context > samples.size())
        return false;
    const Samples before = samples.segment (gap.begin - context, context);
    const Samples after = samples.segment (gap.end, context);
    if (! before.allFinite() || ! after.allFinite())
        return false;
    const float last = effective (before.tail (edge)), first = effective (after.head (edge));
    const bool isLoud =
        std::min (last, first) >= std::max (loudEdge * scale.peak, edgeOverQuantum * scale.quantum);
    const bool isCut = last >= fade * effective (before) && first >= fade * effective (after);
    const bool isEven = std::max (last, first) <= imbalance * std::min (last, first);
    return isLoud && isCut && isEven && isMoving (before, scale.peak) && isMoving (after, scale.peak) &&
           (jumps (before.tail (2 * edge), before[context - 1]) || jumps (after.head (2 * edge), after[0]));
}
} // namespace

std::vector<Gap> zeroRuns (const Samples& samples, double sampleRateHz, double longestSeconds)
{
    const auto margin = static_cast<Index> (std::ceil (shortestSeconds * sampleRateHz));
    const auto longest = static_cast<Index> (longestSeconds * sampleRateHz);
    const float loud = loudNeighbour * scaleOf (samples).peak;
    std::vector<Gap> gaps;
    for (Index begin = 0; begin < samples.size();)
    {
        Index end = begin;
        while (end < samples.size() && samples[end] == 0.0f)
            ++end;
        const bool fits = end - begin >= margin && end - begin <= longest;
        if (fits && begin >= margin && end + margin <= samples.size() &&
            samples.segment (begin - margin, margin).cwiseAbs().mean() > loud &&
            samples.segment (end, margin).cwiseAbs().mean() > loud)
            gaps.push_back ({ begin, end });
        begin = end + 1;
    }
    return gaps;
}

std::vector<Gap> sureDropouts (const Samples& samples, double sampleRateHz)
{
    const auto scale = scaleOf (samples);
    auto gaps = zeroRuns (samples, sampleRateHz, longestDropoutSeconds);
    std::erase_if (gaps, [&] (const Gap& gap) { return ! isDropout (samples, sampleRateHz, gap, scale); });
    const double seconds = static_cast<double> (samples.size()) / sampleRateHz;
    if (static_cast<double> (gaps.size()) > gapsAtLeast + gapsInSecond * seconds)
        gaps.clear();
    return gaps;
}

} // namespace unbraid::restoration
