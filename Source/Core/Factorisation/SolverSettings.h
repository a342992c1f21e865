// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

namespace unbraid::core
{

/** How the activations of a frame may depend on those of the frame before (Fevotte, Le Roux & Hershey 2013). */
enum class Dynamics
{
    none,
    is,   // penalty D_IS (h | A h_prev): with A = I this is smooth IS-NMF (Fevotte 2011)
    gamma // Gamma prior of shape lambda and mean A h_prev; lambda below 1 is sparse
};

/** What a user may set of the solver; each may change between two frames. */
struct SolverSettings
{
    int updates = 5;       // per frame, 1 to 50
    float exponent = 1.0f; // of the multiplicative step; kept within what is safe for beta
    float leak = 0.05f;    // share of the frame's energy spread evenly over the atoms at the start of a frame
    float sparsity = 0.0f; // mu: L1 weight of the atoms that do not adapt, for a frame of mean one
    float groupSparsity = 0.0f; // lambda of sum_g log (e + |h_g|_1)
    Dynamics dynamics = Dynamics::none;
    float dynamicsStrength = 0.0f; // lambda of the prior
    float residualSparsity = 0.0f; // mu of the atoms that adapt: what no other atom explains has a price
};

/** [worker] errors: settings outside their ranges, a dynamics prior with beta other than 0 or 1. */
Status checkSettings (const SolverSettings& settings, float beta);

/** The settings that are wanted, clamped to their ranges; dynamics that beta does not take are left out. [audio] */
SolverSettings clampedSettings (const SolverSettings& settings, float beta) noexcept;

/** The exponents for which the divergence is known not to rise: up to the majorisation-equalisation step, 1,
    for 0 <= beta <= 2; elsewhere the majorisation-minimisation step of Fevotte & Idier 2011, table 2.
    [any] */
float safeExponent (float beta, float wanted) noexcept;

} // namespace unbraid::core
