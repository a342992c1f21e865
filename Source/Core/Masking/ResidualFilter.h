// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::core
{

/** Lowers what the masks leave of the noise in the other sources, and gives it to the noise: pauses of a voice get quieter, and the
    masks still sum to one. In every bin, with m the share of all sources but the noise and p the power of the mixture:

        u   = max (1 - 2 m, 0)
        N  <- min (N + (1 - a) u (p - N), r N)         the noise of the mixture, followed where the masks hear little else
        xi  = b C / N + (1 - b) max (p / N - 1, 0)     what is above it, C what the frame before kept: decision-directed
        g   = max (xi / (1 + xi), lowest)              a Wiener gain, bounded
        C  <- g^2 m^2 p

    and g times the masks of all sources but the noise. Real and without delay.
    Sources: Ephraim & Malah 1984, eq. (51); Scalart & Vieira Filho 1996; Cohen 2003, eq. (10) and (11) for N. */
class ResidualFilter
{
public:
    /** noise  the source that gets what is taken from the others; below 0: there is none, and nothing is taken
        [worker] allocates */
    void prepare (Eigen::Index numBins, Eigen::Index numSources, Eigen::Index noise, double hopSeconds);

    /** Decibels by which the others are lowered at most; 0: off. [audio] */
    void setDepth (float decibels) noexcept;

    /** [audio] */
    [[nodiscard]] bool isOn() const noexcept { return lowest < 1.0f && noiseSource >= 0; }

    /** The source that gets what is taken; below 0: none. [audio] */
    [[nodiscard]] Eigen::Index sourceOfNoise() const noexcept { return noiseSource; }

    /** Forgets the noise. [audio] */
    void reset() noexcept;

    /** masks    [bins x sources] rows sum to one
        mixture  [bins x channels] the spectra that they are of
        [audio] real-time safe. */
    void update (const Eigen::MatrixXf& masks, const Eigen::MatrixXcf& mixture) noexcept;

    /** [bins x sources] the masks of the last update, filtered; rows sum to one. */
    [[nodiscard]] const Eigen::MatrixXf& gains() const noexcept { return filtered; }

private:
    void follow() noexcept;
    void chooseGain() noexcept;

    Eigen::Index noiseSource = -1;
    float lowest = 1.0f;      // of the gain
    float noiseMemory = 0.0f; // a
    float memory = 0.0f;      // b
    float fastestRise = 1.0f; // r
    Eigen::MatrixXf filtered;
    Eigen::VectorXf power;                          // [bins] p
    Eigen::ArrayXf noise, kept, share, above, gain; // [bins] N, C, m, xi N, g
};

} // namespace unbraid::core
