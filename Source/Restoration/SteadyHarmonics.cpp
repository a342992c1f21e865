// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/SteadyHarmonics.h"

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

constexpr double analysisRateHz = 8000.0, highestHz = 1500.0;
constexpr Index stepsOnEachSide = 8; // of the median: four seconds
constexpr double steadyShare = 0.5;  // of a harmonic's power in the median
constexpr double widestDetuningHz = 0.5;
constexpr double twoPi = 2.0 * std::numbers::pi;

/** The frequency near another at which phases stand still from step to step. */
double tunedFrom (const SlowSound& sound, double hz)
{
    for (const Index numHarmonics : { 2, 3, 6, 10 })
    {
        const MatrixXcd found = amplitudesOf (sound, hz, numHarmonics, {});
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
            hz += turn / weights / (twoPi * Windows{}.stepSeconds);
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
} // namespace

double SlowSound::gainAt (double hz) const
{
    const double angle = std::numbers::pi * hz / (rateHz * static_cast<double> (factor));
    return std::sin (static_cast<double> (factor) * angle) /
           (static_cast<double> (factor) * std::sin (angle));
}

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

MatrixXcd amplitudesOf (const SlowSound& sound, double hz, Index numHarmonics, const Windows& windows)
{
    const auto step = static_cast<Index> (windows.stepSeconds * sound.rateHz);
    const auto half = static_cast<Index> (0.5 * windows.lengthSeconds * sound.rateHz);
    const Index numSteps = sound.samples.size() / step + 1;
    const VectorXd shape =
        VectorXd::NullaryExpr (2 * half,
                               [half] (Index n) {
                                   return 0.5 - 0.5 * std::cos (std::numbers::pi * static_cast<double> (n) /
                                                                static_cast<double> (half));
                               });
    VectorXcd turning (2 * half); // of the fundamental, from the beginning of a window
    for (Index n = 0; n < turning.size(); ++n)
        turning[n] = std::polar (1.0, -twoPi * hz * static_cast<double> (n) / sound.rateHz);
    MatrixXcd amplitudes (numHarmonics, numSteps);
    for (Index m = 0; m < numSteps; ++m)
    {
        const Index first = m * step - half;
        const Index begin = std::max<Index> (0, first),
                    end = std::min (sound.samples.size(), m * step + half);
        const auto weights = shape.segment (begin - first, end - begin);
        VectorXcd tone = weights.cwiseProduct (sound.samples.segment (begin, end - begin)).cast<Complex>();
        const double seconds = static_cast<double> (first) / sound.rateHz + sound.delaySeconds;
        for (Index k = 0; k < numHarmonics; ++k)
        {
            const double harmonicHz = static_cast<double> (k + 1) * hz;
            tone.array() *= turning.segment (begin - first, end - begin).array();
            amplitudes (k, m) = std::polar (1.0, -twoPi * harmonicHz * seconds) * tone.sum() /
                                (weights.sum() * sound.gainAt (harmonicHz));
        }
    }
    return amplitudes;
}

SteadyHarmonics steadyHarmonics (const SlowSound& sound, double nominalHz)
{
    SteadyHarmonics found;
    const double hz = tunedFrom (sound, nominalHz);
    if (! (std::abs (hz - nominalHz) <= widestDetuningHz))
        return found;
    found.hz = hz;
    const double highest = std::min (highestHz, 0.4 * sound.rateHz);
    found.amplitudes = amplitudesOf (sound, found.hz, static_cast<Index> (highest / found.hz), {});
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
    }
    return found;
}

} // namespace unbraid::restoration
