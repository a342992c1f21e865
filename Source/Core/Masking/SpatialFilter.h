// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/SeparatorSettings.h"

#include <Eigen/Core>

namespace unbraid::core
{

/** Separates by panning as well as by spectrum: the multichannel Wiener filter of a panning model. With m_j the shares of
    the sources in a bin's energy and R_j the covariance of source j between the channels, for all bins the same,

        s_j = m_j R_j (sum_i m_i R_i)^-1 x

    The filters of all sources sum to the identity, so the sources sum to the mixture. The masks are the first shares;
    then, twice, the share of a source is the expected energy of its estimate. R_j has trace one: a source from one
    direction is of rank one, one from everywhere a multiple of the identity. It is learned while it plays, in each bin
    as far as the source has it by its mask alone; until much of a source was observed it may come from anywhere, and the
    masks decide.
    Sources: Duong, Vincent & Gribonval 2010, eqs. (7), (15)-(18); Ozerov & Fevotte 2010, section III (EM). Differs:
    R_j is real and has no frequency, each bin counts by its energy and the square of the mask, and a share is the
    trace of the expected covariance, not that of R_j^-1 times it. */
class SpatialFilter
{
public:
    /** [worker] allocates */
    void prepare (Eigen::Index numChannels, Eigen::Index numSources, double hopSeconds,
                  const SpatialSettings& settings);

    /** Takes new settings; out of range they are clamped. [audio] */
    void set (const SpatialSettings& settings) noexcept;

    /** While frozen neither `apply` nor `reset` changes what was learned; not so after prepare. [audio] */
    void freeze (bool shouldBeFrozen) noexcept { isFrozen = shouldBeFrozen; }

    /** Every source is anywhere again. [audio] */
    void reset() noexcept;

    /** False with one channel. [audio] */
    [[nodiscard]] bool isOn() const noexcept { return chosen.enabled && channels > 1; }

    /** mixture  [bins x channels] X
        masks    [bins x sources] rows sum to one
        learns   true where the frame is to update the covariances
        sources  [bins x (sources x channels)] source by source, written
        [audio] real-time safe. */
    void apply (const Eigen::MatrixXcf& mixture, const Eigen::MatrixXf& masks, bool learns,
                Eigen::MatrixXcf& sources) noexcept;

    /** R_j [channels x channels], trace one. [audio] */
    [[nodiscard]] Eigen::Ref<const Eigen::MatrixXf> covariance (Eigen::Index source) const noexcept
    {
        return covariances.middleCols (source * channels, channels);
    }

private:
    static constexpr Eigen::Index tile = 64; // bins that are worked on side by side

    using Lane = Eigen::Array<float, tile, 1>;               // a number for each of these bins
    using Lanes = Eigen::Array<float, tile, Eigen::Dynamic>; // one column each

    void observe (const Eigen::MatrixXcf& mixture, const Eigen::MatrixXf& masks, Eigen::Index first,
                  Eigen::Index count) noexcept;
    void solve() noexcept;
    void invertTotal() noexcept;
    void estimate (Eigen::Index source) noexcept;
    void reconsiderShares() noexcept;
    void learn() noexcept;
    void write (Eigen::Index first, Eigen::Index count, Eigen::MatrixXcf& sources) noexcept;
    void forget() noexcept;
    void renew() noexcept;

    [[nodiscard]] Eigen::Index at (Eigen::Index row, Eigen::Index column) const noexcept
    {
        return row * channels + column;
    }

    SpatialSettings chosen;
    bool isFrozen = false;
    double hop = 0.0;
    float kept = 1.0f; // of what was learned, a frame
    Eigen::Index channels = 0;
    Eigen::Index numSources = 0;
    Eigen::MatrixXf covariances; // [channels x (sources x channels)] R_j side by side
    Eigen::MatrixXf squares;     // R_j R_j, in the same way
    Eigen::MatrixXf learned;     // R_j in energies
    float energySeen = 0.0f;     // energy beside it, of all sources

    // Of one tile; of symmetric matrices the lower halves.
    Lanes real, imaginary;                 // [channels] of the sound
    Lanes whitenedReal, whitenedImaginary; // [channels] (sum_i m_i R_i)^-1 x
    Lanes partReal, partImaginary;         // [channels] of one source
    Lanes root, rootInverse, inverse;      // [channels^2] of sum_i m_i R_i
    Lanes shares;                          // [sources]
    Lane energy;
    Eigen::MatrixXf uncertain; // [channels x channels] sum of inverses over the tile
};

} // namespace unbraid::core
