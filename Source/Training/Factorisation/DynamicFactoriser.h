// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::training
{

/** Factors, and how their activations follow each other. */
struct DynamicFactors
{
    Factors factors;             // W of unit sums, and H
    Eigen::MatrixXf transitions; // [atoms x atoms] A: the mean of h_n is A h_(n-1)
};

/** How a dynamical system is found. */
struct DynamicSpec
{
    float weight = 1.0f; // lambda, the shape of the Gamma innovations of h
    float floor = 1e-3f; // added to V and to the model
    int iterations = 300;
};

/** Nonnegative dynamical system by maximum a posteriori over W, A and H at once: h_n = A h_(n-1) . xi_n, v_n = W h_n . epsilon_n, with
    multiplicative innovations of mean one.

        C = D_IS (V + floor | W H + floor) + lambda sum_(n>1) D_IS (h_n | A h_(n-1))

    Majorised in one frame, given its neighbours in time, C is least at

        h = ( lambda + sqrt (lambda^2 + 4 B a) ) / (2 B),   a = h^2 . (W^T (v / p^2) + lambda A^T (h_(n+1) / q^2)),
                                                            B = W^T (1 / p) + lambda A^T (1 / q) + lambda / (A h_(n-1)),  q = A h_n

    where the terms of a neighbour that is not there drop out: of the first frame h = sqrt (a / B). Even frames are updated first, then the odd
    ones, so that the neighbours of each stand still and C never rises. Then
    A <- A . sqrt ( [(H_2 / Q^2) H_1^T] / [(1 / Q) H_1^T] ), H_1 the frames and H_2 their followers, and W alike. Sums of W go into H
    and A, which changes nothing. A begins near the identity, which would be smooth IS-NMF, and H at a thousandth of its mean or more.
    spectra  [bins x frames] V >= 0, overall mean 1
    start    W with columns of unit sum, and H
    [worker] errors: cancelled.
    Source: Fevotte, Le Roux & Hershey 2013, ICASSP, "Non-negative dynamical system with application to speech and audio", section 3, where
    frames are updated from left to right. */
core::Result<DynamicFactors> dynamicFactors (const Eigen::MatrixXf& spectra, Factors start,
                                             const DynamicSpec& spec, const IterationCallback& onIteration);

} // namespace unbraid::training
