// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SpeedChange.h"

#include <cassert>
#include <cmath>
#include <numbers>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr double kaiserBeta = 7.0;    // stop band 70 dB down
constexpr double widestCutoff = 0.93; // of half the rate, -6 dB; what folds back there is 20 dB down or more

/** The modified Bessel function of order zero, by its power series. */
double besselI0 (double x)
{
    double sum = 1.0, term = 1.0;
    for (int k = 1; term > 1e-12 * sum; ++k)
    {
        term *= (x / (2.0 * k)) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

/** One tap, `distance` samples from the output's position. cutoff  of half the rate */
double kernelAt (double distance, double cutoff)
{
    const double position = distance / (0.5 * static_cast<double> (SpeedChange::taps));
    if (std::abs (position) >= 1.0)
        return 0.0;
    const double angle = std::numbers::pi * cutoff * distance;
    const double sinc = angle == 0.0 ? 1.0 : std::sin (angle) / angle;
    return sinc * besselI0 (kaiserBeta * std::sqrt (1.0 - position * position));
}

Eigen::MatrixXf kernels (double cutoff)
{
    Eigen::MatrixXd table (SpeedChange::taps, SpeedChange::phases);
    for (Index phase = 0; phase < table.cols(); ++phase)
    {
        const double shift = static_cast<double> (phase) / static_cast<double> (SpeedChange::phases);
        for (Index tap = 0; tap < table.rows(); ++tap)
            table (tap, phase) = kernelAt (static_cast<double> (tap - SpeedChange::lead) - shift, cutoff);
        table.col (phase) /= table.col (phase).sum(); // so that a constant stays one
    }
    return table.cast<float>();
}

Index stepOf (double ratio)
{
    return std::lround (ratio * static_cast<double> (SpeedChange::phases));
}
} // namespace

SpeedChange::SpeedChange()
{
    for (size_t i = 0; i < tables.size(); ++i)
        tables[i] = kernels (widestCutoff * std::exp2 (-static_cast<double> (i) / cutoffsPerOctave));
}

double SpeedChange::nearest (double ratio) noexcept
{
    return std::round (ratio * static_cast<double> (phases)) / static_cast<double> (phases);
}

Index SpeedChange::numRead (Index numSamples, double ratio) noexcept
{
    return numSamples == 0 ? 0 : (numSamples - 1) * stepOf (ratio) / phases + taps;
}

const Eigen::MatrixXf& SpeedChange::kernelsFor (double ratio) const
{
    const double octaves = std::log2 (std::max (1.0, ratio));
    const auto table = static_cast<size_t> (std::ceil (octaves * cutoffsPerOctave));
    return tables[std::min (table, tables.size() - 1)];
}

void SpeedChange::apply (const Eigen::Ref<const Eigen::VectorXf>& sound, double ratio,
                         Eigen::Ref<Eigen::VectorXf> changed) const
{
    assert (ratio >= slowest && ratio <= fastest && ratio == nearest (ratio));
    assert (sound.size() >= numRead (changed.size(), ratio));
    const Index step = stepOf (ratio);
    if (step == phases)
    {
        changed = sound.segment (lead, changed.size());
        return;
    }
    using Taps = Eigen::Map<const Eigen::Matrix<float, taps, 1>>;
    const auto& table = kernelsFor (ratio);
    Index position = 0;
    for (Index n = 0; n < changed.size(); ++n, position += step)
        changed[n] =
            Taps (sound.data() + position / phases).dot (Taps (table.col (position % phases).data()));
}

} // namespace unbraid::unfolding
