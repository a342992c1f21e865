// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/TuningFinder.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr double frameSeconds = 0.186; // resolves semitones from 130 Hz on
constexpr double lowestHz = 100.0,
                 highestHz = 1700.0; // below, notes are not resolved; above, pianos are stretched
constexpr float peakShare = 0.1f;    // of the strongest in its frame: 20 dB below
constexpr Index numCents = 100;
constexpr double spreadCents = 5.0;   // of what belongs to one tuning
constexpr int nearCents = 15;         // peaks this near to the tuning agree with it
constexpr double leastAgreeing = 0.5; // of all; of peaks anywhere .31 do

/** Weights smeared by what belongs together, around the circle of a semitone. */
std::vector<double> smoothed (const std::vector<double>& weights)
{
    std::vector<double> result (weights.size(), 0.0);
    for (Index at = 0; at < numCents; ++at)
        for (Index from = 0; from < numCents; ++from)
        {
            const auto apart =
                std::min ((at - from + numCents) % numCents, (from - at + numCents) % numCents);
            const double distance = static_cast<double> (apart) / spreadCents;
            result[static_cast<size_t> (at)] +=
                weights[static_cast<size_t> (from)] * std::exp (-0.5 * distance * distance);
        }
    return result;
}
} // namespace

Status TuningFinder::prepare (double sampleRateHz)
{
    const Index length =
        std::max (Index{ 4 }, static_cast<Index> (std::lround (frameSeconds * sampleRateHz)));
    if (auto planned = fft.prepare (RealFft::fastLength (2 * length)); ! planned.ok())
        return planned;
    binHz = sampleRateHz / static_cast<double> (fft.numPoints());
    const double step = 2.0 * std::numbers::pi / static_cast<double> (length);
    window = Eigen::VectorXf::NullaryExpr (
        length, [step] (Index n)
        { return static_cast<float> (0.5 - 0.5 * std::cos (step * (static_cast<double> (n) + 0.5))); });
    frame = Eigen::VectorXf::Zero (length);
    windowed = Eigen::VectorXf::Zero (fft.numPoints());
    spectrum.resize (fft.numBins());
    magnitudes.resize (fft.numBins());
    weights.assign (static_cast<size_t> (numCents), 0.0);
    filled = 0;
    return Done{};
}

void TuningFinder::add (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    for (Index done = 0; done < samples.size();)
    {
        const Index count = std::min (samples.size() - done, frame.size() - filled);
        frame.segment (filled, count) = samples.segment (done, count);
        done += count;
        filled += count;
        if (filled < frame.size())
            break;
        addFrame();
        const Index kept = frame.size() / 2;
        frame.head (kept) = frame.tail (kept).eval();
        filled = kept;
    }
}

void TuningFinder::addFrame()
{
    windowed.head (frame.size()) = frame.cwiseProduct (window);
    fft.forward (windowed.data(), spectrum.data());
    magnitudes = spectrum.cwiseAbs();
    const Index last = std::min (magnitudes.size() - 2, static_cast<Index> (highestHz / binHz));
    const Index first = std::max (Index{ 1 }, static_cast<Index> (lowestHz / binHz));
    if (last <= first)
        return;
    const float least = peakShare * magnitudes.segment (first, last - first).maxCoeff();
    for (Index bin = first; bin < last; ++bin)
    {
        const float left = magnitudes[bin - 1], middle = magnitudes[bin], right = magnitudes[bin + 1];
        if (! (middle > least && middle > left && middle >= right && left > 0.0f && right > 0.0f))
            continue;
        const double a = std::log (left), b = std::log (middle), c = std::log (right);
        const double offset = 0.5 * (a - c) / (a - 2.0 * b + c);
        addPeak ((static_cast<double> (bin) + offset) * binHz, middle);
    }
}

void TuningFinder::addPeak (double frequencyHz, double amplitude)
{
    const double cents = centsFromStandard (frequencyHz);
    const auto within = static_cast<Index> (std::floor (cents - 100.0 * std::floor (cents / 100.0)));
    weights[static_cast<size_t> (std::min (within, numCents - 1))] += amplitude;
}

std::optional<double> TuningFinder::tuningHz() const
{
    const double all = std::accumulate (weights.begin(), weights.end(), 0.0);
    if (! (all > 0.0))
        return {};
    const auto likely = smoothed (weights);
    const auto best = static_cast<Index> (std::max_element (likely.begin(), likely.end()) - likely.begin());
    double agreeing = 0.0, moment = 0.0;
    for (Index apart = -nearCents; apart <= nearCents; ++apart)
    {
        const double weight = weights[static_cast<size_t> ((best + apart + numCents) % numCents)];
        agreeing += weight;
        moment += weight * static_cast<double> (apart);
    }
    if (agreeing < leastAgreeing * all)
        return {};
    const double cents = static_cast<double> (best) + 0.5 + moment / agreeing; // the middle of its cent
    return standardTuningHz * std::exp2 ((cents >= 50.0 ? cents - 100.0 : cents) / 1200.0);
}

double centsFromStandard (double tuningHz) noexcept
{
    return 1200.0 * std::log2 (tuningHz / standardTuningHz);
}

} // namespace unbraid::core
