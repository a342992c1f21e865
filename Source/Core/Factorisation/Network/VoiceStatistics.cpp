// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/VoiceStatistics.h"

#include "Core/Support/SymmetricSolvers.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr double frameSeconds = 0.04, hopSeconds = 0.02;
constexpr double shortestPeriodSeconds = 1.0 / 450.0, longestPeriodSeconds = 1.0 / 60.0;
constexpr double lowestHz = 80.0, highestHz = 3236.0;
constexpr float voicedPeak = 0.6f;
constexpr double loudShare = 0.95;      // of the frames are not louder than the loud ones
constexpr float activeShare = 1e-3f;    // of the energy of the loud frames
constexpr float levelFloor = 1e-6f;     // of a frame's energy, in every band
constexpr float covarianceFloor = 0.2f; // nepers squared

double melOf (double hz)
{
    return 2595.0 * std::log10 (1.0 + hz / 700.0); // O'Shaughnessy 1987
}

double hzOf (double mel)
{
    return 700.0 * (std::pow (10.0, mel / 2595.0) - 1.0);
}

/** Triangles over the bins. [bands x bins] */
Eigen::MatrixXf melBands (Index numBins, double binHz)
{
    Eigen::VectorXd edges =
        Eigen::VectorXd::LinSpaced (numVoiceBands + 2, melOf (lowestHz), melOf (highestHz));
    edges = edges.unaryExpr (&hzOf).eval();
    Eigen::MatrixXf bands (numVoiceBands, numBins);
    for (Index band = 0; band < numVoiceBands; ++band)
        for (Index bin = 0; bin < numBins; ++bin)
        {
            const double hz = static_cast<double> (bin) * binHz;
            const double rising = (hz - edges[band]) / (edges[band + 1] - edges[band]);
            const double falling = (edges[band + 2] - hz) / (edges[band + 2] - edges[band + 1]);
            bands (band, bin) = static_cast<float> (std::max (0.0, std::min (rising, falling)));
        }
    return bands;
}

Eigen::VectorXf hann (Index length)
{
    const double step = 2.0 * std::numbers::pi / static_cast<double> (length);
    return Eigen::VectorXf::NullaryExpr (
        length, [step] (Index n)
        { return static_cast<float> (0.5 - 0.5 * std::cos (step * (static_cast<double> (n) + 0.5))); });
}

/** Energies of the frames that end within a sound. */
std::vector<float> frameEnergies (const Eigen::Ref<const Eigen::VectorXf>& samples, Index length, Index hop)
{
    std::vector<float> energies;
    for (Index first = 0; first + length <= samples.size(); first += hop)
        energies.push_back (samples.segment (first, length).squaredNorm());
    return energies;
}

/** What is active is louder than this. */
float leastEnergy (std::vector<float> energies)
{
    if (energies.empty())
        return 0.0f;
    const auto loud = energies.begin() +
                      static_cast<std::ptrdiff_t> (loudShare * static_cast<double> (energies.size() - 1));
    std::nth_element (energies.begin(), loud, energies.end());
    return activeShare * *loud;
}

/** log (C + floor), by its eigenvalues. */
Eigen::MatrixXd logarithmOf (const Eigen::MatrixXd& covariance)
{
    const auto [values, vectors] = eigenParts (covariance);
    const Eigen::VectorXd logs = (values.array().max (0.0) + static_cast<double> (covarianceFloor)).log();
    return vectors * logs.asDiagonal() * vectors.transpose();
}
} // namespace

Status VoiceStatistics::prepare (double sampleRateHz)
{
    const auto samplesIn = [sampleRateHz] (double seconds)
    { return std::max (Index{ 2 }, static_cast<Index> (std::lround (seconds * sampleRateHz))); };
    const Index length = samplesIn (frameSeconds);
    if (auto ready = fft.prepare (RealFft::fastLength (2 * length)); ! ready.ok())
        return ready;
    hop = samplesIn (hopSeconds);
    shortestPeriod = samplesIn (shortestPeriodSeconds);
    longestPeriod = std::min (samplesIn (longestPeriodSeconds), length - 1);
    window = hann (length);
    bands = melBands (fft.numBins(), sampleRateHz / static_cast<double> (fft.numPoints()));
    padded = Eigen::VectorXf::Zero (fft.numPoints());
    correlation.resize (fft.numPoints());
    spectrum.resize (fft.numBins());
    padded.head (length) = window;
    fft.forward (padded.data(), spectrum.data());
    spectrum = spectrum.cwiseAbs2().cast<std::complex<float>>().eval();
    fft.inverse (spectrum.data(), correlation.data());
    windowCorrelation = correlation / correlation[0];
    return Done{};
}

/** Of the frame whose autocorrelation was just computed. */
bool VoiceStatistics::isVoiced (float energy) const noexcept
{
    const Index count = longestPeriod - shortestPeriod + 1;
    const float peak = (correlation.segment (shortestPeriod, count).array() /
                        windowCorrelation.segment (shortestPeriod, count).array())
                           .maxCoeff();
    return energy > 0.0f && peak >= voicedPeak * correlation[0];
}

Eigen::MatrixXf VoiceStatistics::voicedLevels (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    const Index length = window.size();
    const auto energies = frameEnergies (samples, length, hop);
    const float least = leastEnergy (energies);
    Eigen::MatrixXf levels (numVoiceBands, static_cast<Index> (energies.size()));
    Index count = 0;
    for (size_t frame = 0; frame < energies.size(); ++frame)
    {
        if (energies[frame] < least)
            continue;
        padded.head (length) =
            samples.segment (static_cast<Index> (frame) * hop, length).cwiseProduct (window);
        fft.forward (padded.data(), spectrum.data());
        const Eigen::VectorXf power = spectrum.cwiseAbs2();
        spectrum = power.cast<std::complex<float>>();
        fft.inverse (spectrum.data(), correlation.data());
        if (! isVoiced (energies[frame]))
            continue;
        levels.col (count++) = ((bands * power).array() + levelFloor * power.sum()).log();
    }
    return levels.leftCols (count);
}

double VoiceStatistics::voicedSeconds() const noexcept
{
    return static_cast<double> (numVoiced) * hopSeconds;
}

Eigen::VectorXf VoiceStatistics::of (const std::vector<Eigen::VectorXf>& recordings)
{
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero (numVoiceBands, numVoiceBands);
    numVoiced = 0;
    for (const auto& recording : recordings)
    {
        const Eigen::MatrixXf levels = voicedLevels (recording);
        if (levels.cols() == 0)
            continue;
        const Eigen::MatrixXd centred = (levels.colwise() - levels.rowwise().mean()).cast<double>();
        sum += centred * centred.transpose();
        numVoiced += levels.cols();
    }
    const Eigen::MatrixXd logarithm =
        logarithmOf (sum / static_cast<double> (std::max (Index{ 1 }, numVoiced)));
    Eigen::VectorXf values (numVoiceStatistics);
    Index next = 0;
    for (Index column = 0; column < numVoiceBands; ++column)
    {
        values.segment (next, column + 1) = logarithm.col (column).head (column + 1).cast<float>();
        next += column + 1;
    }
    return values;
}

} // namespace unbraid::core
