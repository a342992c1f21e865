// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

#include <vector>

namespace unbraid::training
{

/** W, H and the share of each channel in each component. */
struct TensorFactors
{
    Factors factors;       // V summed over channels ~ W H
    Eigen::MatrixXf gains; // [channels x atoms] Q >= 0, columns sum to one
};

/** What a component explains of a channel: q_ik w_k h_k. returns [bins x frames] [worker] */
Eigen::MatrixXf modelOfComponent (const TensorFactors& tensor, Eigen::Index channel, Eigen::Index atom);

/** Nonnegative tensor factorisation of the power spectrograms of several channels, V_i ~ P_i = sum_k q_ik w_k h_k + floor, under the
    Itakura-Saito divergence summed over channels, which never rises:

        H <- H . sqrt ( sum_i Q_i W^T (V_i / P_i^2) / sum_i Q_i W^T (1 / P_i) ),  Q_i the diagonal matrix of q_ik; W alike
        q_ik <- q_ik . sqrt ( sum w_k h_k V_i / P_i^2 / sum w_k h_k / P_i )

    spectra  of each channel [bins x frames] >= 0
    start    W of unit sums, and H
    floor    of the model and added to V
    [worker] errors: cancelled.
    Source: Fevotte & Ozerov 2010, CMMR, "Notes on nonnegative tensor factorization of the spectrogram for audio source separation". */
core::Result<TensorFactors> factoriseTensor (const std::vector<Eigen::MatrixXf>& spectra, Factors start,
                                             float floor, int iterations,
                                             const IterationCallback& onIteration);

} // namespace unbraid::training
