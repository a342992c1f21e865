// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"

namespace unbraid::offline
{

/** Sums of shifted atoms, s (t) = sum_k sum_n h_kn d_k (t + L - hop - n hop), and the two adjoints, by FFTs of blocks.
    It is what Phi, a synthesis by windows of L samples a hop apart, makes of the rank-K coefficients W H with real H, where
    d_k is the window times the inverse transform of w_k. With a hop of one it is a convolution.
    Source: Malagnoux & Kowalski 2024, Theorem 1. */
class ShiftedAtoms
{
public:
    /** atomLength  L, at least one hop
        [worker] errors: as core::RealFft */
    core::Status prepare (Eigen::Index atomLength, Eigen::Index hop, Eigen::Index numSamples);

    /** Shifts of which some reach into the samples from before. */
    [[nodiscard]] Eigen::Index numShifts() const noexcept { return shifts; }
    [[nodiscard]] Eigen::Index atomLength() const noexcept { return length; }

    /** atoms        [L x atoms] d
        activations  [atoms x shifts] h
        returns      [samples] s
        [worker] */
    Eigen::VectorXf sound (const Eigen::MatrixXf& atoms, const Eigen::MatrixXf& activations);

    /** <e, shifted d_k>: minus the gradient of |x - s|^2 / 2 in h, for e = x - s.
        residual  [samples] e
        returns   [atoms x shifts]
        [worker] */
    Eigen::MatrixXf alongShifts (const Eigen::VectorXf& residual, const Eigen::MatrixXf& atoms);

    /** The same in d, [L x atoms]. [worker] */
    Eigen::MatrixXf alongAtoms (const Eigen::VectorXf& residual, const Eigen::MatrixXf& activations);

private:
    void spectraOfAtoms (const Eigen::MatrixXf& atoms);
    void loadActivations (const Eigen::MatrixXf& activations, Eigen::Index atom, Eigen::Index block);
    void loadSamples (const Eigen::VectorXf& samples, Eigen::Index block);
    [[nodiscard]] Eigen::Index numBlocks() const { return (shifts + perBlock - 1) / perBlock; }

    core::RealFft fft;
    Eigen::Index length = 0, step = 0, samplesIn = 0, shifts = 0;
    Eigen::Index perBlock = 0;       // shifts
    Eigen::VectorXf block;           // [fft]
    Eigen::VectorXcf spectrum, part; // [bins]
    Eigen::MatrixXcf ofAtoms;        // [bins x atoms]
};

} // namespace unbraid::offline
