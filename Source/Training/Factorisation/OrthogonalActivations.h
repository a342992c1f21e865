// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::training
{

/** NMF with orthogonal activations, |V - W H|^2 / 2 with H H^T = 1: so each frame belongs to one component, but for what multiplicative
    updates have not yet let go. On the Stiefel manifold the gradient in H is H V^T W H - W^T V, whose two parts give

        H <- H . (W^T V) / (H V^T W H),   W <- W . (V H^T) / (W H H^T)

    The step of W does not raise the objective; that of H is a fixed-point rule, of which this is not proved.
    spectra  [bins x frames] V >= 0
    start    W and H > 0
    returns  atoms of unit sum
    [worker] errors: cancelled.
    Source: Choi 2008, IJCNN, "Algorithms for orthogonal nonnegative matrix factorization". */
core::Result<Factors> orthogonalFactors (const Eigen::MatrixXf& spectra, Factors start, int iterations,
                                         const IterationCallback& onIteration);

} // namespace unbraid::training
