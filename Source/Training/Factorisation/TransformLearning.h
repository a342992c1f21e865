// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::training
{

/** A transform, and the factors of what it makes of the frames. */
struct TransformFactors
{
    Eigen::MatrixXf transform; // [window x window] Phi, orthogonal; an atom a row
    Factors factors;           // of |Phi X|^2
};

/** NMF with transform learning: the orthogonal transform of the frames is learned with the factors.

        C = D_IS ((Phi X)^2 + floor | W H + floor),   Phi^T Phi = 1

    W and H by multiplicative steps. Phi by a quasi-Newton step on the orthogonal group: with Y = Phi X, P the model and c (y) = (y^2 + floor) / p
    - log (y^2 + floor) the cost of a coefficient, the slope of turning rows i and j by an angle is g_ij = sum c'(y_i) y_j - c'(y_j) y_i, and its change
    h_ij = sum c''(y_i) y_j^2 + c''(y_j) y_i^2 - c'(y_i) y_i - c'(y_j) y_j; E = -g / |h| is skew. Phi <- (1 - t E / 2)^-1 (1 + t E / 2) Phi with
    the first of t, t / 2 ... that lowers C, t twice the last one and 1 at most: C never rises. Where none does, Phi stays.
    frames  [window x frames] X, of mean square one
    start   Phi, orthogonal
    learns  false: Phi stays as it is, which is IS-NMF of that transform
    onIteration  receives C before each iteration
    [worker] errors: cancelled.
    Sources: Fagot, Wendt & Fevotte 2018, ICASSP, "Nonnegative matrix factorization with transform learning"; Ablin et al. 2019 (the approximate
    second derivatives). */
core::Result<TransformFactors> learnTransform (const Eigen::MatrixXf& frames, Eigen::MatrixXf start,
                                               Eigen::Index numAtoms, bool learns, float floor,
                                               int iterations, unsigned int seed,
                                               const IterationCallback& onIteration);

/** The orthonormal discrete cosine transform (type II). [worker] */
Eigen::MatrixXf cosineTransform (Eigen::Index window);

/** A random orthogonal matrix: the same for the same seed. [worker] */
Eigen::MatrixXf randomTransform (Eigen::Index window, unsigned int seed);

} // namespace unbraid::training
