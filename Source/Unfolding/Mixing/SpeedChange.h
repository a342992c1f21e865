// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <array>

namespace unbraid::unfolding
{

/** Resamples a sound to change speed and pitch together, by a windowed sinc whose cutoff falls as the speed rises,
    which prevents aliasing. Ratios are multiples of 1 / 512, so every output sample has its own kernel in the table
    and no kernels are interpolated.
    Source: Smith & Gossett 1984; window: Kaiser 1974. */
class SpeedChange
{
public:
    static constexpr Eigen::Index taps = 32;
    static constexpr Eigen::Index phases = 512;
    static constexpr Eigen::Index lead = taps / 2 - 1; // input samples before the output's first position
    static constexpr double slowest = 0.5;
    static constexpr double fastest = 2.0;

    /** Computes the tables. [worker] */
    SpeedChange();

    /** The nearest available ratio. [any] */
    static double nearest (double ratio) noexcept;

    /** Number of input samples that `apply` reads. ratio  one of `nearest` [any] */
    static Eigen::Index numRead (Eigen::Index numSamples, double ratio) noexcept;

    /** changed[n] = the sound at ratio * n.
        sound    [numRead (changed.size(), ratio)], begins `lead` samples before the position of changed[0]
        ratio    one of `nearest`, slowest to fastest
        [worker] */
    void apply (const Eigen::Ref<const Eigen::VectorXf>& sound, double ratio,
                Eigen::Ref<Eigen::VectorXf> changed) const;

private:
    static constexpr int cutoffsPerOctave = 8;

    [[nodiscard]] const Eigen::MatrixXf& kernelsFor (double ratio) const;

    std::array<Eigen::MatrixXf, cutoffsPerOctave + 1>
        tables; // [taps x phases] each; cutoffs fall by an octave
};

} // namespace unbraid::unfolding
