// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentFrames.h"
#include "Training/Factorisation/Factoriser.h"

namespace unbraid::offline
{

/** Complex spectra and their activations. */
struct SemiFactors
{
    Eigen::MatrixXcf spectra;    // [bins x components] W
    Eigen::MatrixXf activations; // [components x frames] H >= 0
    double objective = 0.0;      // before the last iteration
};

/** What a semi-NMF explains: the frames of a sound, or the sound that is put together from frames. */
enum class SemiTarget
{
    frames, // |X - W H|^2
    sound   // |x - Phi (W H)|^2
};

/** Semi-NMF by multiplicative updates: W of any sign, here complex, and H >= 0.

        W <- Z H^T (H H^T)^-1
        H <- H . sqrt ( (A+ + B- H) / (A- + B+ H) ),   A = Re (W^H Z),  B = Re (W^H W),  M+ and M- the positive and the negative part of M

    Z = X for the frames. For the sound Z = X + W H - P W H, with the projection P = T Phi, which majorises its misfit as in
    LowRankSynthesis.h. No iteration raises the objective. Sums over bins are those of the whole transform. H begins uniformly random.
    spectra  [bins x frames] X
    [worker] errors: cancelled.
    Sources: Ding, Li & Jordan 2010, IEEE TPAMI 32(1), "Convex and semi-nonnegative matrix factorizations", section 3; Malagnoux & Kowalski 2024,
    eq. (9) for the frames, Algorithm 1 for the sound. */
core::Result<SemiFactors> semiFactors (core::Frames& transform, const Eigen::MatrixXcf& spectra,
                                       SemiTarget target, const training::DecompositionSpec& spec,
                                       const training::IterationCallback& onIteration);

/** Components of these two, Phi (w_k h_k). [worker] errors: cancelled */
FrameMethod semiOfFrames, semiOfSound;

} // namespace unbraid::offline
