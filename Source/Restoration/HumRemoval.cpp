// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/HumRemoval.h"

#include "Restoration/HumEvidence.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Eigen::VectorXf;

constexpr double shortestHummingSeconds = 4.0; // of a recording
constexpr double periodSeconds = 0.02;
constexpr double leastShare = 0.25; // of the hum's power, in a period in which it is there

/** Adds one harmonic, whose amplitude moves in straight lines from step to step. */
void addHarmonic (VectorXf& hum, double sampleRateHz, double hz, double secondsOfStep,
                  const Eigen::VectorXcd& amplitudes)
{
    using Complex = std::complex<double>;
    constexpr double twoPi = 2.0 * std::numbers::pi;
    const double step = secondsOfStep * sampleRateHz;
    for (Index m = 0; m < amplitudes.size(); ++m)
    {
        const auto begin = static_cast<Index> (static_cast<double> (m) * step);
        const auto end =
            m + 1 < amplitudes.size() ? static_cast<Index> (static_cast<double> (m + 1) * step) : hum.size();
        const Complex next = m + 1 < amplitudes.size() ? amplitudes[m + 1] : amplitudes[m];
        const Complex turn = std::polar (1.0, twoPi * hz / sampleRateHz);
        Complex tone = std::polar (1.0, twoPi * hz * static_cast<double> (begin) / sampleRateHz);
        for (Index n = begin; n < end; ++n)
        {
            const double share = std::min (1.0, static_cast<double> (n - begin) / step);
            hum[n] +=
                static_cast<float> (2.0 * (tone * ((1.0 - share) * amplitudes[m] + share * next)).real());
            tone *= turn;
        }
    }
}

/** Takes an estimate out where the recording is silent, or too quiet for it to be there: every period in which the recording has
    less than a quarter of the estimate's power. */
void leaveSilence (VectorXf& hum, const Eigen::Ref<const VectorXf>& samples, double sampleRateHz)
{
    const auto period = std::min (hum.size(), static_cast<Index> (periodSeconds * sampleRateHz));
    std::vector<Index> quiet; // beginnings
    double power = 0.0, humPower = 0.0;
    const auto square = [] (float value)
    { return static_cast<double> (value) * static_cast<double> (value); };
    for (Index n = 0; n < hum.size(); ++n)
    {
        power += square (samples[n]);
        humPower += square (hum[n]);
        if (n + 1 >= period)
        {
            const Index begin = n + 1 - period;
            if (power < leastShare * humPower)
                quiet.push_back (begin);
            power = std::max (0.0, power - square (samples[begin]));
            humPower = std::max (0.0, humPower - square (hum[begin]));
        }
    }
    Index end = 0;
    for (const Index begin : quiet)
    {
        const Index from = std::max (begin, end);
        end = begin + period;
        hum.segment (from, end - from).setZero();
    }
    for (Index n = 0; n < hum.size(); ++n)
        hum[n] = samples[n] == 0.0f ? 0.0f : hum[n];
}
} // namespace

Hum removeHum (Eigen::Ref<VectorXf> samples, double sampleRateHz, double frequencyHz)
{
    if (static_cast<double> (samples.size()) < shortestHummingSeconds * sampleRateHz || ! samples.allFinite())
        return {};
    const auto sound = slowed (samples, sampleRateHz);
    const auto found = frequencyHz > 0.0 ? steadyHarmonics (sound, frequencyHz) : sureHum (sound);
    if (found.numSteady == 0)
        return {};
    VectorXf hum = VectorXf::Zero (samples.size());
    const double step =
        static_cast<double> (static_cast<Index> (Windows{}.stepSeconds * sound.rateHz)) / sound.rateHz;
    for (Index k = 0; k < found.amplitudes.rows(); ++k)
        if (! found.amplitudes.row (k).isZero (0.0))
            addHarmonic (hum, sampleRateHz, static_cast<double> (k + 1) * found.hz, step,
                         found.amplitudes.row (k));
    leaveSilence (hum, samples, sampleRateHz);
    samples -= hum;
    return { found.hz, found.numSteady,
             static_cast<double> (hum.norm()) / std::sqrt (static_cast<double> (hum.size())) };
}

} // namespace unbraid::restoration
