// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Bleed/BleedStart.h"

#include <random>

namespace unbraid::offline
{

using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr float smallestEnergy = 1e-30f;
constexpr int startIterations = 30;
constexpr float smallest = 1e-9f;     // of W and H, whose frames have unit mean energy
constexpr double anyDirection = 0.02; // share of R that has no direction

/** Shares of the sources in the frames of a bin by the energies at their own microphones. [frames x sources] */
MatrixXf dominance (const Eigen::MatrixXcf& sound, const Eigen::VectorXf& levels, const OwnChannels& own)
{
    MatrixXf shares (sound.rows(), static_cast<Index> (own.size()));
    for (size_t j = 0; j < own.size(); ++j)
    {
        auto share = shares.col (static_cast<Index> (j));
        share.setZero();
        for (const Index channel : own[j])
            share += levels[channel] * sound.col (channel).cwiseAbs2() / static_cast<float> (own[j].size());
    }
    shares = shares.cwiseAbs2().eval();
    shares.array().colwise() /= shares.rowwise().sum().array() + smallestEnergy;
    return shares;
}

Eigen::MatrixXcd covarianceOf (const Eigen::MatrixXcf& sound, const Eigen::VectorXf& weights)
{
    const Index channels = sound.cols();
    const Eigen::MatrixXcf weighted = weights.asDiagonal() * sound.conjugate();
    Eigen::MatrixXcd sum = (sound.transpose() * weighted).cast<std::complex<double>>();
    sum = 0.5 * (sum + sum.adjoint()).eval();
    const double trace = sum.trace().real();
    const Eigen::MatrixXcd any =
        Eigen::MatrixXcd::Identity (channels, channels) / static_cast<double> (channels);
    return trace > 0.0 ? Eigen::MatrixXcd ((1.0 - anyDirection) / trace * sum + anyDirection * any) : any;
}

/** KL-NMF. power  [bins x frames] */
void factorise (const MatrixXf& power, Index atoms, std::mt19937& random, SpatialSource& source)
{
    const auto draw = [&] { return 0.5f + static_cast<float> (random() >> 8U) * 0x1p-24f; }; // 0.5 to 1.5
    const float scale = power.mean() / static_cast<float> (atoms) + smallest;
    MatrixXf w = MatrixXf::NullaryExpr (power.rows(), atoms, draw);
    MatrixXf h = scale * MatrixXf::NullaryExpr (atoms, power.cols(), draw);
    MatrixXf ratio;
    for (int iteration = 0; iteration < startIterations; ++iteration)
    {
        ratio = power.array() / ((w * h).array() + smallest);
        h.array() *=
            (w.transpose() * ratio).array().colwise() / (w.colwise().sum().transpose().array() + smallest);
        ratio = power.array() / ((w * h).array() + smallest);
        w.array() *=
            (ratio * h.transpose()).array().rowwise() / (h.rowwise().sum().transpose().array() + smallest);
    }
    source.dictionary = w.cwiseMax (smallest);
    source.activations = h.cwiseMax (smallest);
}
} // namespace

std::vector<SpatialSource> spatialStart (const ChannelSpectra& spectra, Index numSources,
                                         const std::function<MatrixXf (Index)>& sharesOf, Index atoms,
                                         unsigned seed)
{
    const auto numBins = static_cast<Index> (spectra.size());
    std::vector<SpatialSource> sources (static_cast<size_t> (numSources));
    std::vector<MatrixXf> powers (sources.size(), MatrixXf (numBins, spectra.front().rows()));
    for (Index bin = 0; bin < numBins; ++bin)
    {
        const auto& sound = spectra[static_cast<size_t> (bin)];
        const MatrixXf shares = sharesOf (bin);
        for (size_t j = 0; j < sources.size(); ++j)
        {
            const Eigen::VectorXf share = shares.col (static_cast<Index> (j)).cwiseAbs2();
            sources[j].covariance.push_back (covarianceOf (sound, share));
            powers[j].row (bin) = share.cwiseProduct (sound.cwiseAbs2().rowwise().mean()).transpose();
        }
    }
    std::mt19937 random (seed);
    for (size_t j = 0; j < sources.size(); ++j)
        factorise (powers[j], atoms, random, sources[j]);
    return sources;
}

std::vector<SpatialSource> bleedStart (const ChannelSpectra& spectra, const MatrixXf& levels,
                                       const OwnChannels& own, Index atoms, unsigned seed)
{
    const auto sharesOf = [&] (Index bin)
    { return dominance (spectra[static_cast<size_t> (bin)], levels.row (bin).transpose(), own); };
    return spatialStart (spectra, static_cast<Index> (own.size()), sharesOf, atoms, seed);
}

} // namespace unbraid::offline
