// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/GapPrediction.h"

#include "Restoration/LinearPrediction.h"

#include <algorithm>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;

constexpr Index shortestShare = 64; // of a frame
constexpr Index longShare = 6;
constexpr Index longestFrames = 8;
constexpr Index contextFrames = 4;
constexpr Index orderShare = 2; // of a frame: 23 ms
constexpr Index knownPerOrder =
    3; // more coefficients than that would describe the context rather than the sound
constexpr int iterations = 2;
} // namespace

std::vector<Gap> predictableGaps (const SampleStates& states, Index frameLength)
{
    std::vector<Gap> gaps;
    const auto isLost = [] (SampleState state) { return state == SampleState::lost; };
    for (auto begin = std::find_if (states.begin(), states.end(), isLost); begin != states.end();)
    {
        const auto end = std::find_if_not (begin, states.end(), isLost);
        const Index length = end - begin;
        if (length * shortestShare >= frameLength && length <= longestFrames * frameLength)
            gaps.push_back ({ begin - states.begin(), end - states.begin() });
        begin = std::find_if (end, states.end(), isLost);
    }
    return gaps;
}

bool isLong (const Gap& gap, Index frameLength)
{
    return (gap.end - gap.begin) * longShare >= frameLength;
}

void predictGap (Eigen::Ref<Eigen::VectorXf> samples, const Gap& gap, Index contextEnd, Index frameLength)
{
    const Index context = contextFrames * frameLength;
    const Index from = std::max<Index> (0, gap.begin - context);
    const Index to = std::min (contextEnd, gap.end + context);
    const Index length = gap.end - gap.begin;
    const Index order = std::min (frameLength / orderShare, (to - from - length) / knownPerOrder);
    Eigen::VectorXd around = samples.segment (from, to - from).cast<double>();
    if (order > 0)
        fillByPrediction (around, gap.begin - from, length, order, iterations);
    else
        around.segment (gap.begin - from, length).setZero();
    const Eigen::VectorXf predicted = around.segment (gap.begin - from, length).cast<float>();
    auto filled = samples.segment (gap.begin, length);
    if (isLong (gap, frameLength))
        filled = predicted;
    else
        filled = 0.5f * (filled + predicted);
}

} // namespace unbraid::restoration
