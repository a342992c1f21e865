// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Enrolment/VoiceFrames.h"

#include "Core/Spectral/Fft.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr double lengthSeconds = 0.04, stepSeconds = 0.02;
constexpr double minPeriodSeconds = 1.0 / 450.0, maxPeriodSeconds = 1.0 / 60.0;
constexpr double leftShare = 0.5;       // of a frame's energy, without its first period
constexpr float secondPeak = 0.7f;      // of the autocorrelation of what is left
constexpr double sameShare = 0.08;      // a period this near to a multiple or a part of another is that
constexpr float minWindowShare = 0.05f; // of the window's own autocorrelation, by which others are divided

constexpr double loudShare = 0.95, quietShare = 0.1; // as in judgeVoice
constexpr float activeShare = 0.00316f, overQuiet = 4.0f;

/** Autocorrelations of windowed frames, over those of the window, at lags up to a frame. */
class Correlator
{
public:
    core::Status prepare (Index length)
    {
        if (auto planned = fft.prepare (core::RealFft::fastLength (2 * length)); ! planned.ok())
            return planned;
        const double step = 2.0 * std::numbers::pi / static_cast<double> (length);
        window = Eigen::VectorXf::NullaryExpr (
            length, [step] (Index n)
            { return static_cast<float> (0.5 - 0.5 * std::cos (step * (static_cast<double> (n) + 0.5))); });
        padded = Eigen::VectorXf::Zero (fft.numPoints());
        spectrum.resize (fft.numBins());
        lags.resize (fft.numPoints());
        ofWindow = Eigen::VectorXf::Ones (fft.numPoints());
        ofWindow = of (Eigen::VectorXf::Ones (length)).cwiseMax (minWindowShare).eval();
        return core::Done{};
    }

    const Eigen::VectorXf& of (const Eigen::Ref<const Eigen::VectorXf>& frame)
    {
        padded.head (window.size()) = frame.cwiseProduct (window);
        fft.forward (padded.data(), spectrum.data());
        spectrum = spectrum.cwiseAbs2().cast<std::complex<float>>().eval();
        fft.inverse (spectrum.data(), lags.data());
        lags = (lags / std::max (lags[0], 1e-20f)).cwiseQuotient (ofWindow).eval();
        return lags;
    }

private:
    core::RealFft fft;
    Eigen::VectorXf window, padded, lags, ofWindow;
    Eigen::VectorXcf spectrum;
};

/** Whether one of the periods is a multiple of the other. */
bool areRelated (Index first, Index second)
{
    const double ratio =
        static_cast<double> (std::max (first, second)) / static_cast<double> (std::min (first, second));
    const double tolerance = second > first ? sameShare : sameShare * ratio;
    return std::abs (ratio - std::round (ratio)) < tolerance;
}

float quantileOf (std::vector<float> values, double share)
{
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t> (share * static_cast<double> (values.size() - 1));
    std::nth_element (values.begin(), at, values.end());
    return *at;
}

/** The energy from which on a frame counts. */
float minEnergy (const std::vector<float>& energies)
{
    const float loud = quantileOf (energies, loudShare), quiet = quantileOf (energies, quietShare);
    return std::max ({ activeShare * loud, std::min (overQuiet * quiet, loud / overQuiet), 1e-20f });
}
} // namespace

core::Result<VoiceFrames> observeVoice (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    const auto samplesIn = [sampleRateHz] (double seconds)
    { return std::max (Index{ 2 }, static_cast<Index> (std::lround (seconds * sampleRateHz))); };
    const Index length = samplesIn (lengthSeconds), step = samplesIn (stepSeconds);
    const Index shortest = samplesIn (minPeriodSeconds),
                longest = std::min (samplesIn (maxPeriodSeconds), length - 1);
    Correlator correlator;
    if (auto ready = correlator.prepare (length); ! ready.ok())
        return ready.error();
    std::vector<float> energies;
    for (Index first = longest; first + length <= samples.size(); first += step)
        energies.push_back (samples.segment (first, length).squaredNorm());
    VoiceFrames found;
    if (energies.empty())
        return found;
    const float least = minEnergy (energies);
    double lastDb = 0.0, stepsDb = 0.0;
    Index numSeveral = 0;
    for (size_t i = 0; i < energies.size(); ++i)
    {
        if (energies[i] < least)
            continue;
        const double levelDb = 10.0 * std::log10 (static_cast<double> (energies[i]));
        stepsDb += found.count > 0 ? std::abs (levelDb - lastDb) : 0.0;
        lastDb = levelDb;
        ++found.count;
        const Index first = longest + static_cast<Index> (i) * step;
        const auto frame = samples.segment (first, length);
        Index period = 0;
        correlator.of (frame).segment (shortest, longest - shortest + 1).maxCoeff (&period);
        period += shortest;
        const Eigen::VectorXf rest = frame - samples.segment (first - period, length);
        if (! (rest.squaredNorm() > leftShare * energies[i]))
            continue;
        const auto& lags = correlator.of (rest);
        bool isSecond = false;
        for (Index lag = shortest; lag <= longest && ! isSecond; ++lag)
            isSecond = lags[lag] > secondPeak && ! areRelated (period, lag);
        numSeveral += isSecond ? 1 : 0;
    }
    if (found.count > 0)
        found.severalShare = static_cast<double> (numSeveral) / static_cast<double> (found.count);
    if (found.count > 1)
        found.levelStepDb = stepsDb / static_cast<double> (found.count - 1);
    return found;
}

} // namespace unbraid::training
