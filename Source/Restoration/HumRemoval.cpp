// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/HumRemoval.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace unbraid::restoration
{

namespace
{
using Complex = std::complex<double>;
using Eigen::Index;
using Eigen::MatrixXcd;
using Eigen::VectorXcd;
using Eigen::VectorXd;

constexpr double windowSeconds = 2.0, stepSeconds = 0.5;
constexpr double shortestSeconds = 4.0; // of a recording
constexpr double analysisRateHz = 8000.0, highestHz = 1500.0;
constexpr Index stepsOnEachSide = 8; // of the median: four seconds
constexpr double steadyShare = 0.5;  // of a harmonic's power in the median
constexpr double surelySteadyShare = 0.6;
constexpr Index surelySteadyHarmonics = 2, judgedHarmonics = 6;
constexpr double widestDetuningHz = 0.5;
constexpr double twoPi = 2.0 * std::numbers::pi;

/** The channel at a low rate: means of neighbouring samples, which leave next to nothing of what folds onto hum. */
struct SlowSound
{
    VectorXd samples;
    double rateHz = 0.0;
    double delaySeconds = 0.0; // of its first sample
    Index factor = 1;

    /** The share of a tone that the means keep. */
    [[nodiscard]] double gainAt (double hz) const
    {
        const double angle = std::numbers::pi * hz / (rateHz * static_cast<double> (factor));
        return std::sin (static_cast<double> (factor) * angle) /
               (static_cast<double> (factor) * std::sin (angle));
    }
};

SlowSound slowed (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    SlowSound slow;
    slow.factor = std::max<Index> (1, static_cast<Index> (sampleRateHz / analysisRateHz));
    slow.rateHz = sampleRateHz / static_cast<double> (slow.factor);
    slow.delaySeconds = 0.5 * static_cast<double> (slow.factor - 1) / sampleRateHz;
    slow.samples.resize (samples.size() / slow.factor);
    for (Index n = 0; n < slow.samples.size(); ++n)
        slow.samples[n] = samples.segment (n * slow.factor, slow.factor).cast<double>().mean();
    return slow;
}

/** Amplitudes of the harmonics in windows around every step. */
MatrixXcd amplitudesOf (const SlowSound& sound, double hz, Index numHarmonics)
{
    const auto step = static_cast<Index> (stepSeconds * sound.rateHz);
    const auto half = static_cast<Index> (0.5 * windowSeconds * sound.rateHz);
    const Index numSteps = sound.samples.size() / step + 1;
    MatrixXcd amplitudes (numHarmonics, numSteps);
    for (Index m = 0; m < numSteps; ++m)
    {
        const Index begin = std::max<Index> (0, m * step - half),
                    end = std::min (sound.samples.size(), m * step + half);
        VectorXcd tone (end - begin), turning (end - begin);
        double weights = 0.0;
        for (Index n = begin; n < end; ++n)
        {
            const double fromCentre = static_cast<double> (n - m * step) / static_cast<double> (half);
            const double weight = 0.5 + 0.5 * std::cos (std::numbers::pi * fromCentre);
            const double seconds = static_cast<double> (n) / sound.rateHz + sound.delaySeconds;
            turning[n - begin] = std::polar (1.0, -twoPi * hz * seconds);
            tone[n - begin] = weight * sound.samples[n];
            weights += weight;
        }
        for (Index k = 0; k < numHarmonics; ++k)
        {
            tone.array() *= turning.array();
            amplitudes (k, m) = tone.sum() / (weights * sound.gainAt (static_cast<double> (k + 1) * hz));
        }
    }
    return amplitudes;
}

/** The frequency near another at which phases stand still from step to step. */
double tunedFrom (const SlowSound& sound, double hz)
{
    for (const Index numHarmonics : { 2, 3, 6, 10 })
    {
        const MatrixXcd found = amplitudesOf (sound, hz, numHarmonics);
        double turn = 0.0, weights = 0.0;
        for (Index k = 0; k < numHarmonics; ++k)
        {
            Complex sum{};
            for (Index m = 1; m < found.cols(); ++m)
                sum += found (k, m) * std::conj (found (k, m - 1));
            const auto order = static_cast<double> (k + 1);
            turn += std::abs (sum) * order * std::arg (sum);
            weights += std::abs (sum) * order * order;
        }
        if (weights > 0.0)
            hz += turn / weights / (twoPi * stepSeconds);
    }
    return hz;
}

double medianOf (std::vector<double> values)
{
    const auto middle = values.begin() + std::ssize (values) / 2;
    std::nth_element (values.begin(), middle, values.end());
    return *middle;
}

/** The part of a harmonic that stays the same: running medians of both coordinates. */
VectorXcd steadyPart (const VectorXcd& amplitudes)
{
    VectorXcd steady (amplitudes.size());
    for (Index m = 0; m < amplitudes.size(); ++m)
    {
        std::vector<double> real, imaginary;
        const Index end = std::min (amplitudes.size(), m + stepsOnEachSide + 1);
        for (Index i = std::max<Index> (0, m - stepsOnEachSide); i < end; ++i)
        {
            real.push_back (amplitudes[i].real());
            imaginary.push_back (amplitudes[i].imag());
        }
        steady[m] = { medianOf (std::move (real)), medianOf (std::move (imaginary)) };
    }
    return steady;
}

double medianPower (const VectorXcd& amplitudes)
{
    std::vector<double> powers (static_cast<size_t> (amplitudes.size()));
    for (Index m = 0; m < amplitudes.size(); ++m)
        powers[static_cast<size_t> (m)] = std::norm (amplitudes[m]);
    return medianOf (std::move (powers));
}

/** Phase of the fundamental by the strongest of the first harmonics, step by step without jumps. */
VectorXd phasesOf (const MatrixXcd& amplitudes)
{
    Index strongest = 0;
    double most = -1.0;
    for (Index k = 0; k < std::min<Index> (3, amplitudes.rows()); ++k)
        if (const double power = medianPower (steadyPart (amplitudes.row (k))); power > most)
        {
            most = power;
            strongest = k;
        }
    VectorXd phases (amplitudes.cols());
    double phase = 0.0;
    Complex last{ 1.0, 0.0 };
    for (Index m = 0; m < phases.size(); ++m)
    {
        const Index begin = std::max<Index> (0, m - 1), end = std::min (phases.size(), m + 2);
        const Complex here = amplitudes.row (strongest).segment (begin, end - begin).sum();
        if (here != Complex{})
        {
            phase += std::arg (here * std::conj (last)) / static_cast<double> (strongest + 1);
            last = here;
        }
        phases[m] = phase;
    }
    return phases;
}

/** The harmonics of one frequency that stay the same. */
struct SteadyHarmonics
{
    double hz = 0.0;
    MatrixXcd amplitudes; // [harmonics x steps]; 0 where they are none
    int numSteady = 0;
    Index numSure = 0; // of the first
};

SteadyHarmonics steadyHarmonics (const SlowSound& sound, double nominalHz)
{
    SteadyHarmonics found;
    found.hz = tunedFrom (sound, nominalHz);
    if (! (std::abs (found.hz - nominalHz) <= widestDetuningHz))
        return found;
    const double highest = std::min (highestHz, 0.4 * sound.rateHz);
    found.amplitudes = amplitudesOf (sound, found.hz, static_cast<Index> (highest / found.hz));
    const VectorXd phases = phasesOf (found.amplitudes);
    for (Index k = 0; k < found.amplitudes.rows(); ++k)
    {
        VectorXcd aligned = found.amplitudes.row (k);
        VectorXcd turns (aligned.size());
        for (Index m = 0; m < aligned.size(); ++m)
            turns[m] = std::polar (1.0, static_cast<double> (k + 1) * phases[m]);
        const double whole = medianPower (aligned);
        aligned.array() *= turns.array().conjugate();
        const VectorXcd steady = steadyPart (aligned);
        const double share = whole > 0.0 ? medianPower (steady) / whole : 0.0;
        found.amplitudes.row (k).setZero();
        if (share < steadyShare)
            continue;
        found.amplitudes.row (k) = steady.cwiseProduct (turns);
        ++found.numSteady;
        found.numSure += k < judgedHarmonics && share >= surelySteadyShare ? 1 : 0;
    }
    return found;
}

/** Subtracts one harmonic, whose amplitude moves in straight lines from step to step. Returns its power. */
double subtract (Eigen::Ref<Eigen::VectorXf>& samples, double sampleRateHz, double hz, double secondsOfStep,
                 const VectorXcd& amplitudes)
{
    double power = 0.0;
    const double step = secondsOfStep * sampleRateHz;
    for (Index m = 0; m < amplitudes.size(); ++m)
    {
        const auto begin = static_cast<Index> (static_cast<double> (m) * step);
        const auto end = m + 1 < amplitudes.size() ? static_cast<Index> (static_cast<double> (m + 1) * step)
                                                   : samples.size();
        const Complex next = m + 1 < amplitudes.size() ? amplitudes[m + 1] : amplitudes[m];
        const Complex turn = std::polar (1.0, twoPi * hz / sampleRateHz);
        Complex tone = std::polar (1.0, twoPi * hz * static_cast<double> (begin) / sampleRateHz);
        for (Index n = begin; n < end; ++n)
        {
            const double share = std::min (1.0, static_cast<double> (n - begin) / step);
            const double hum = 2.0 * (tone * ((1.0 - share) * amplitudes[m] + share * next)).real();
            samples[n] -= static_cast<float> (hum);
            power += hum * hum;
            tone *= turn;
        }
    }
    return power / static_cast<double> (std::max<Index> (1, samples.size()));
}
} // namespace

Hum removeHum (Eigen::Ref<Eigen::VectorXf> samples, double sampleRateHz, double frequencyHz)
{
    if (static_cast<double> (samples.size()) < shortestSeconds * sampleRateHz || ! samples.allFinite())
        return {};
    const auto sound = slowed (samples, sampleRateHz);
    SteadyHarmonics found;
    if (frequencyHz > 0.0)
        found = steadyHarmonics (sound, frequencyHz);
    else
        for (const double nominal : { 50.0, 60.0 })
            if (auto candidate = steadyHarmonics (sound, nominal);
                candidate.numSure >= surelySteadyHarmonics && candidate.numSure > found.numSure)
                found = std::move (candidate);
    if (found.numSteady == 0)
        return {};
    Hum hum{ found.hz, found.numSteady, 0.0 };
    const double step = static_cast<double> (static_cast<Index> (stepSeconds * sound.rateHz)) / sound.rateHz;
    for (Index k = 0; k < found.amplitudes.rows(); ++k)
        if (! found.amplitudes.row (k).isZero (0.0))
            hum.level += subtract (samples, sampleRateHz, static_cast<double> (k + 1) * found.hz, step,
                                   found.amplitudes.row (k));
    hum.level = std::sqrt (hum.level);
    return hum;
}

} // namespace unbraid::restoration
