// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Mixdown.h"

#include "Core/Spectral/Frames.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

using Eigen::Index;

namespace
{
constexpr double cancelWindowSeconds = 0.04;
constexpr Index binsAround = 3;             // on either side, that a sound is judged by
constexpr float smallestKeptShare = 0.125f; // of what the mean keeps of channels that have nothing in common

/** Sums over each bin and those around it. */
Eigen::ArrayXf aroundEach (const Eigen::ArrayXf& power)
{
    Eigen::ArrayXf sums (power.size());
    for (Index bin = 0; bin < power.size(); ++bin)
    {
        const Index first = std::max<Index> (0, bin - binsAround);
        const Index end = std::min (power.size(), bin + binsAround + 1);
        sums[bin] = power.segment (first, end - first).sum();
    }
    return sums;
}

/** The channel that gives a bin its phase: the recording's loudest one, so that the phase does not jump between channels that are
    equally loud, or the bin's own where that one holds next to nothing of it. */
Index phaseOf (const Eigen::MatrixXcf& spectra, Index bin, Index loudest, float power)
{
    constexpr float smallest = 0.25f; // of the channels' mean power
    if (std::norm (spectra (bin, loudest)) < smallest * power)
        spectra.row (bin).cwiseAbs2().maxCoeff (&loudest);
    return loudest;
}

/** What the mean of a frame lacks, or nothing where no sound cancels.
    spectra  [bins x channels]
    loudest  channel of the recording
    lacking  [bins], set
    returns  whether anything cancels */
bool findCancelled (const Eigen::MatrixXcf& spectra, Index loudest, Eigen::VectorXcf& lacking)
{
    const Eigen::VectorXcf mean = spectra.rowwise().mean();
    const Eigen::ArrayXf power = spectra.cwiseAbs2().rowwise().mean();
    const Eigen::ArrayXf kept = aroundEach (mean.cwiseAbs2());
    const Eigen::ArrayXf whole = aroundEach (power);
    const float smallestShare = smallestKeptShare / static_cast<float> (spectra.cols());
    lacking.setZero (spectra.rows());
    bool cancels = false;
    for (Index bin = 0; bin < spectra.rows(); ++bin)
    {
        if (! (kept[bin] < smallestShare * whole[bin]) || power[bin] == 0.0f)
            continue;
        const auto phase = spectra (bin, phaseOf (spectra, bin, loudest, power[bin]));
        lacking[bin] = phase * (std::sqrt (power[bin]) / std::abs (phase)) - mean[bin];
        cancels = true;
    }
    return cancels;
}

Index loudestOf (const Eigen::MatrixXf& samples)
{
    Index loudest = 0;
    samples.colwise().squaredNorm().maxCoeff (&loudest);
    return loudest;
}
} // namespace

Eigen::VectorXf mixdown (const Eigen::MatrixXf& samples, double sampleRateHz)
{
    Eigen::VectorXf mono = samples.rowwise().mean();
    Frames frames;
    if (samples.cols() < 2 || samples.rows() == 0 ||
        ! frames.prepare (sampleRateHz, cancelWindowSeconds).ok())
        return mono;
    Eigen::MatrixXcf spectra (frames.numBins(), samples.cols());
    Eigen::VectorXcf lacking (frames.numBins());
    Eigen::VectorXf leftOver = Eigen::VectorXf::Zero (frames.hop());
    const Index loudest = loudestOf (samples);
    bool wasAdded = false;
    for (Index frame = 0; frame < frames.numFrames (samples.rows()); ++frame)
    {
        for (Index channel = 0; channel < samples.cols(); ++channel)
            frames.analyse (samples.col (channel), frame, spectra.col (channel));
        const bool isAdded = findCancelled (spectra, loudest, lacking);
        if (isAdded || wasAdded)
        {
            const Index first = (frame - 1) * frames.hop();
            const Eigen::VectorXf added = frames.synthesise (lacking, leftOver);
            if (frame > 0)
            {
                const Index rows = std::min (frames.hop(), samples.rows() - first);
                mono.segment (first, rows) += added.head (rows);
            }
        }
        wasAdded = isAdded;
    }
    return mono;
}

Eigen::RowVectorXf polarities (const Eigen::MatrixXf& samples)
{
    constexpr double opposite = -0.5; // correlation
    Eigen::RowVectorXf signs = Eigen::RowVectorXf::Ones (samples.cols());
    if (samples.rows() == 0 || samples.cols() < 2)
        return signs;
    const Index loudest = loudestOf (samples);
    const Eigen::RowVectorXf energies = samples.colwise().squaredNorm();
    for (Index channel = 0; channel < samples.cols(); ++channel)
    {
        const double common = samples.col (channel).cast<double>().dot (samples.col (loudest).cast<double>());
        const double norms = std::sqrt (static_cast<double> (energies[channel]) * energies[loudest]);
        if (common < opposite * norms)
            signs[channel] = -1.0f;
    }
    return signs;
}

bool hasSound (const Eigen::Ref<const Eigen::MatrixXf>& samples)
{
    constexpr double silentPower = 1e-14; // of a sample: -140 dB
    return samples.size() > 0 &&
           samples.cast<double>().squaredNorm() / static_cast<double> (samples.size()) > silentPower;
}

} // namespace unbraid::core
