// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Phase/PhaseMethods.h"
#include "Training/Factorisation/Factoriser.h"

namespace unbraid::offline
{

/** Weights and length of a complex NMF. */
struct ComplexNmfSpec
{
    int iterations = 30;
    float consistency = 1.0f; // gamma
    float prediction = 0.1f;  // sigma
    float onsetRatio = 10.0f; // a bin whose power grows more in one hop begins anew, without a prediction
};

/** Complex NMF: the mixture is a sum of sources whose amplitudes are W_j H_j and whose phases are free, S_j = a_j e^(i phi_j),

        C = || X - sum_j S_j ||^2 + gamma sum_j || S_j - F S_j ||^2
          + sigma sum_j sum_t |X_t|^2 | e^(i phi_jt) - e^(i (phi_j(t-1) + advance_jt)) |^2,    a_j = W_j H_j

    F is `Frames::project`; the advances are those of PhaseAdvance for the amplitudes at the start, and there is none
    where a bin begins. With shares b_j = a_j / sum_i a_i, R = X - sum_i S_i and Z_j = F S_j of the sources before, the first two
    terms are majorised by sum_j c_j |S_j|^2 - 2 Re (conj (g_j) S_j) and a constant, c_j = 1 / b_j + gamma, g_j = S_j / b_j + R + gamma Z_j:

        phi_jt <- arg ( a_jt g_jt + sigma (|X_t|^2 e^(i (phi_j(t-1) + advance_jt)) + |X_(t+1)|^2 e^(i (phi_j(t+1) - advance_j(t+1)))) )
        H_j <- H_j . [ W_j^T u_j ]_+ / W_j^T (c_j . a_j),   u_j = Re (g_j e^(-i phi_j)),   and W_j alike

    so C never rises. For sources of one atom each it is the decomposition of Kameoka et al.
    mixture     [bins x frames] X, of unit mean power
    amplitudes  W_j, of unit sums, and H_j at the start; phases start as the mixture's
    returns     S_j
    [worker] errors: cancelled.
    Sources: Kameoka, Ono, Kashino & Sagayama 2009 (without its penalty on H); Le Roux, Kameoka, Vincent, Ono & Sagayama 2009
    (consistency); Magron, Badeau & David 2016 (advances; without its second constraint, on repeated onsets). */
core::Result<std::vector<Eigen::MatrixXcf>> fitComplexNmf (core::Frames& transform,
                                                           const Eigen::MatrixXcf& mixture,
                                                           std::vector<training::Factors> amplitudes,
                                                           const ComplexNmfSpec& spec,
                                                           const training::IterationCallback& onIteration);

} // namespace unbraid::offline
