// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentFrames.h"
#include "Training/Factorisation/Factoriser.h"

namespace unbraid::offline
{

/** Coefficients alpha, and W and H of their variances. */
struct LowRankCoefficients
{
    Eigen::MatrixXcf coefficients; // [bins x frames]
    training::Factors factors;     // the objective is that before the last iteration
};

/** Low-rank time-frequency synthesis: a sound x = Phi alpha + e of coefficients alpha ~ N (0, W H) and noise e of variance
    lambda. The joint likelihood of x and alpha is maximised over alpha, W and H; with X = T x and the projection P = T Phi,

        C = || P (X - alpha) ||^2 / lambda + sum |alpha|^2 / v + log v,   v = W H + floor
        z = alpha + X - P alpha,   alpha <- v / (v + lambda) z,   then one update of W and H by IS-NMF of |alpha|^2

    Since P is a projection, || z - alpha ||^2 majorises the first term, and C never rises. Unlike the spectrogram of x, alpha is
    no transform of a sound: with enough overlap it may be sparser than any. C sums over all bins of the whole transform.
    spectra  [bins x frames] X, of unit mean power
    start    W, of unit sums, and H
    noise    lambda, relative to that power; the floor of v is a hundredth of it
    [worker] errors: cancelled.
    Source: Fevotte & Kowalski 2014, NIPS, Algorithm 1 (maximum joint likelihood). Differs: lambda is given; theirs is estimated. */
core::Result<LowRankCoefficients> lowRankSynthesis (core::Frames& transform, const Eigen::MatrixXcf& spectra,
                                                    training::Factors start, float noise, int iterations,
                                                    const training::IterationCallback& onIteration);

} // namespace unbraid::offline
