// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/ClickRemoval.h"

#include "Restoration/ClickEvidence.h"
#include "Restoration/LinearPrediction.h"

#include <algorithm>
#include <cmath>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Eigen::VectorXd;

constexpr double blockSeconds = 0.05;
constexpr double longestSeconds = 0.004;
constexpr double mostInSecond = 40.0;
constexpr double contextSeconds = 0.05;
constexpr Index findingOrder = 24, fillingOrder = 128;
constexpr int fillingIterations = 3;
constexpr double edge = 3.0;      // a click lasts as long as errors stay above so many medians
constexpr Index quietSamples = 8; // within a click
constexpr Index margin = 2;       // samples on each side

double medianOf (VectorXd values)
{
    const auto middle = values.data() + values.size() / 2;
    std::nth_element (values.data(), middle, values.data() + values.size());
    return *middle;
}

/** The last sample of a click from its peak on, in steps of 1 or -1: errors may stay small for some samples within it. */
Index endOfClick (const VectorXd& errors, Index peak, Index step, double least, Index longest)
{
    Index last = peak;
    for (Index n = peak + step;
         n >= 0 && n < errors.size() && std::abs (n - peak) < longest && std::abs (n - last) <= quietSamples;
         n += step)
        if (errors[n] > least)
            last = n;
    return last;
}

Gap clickAround (const VectorXd& errors, Index peak, double least, Index longest)
{
    return { endOfClick (errors, peak, -1, least, longest) - margin,
             endOfClick (errors, peak, 1, least, longest) + 1 + margin };
}

/** The clicks of a block, whose first and last samples are context. */
void findIn (const VectorXd& block, Index from, double threshold, Index longest, std::vector<Gap>& clicks)
{
    const VectorXd errors = errorsFromBothSides (block, windowedErrorFilter (block, findingOrder));
    const Index end = block.size() - findingOrder;
    const double middle = medianOf (errors.segment (findingOrder, end - findingOrder));
    if (! (middle > 0.0)) // digital silence, or a sound that is computed: nothing is a surprise there
        return;
    for (Index n = findingOrder; n < end; ++n)
    {
        if (errors[n] <= threshold * middle)
            continue;
        Index peak = n;
        for (Index i = n; i < std::min (n + longest, end) && errors[i] > edge * middle; ++i)
            peak = errors[i] > errors[peak] ? i : peak;
        const auto click = clickAround (errors, peak, edge * middle, longest);
        if (click.end - click.begin <= longest + 2 * margin)
            clicks.push_back ({ from + click.begin, from + click.end });
        n = std::max (n, click.end);
    }
}

/** In order, without overlaps. */
std::vector<Gap> merged (std::vector<Gap> clicks, Index numSamples)
{
    std::sort (clicks.begin(), clicks.end(), [] (const Gap& a, const Gap& b) { return a.begin < b.begin; });
    std::vector<Gap> result;
    for (auto click : clicks)
    {
        click.begin = std::max<Index> (0, click.begin);
        click.end = std::min (numSamples, click.end);
        if (! result.empty() && click.begin <= result.back().end)
            result.back().end = std::max (result.back().end, click.end);
        else
            result.push_back (click);
    }
    return result;
}
std::vector<Gap> sureAmong (const std::vector<Gap>& clicks, const Eigen::Ref<const Eigen::VectorXf>& samples,
                            double sampleRateHz)
{
    std::vector<Gap> sure;
    for (const auto& click : clicks)
        if (const auto found = sureClick (samples, click, sampleRateHz))
            sure.push_back (*found);
    return sure;
}
} // namespace

std::vector<Gap> findClicks (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz,
                             const ClickSettings& settings)
{
    const auto step = static_cast<Index> (blockSeconds * sampleRateHz);
    const auto longest = static_cast<Index> (longestSeconds * sampleRateHz);
    std::vector<Gap> clicks;
    for (Index begin = 0; begin + 4 * findingOrder < samples.size(); begin += step)
    {
        const Index from = std::max<Index> (0, begin - findingOrder - longest),
                    to = std::min (samples.size(), begin + step + findingOrder + longest);
        const VectorXd block = samples.segment (from, to - from).cast<double>();
        if (block.size() > 4 * findingOrder && block.allFinite())
            findIn (block, from, settings.threshold, longest, clicks);
    }
    clicks = merged (std::move (clicks), samples.size());
    if (settings.onlySure)
        clicks = sureAmong (clicks, samples, sampleRateHz);
    const double seconds = static_cast<double> (samples.size()) / sampleRateHz;
    if (static_cast<double> (clicks.size()) > 1.0 + mostInSecond * seconds)
        clicks.clear();
    return clicks;
}

void removeClicks (Eigen::Ref<Eigen::VectorXf> samples, double sampleRateHz, const std::vector<Gap>& clicks)
{
    const auto context = static_cast<Index> (contextSeconds * sampleRateHz);
    for (size_t number = 0; number < clicks.size(); ++number)
    {
        const auto& click = clicks[number];
        const Index next = number + 1 < clicks.size() ? clicks[number + 1].begin : samples.size();
        const Index from = std::max<Index> (0, click.begin - context),
                    to = std::min (next, click.end + context);
        const Index known = to - from - (click.end - click.begin);
        VectorXd around = samples.segment (from, to - from).cast<double>();
        fillByPrediction (around, click.begin - from, click.end - click.begin,
                          std::clamp<Index> (known / 4, 1, fillingOrder), fillingIterations);
        samples.segment (click.begin, click.end - click.begin) =
            around.segment (click.begin - from, click.end - click.begin).cast<float>();
    }
}

} // namespace unbraid::restoration
