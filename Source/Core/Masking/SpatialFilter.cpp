// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Masking/SpatialFilter.h"

#include "Core/EngineSettings.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr float diffuseShare = 0.02f; // of every source: keeps the mixture's covariance invertible
constexpr float doubt = 0.01f;        // energy that may come from anywhere, of all that was observed
constexpr int passes =
    2; // of the shares by the covariances; more leans on them too much where a room answers
constexpr float minPivot = 1e-12f; // of a total whose trace is one
} // namespace

void SpatialFilter::prepare (Eigen::Index numChannels, Eigen::Index sourceCount, double hopSeconds,
                             const SpatialSettings& settings)
{
    channels = numChannels;
    numSources = sourceCount;
    hop = hopSeconds;
    covariances.setZero (channels, numSources * channels);
    squares.setZero (channels, numSources * channels);
    learned.setZero (channels, numSources * channels);
    for (auto* lanes : { &real, &imaginary, &whitenedReal, &whitenedImaginary, &partReal, &partImaginary })
        lanes->setZero (tile, channels);
    for (auto* lanes : { &root, &rootInverse, &inverse })
        lanes->setZero (tile, channels * channels);
    shares.setZero (tile, numSources);
    uncertain.setZero (channels, channels);
    isFrozen = false;
    set (settings);
    forget();
}

void SpatialFilter::set (const SpatialSettings& settings) noexcept
{
    SeparatorSettings whole;
    whole.spatial = settings;
    chosen = clampedSettings (whole).spatial;
    kept = static_cast<float> (std::exp (-hop / static_cast<double> (chosen.memorySeconds)));
}

void SpatialFilter::reset() noexcept
{
    if (! isFrozen)
        forget();
}

void SpatialFilter::forget() noexcept
{
    learned.setZero();
    energySeen = 0.0f;
    renew();
}

void SpatialFilter::apply (const Eigen::MatrixXcf& mixture, const Eigen::MatrixXf& masks, bool learns,
                           Eigen::MatrixXcf& sources) noexcept
{
    learns = learns && ! isFrozen;
    if (learns)
    {
        learned *= kept;
        energySeen *= kept;
    }
    for (Eigen::Index first = 0; first < mixture.rows(); first += tile)
    {
        const Eigen::Index count = std::min (tile, mixture.rows() - first);
        observe (mixture, masks, first, count);
        solve();
        if (learns) // from the masks: shares that the covariances have changed would confirm their errors
            learn();
        for (int pass = 0; pass < passes; ++pass)
        {
            reconsiderShares();
            solve();
        }
        write (first, count, sources);
    }
    if (learns)
        renew();
}

/** The padding beyond the last bin is silent, and shared evenly. */
void SpatialFilter::observe (const Eigen::MatrixXcf& mixture, const Eigen::MatrixXf& masks,
                             Eigen::Index first, Eigen::Index count) noexcept
{
    real.setZero();
    imaginary.setZero();
    shares.setConstant (1.0f / static_cast<float> (numSources));
    real.topRows (count) = mixture.middleRows (first, count).real();
    imaginary.topRows (count) = mixture.middleRows (first, count).imag();
    shares.topRows (count) = masks.middleRows (first, count);
    energy = (real.square() + imaginary.square()).rowwise().sum();
}

void SpatialFilter::solve() noexcept
{
    for (Eigen::Index row = 0; row < channels; ++row)
        for (Eigen::Index column = 0; column <= row; ++column)
        {
            auto total = root.col (at (row, column));
            total.setZero();
            for (Eigen::Index source = 0; source < numSources; ++source)
                total += covariances (row, source * channels + column) * shares.col (source);
        }
    invertTotal();
    for (Eigen::Index row = 0; row < channels; ++row)
    {
        whitenedReal.col (row).setZero();
        whitenedImaginary.col (row).setZero();
        for (Eigen::Index column = 0; column < channels; ++column)
        {
            const auto entry = inverse.col (at (std::max (row, column), std::min (row, column)));
            whitenedReal.col (row) += entry * real.col (column);
            whitenedImaginary.col (row) += entry * imaginary.col (column);
        }
    }
}

/** Cholesky factor, L L^T = total, in place; the inverse is then L^-T L^-1. */
void SpatialFilter::invertTotal() noexcept
{
    for (Eigen::Index column = 0; column < channels; ++column)
    {
        auto diagonal = root.col (at (column, column));
        for (Eigen::Index k = 0; k < column; ++k)
            diagonal -= root.col (at (column, k)).square();
        diagonal = diagonal.max (minPivot).sqrt();
        rootInverse.col (at (column, column)) = diagonal.inverse();
        for (Eigen::Index row = column + 1; row < channels; ++row)
        {
            auto entry = root.col (at (row, column));
            for (Eigen::Index k = 0; k < column; ++k)
                entry -= root.col (at (row, k)) * root.col (at (column, k));
            entry *= rootInverse.col (at (column, column));
        }
    }
    for (Eigen::Index column = 0; column < channels; ++column)
        for (Eigen::Index row = column + 1; row < channels; ++row)
        {
            auto entry = rootInverse.col (at (row, column));
            entry.setZero();
            for (Eigen::Index k = column; k < row; ++k)
                entry -= root.col (at (row, k)) * rootInverse.col (at (k, column));
            entry *= rootInverse.col (at (row, row));
        }
    for (Eigen::Index row = 0; row < channels; ++row)
        for (Eigen::Index column = 0; column <= row; ++column)
        {
            auto entry = inverse.col (at (row, column));
            entry.setZero();
            for (Eigen::Index k = row; k < channels; ++k)
                entry += rootInverse.col (at (k, row)) * rootInverse.col (at (k, column));
        }
}

/** The part of a source: m_j R_j (sum_i m_i R_i)^-1 x. */
void SpatialFilter::estimate (Eigen::Index source) noexcept
{
    for (Eigen::Index row = 0; row < channels; ++row)
    {
        partReal.col (row).setZero();
        partImaginary.col (row).setZero();
        for (Eigen::Index column = 0; column < channels; ++column)
        {
            const float entry = covariances (row, source * channels + column);
            partReal.col (row) += entry * whitenedReal.col (column);
            partImaginary.col (row) += entry * whitenedImaginary.col (column);
        }
        partReal.col (row) *= shares.col (source);
        partImaginary.col (row) *= shares.col (source);
    }
}

/** The share of a source becomes the trace of its expected covariance, of the estimate and of its error:
    |s_j|^2 + e (m_j - m_j^2 tr (R_j R_j (sum_i m_i R_i)^-1)), e the bin's energy. */
void SpatialFilter::reconsiderShares() noexcept
{
    Lane sum = Lane::Zero();
    for (Eigen::Index source = 0; source < numSources; ++source)
    {
        estimate (source);
        Lane sure = Lane::Zero();
        for (Eigen::Index row = 0; row < channels; ++row)
            for (Eigen::Index column = 0; column <= row; ++column)
                sure += (row == column ? 1.0f : 2.0f) * squares (row, source * channels + column) *
                        inverse.col (at (row, column));
        auto share = shares.col (source);
        share = (partReal.square() + partImaginary.square()).rowwise().sum() +
                energy * (share - share.square() * sure).max (0.0f);
        sum += share;
    }
    const Lane scale = (sum > 0.0f).select (sum, 1.0f).inverse();
    for (Eigen::Index source = 0; source < numSources; ++source)
        shares.col (source) =
            (sum > 0.0f).select (shares.col (source) * scale, 1.0f / static_cast<float> (numSources));
}

/** Adds the expected covariances of all bins of the tile, each weighed by the square of the share. */
void SpatialFilter::learn() noexcept
{
    energySeen += energy.sum();
    for (Eigen::Index source = 0; source < numSources; ++source)
    {
        estimate (source);
        const auto share = shares.col (source);
        const Lane weight = share.square();
        const Lane unsure = weight * energy * share;
        const float sum = unsure.sum();
        for (Eigen::Index row = 0; row < channels; ++row)
            for (Eigen::Index column = 0; column <= row; ++column)
                uncertain (row, column) = uncertain (column, row) =
                    (unsure * share * inverse.col (at (row, column))).sum();
        auto covariance = learned.middleCols (source * channels, channels);
        const auto known = covariances.middleCols (source * channels, channels);
        for (Eigen::Index row = 0; row < channels; ++row)
            for (Eigen::Index column = 0; column < channels; ++column)
            {
                covariance (row, column) += sum * known (row, column) +
                                            (weight * (partReal.col (row) * partReal.col (column) +
                                                       partImaginary.col (row) * partImaginary.col (column)))
                                                .sum();
                for (Eigen::Index k = 0; k < channels; ++k)
                    covariance (row, column) -= known (row, k) * uncertain.row (k).dot (known.col (column));
            }
    }
}

/** The inverse is rounded, the more the closer to one direction all sound is: whatever the sources leave of the mixture is theirs
    by their shares. */
void SpatialFilter::write (Eigen::Index first, Eigen::Index count, Eigen::MatrixXcf& sources) noexcept
{
    const auto targetOf = [&] (Eigen::Index source)
    { return sources.block (first, source * channels, count, channels); };
    for (Eigen::Index source = 0; source < numSources; ++source)
    {
        estimate (source);
        auto target = targetOf (source);
        target.real() = partReal.topRows (count).matrix();
        target.imag() = partImaginary.topRows (count).matrix();
        real -= partReal;
        imaginary -= partImaginary;
    }
    for (Eigen::Index source = 0; source < numSources; ++source)
        for (Eigen::Index channel = 0; channel < channels; ++channel)
        {
            auto target = targetOf (source).col (channel);
            target.real() += (shares.col (source) * real.col (channel)).head (count).matrix();
            target.imag() += (shares.col (source) * imaginary.col (channel)).head (count).matrix();
        }
}

/** Covariances from the learned energies; while these are small, diffuse. */
void SpatialFilter::renew() noexcept
{
    constexpr float smallest = 1e-30f;
    const float anywhere = 1.0f / static_cast<float> (std::max<Eigen::Index> (1, channels));
    for (Eigen::Index source = 0; source < numSources; ++source)
    {
        auto covariance = covariances.middleCols (source * channels, channels);
        const auto energies = learned.middleCols (source * channels, channels);
        const float doubted = doubt * energySeen + smallest;
        const float sum = energies.trace() + doubted;
        const float sure = (1.0f - diffuseShare) / sum;
        if (! std::isfinite (sure))
            return forget();
        covariance = sure * 0.5f * (energies + energies.transpose());
        covariance.diagonal().array() += sure * doubted * anywhere + diffuseShare * anywhere;
        squares.middleCols (source * channels, channels).noalias() = covariance.lazyProduct (covariance);
    }
}

} // namespace unbraid::core
