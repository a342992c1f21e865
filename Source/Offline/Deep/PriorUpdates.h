// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Solvers/EnabledAtoms.h"

namespace unbraid::offline
{

/** Activations of a frame near a proposal p, by majorisation and minimisation:

        C (h) = D (v given W h + floor) + price |h - p|^2,   h >= 0
        A = W^T (v . P^(beta-2)),  B = W^T P^(beta-1)
        beta 1 (Kullback-Leibler):  2 price h^2 + (B - 2 price p) h   = A h'
        beta 0 (Itakura-Saito):     2 price h^3 + (B - 2 price p) h^2 = A h'^2

    with h' the last activations: each equation has one root above 0, and C never rises.
    Sources: Magron 2025 for the prior; Fevotte & Idier 2011 for the majorisation. */
class PriorUpdates
{
public:
    /** beta   0 or 1
        price  0 or more; 0 leaves plain updates from the proposal
        [worker] allocates */
    void prepare (const core::PreparedDictionary& dictionary, float beta, float price);

    /** proposal  [padded atoms] p, from which the updates start; what a mask closes stays at zero
        mask      [padded atoms] 1 or 0
        spectrum  [rows] v, unit mean
        [worker] */
    void solve (const core::PackedAtoms& atoms, const Eigen::VectorXf& proposal, const Eigen::VectorXf& mask,
                const Eigen::VectorXf& spectrum);

    /** h [padded atoms] */
    [[nodiscard]] const Eigen::VectorXf& activations() const noexcept { return h; }

    /** The parts of `solve`, in turn. [worker] */
    void start (const Eigen::VectorXf& proposal, const Eigen::VectorXf& mask);
    void update (const core::PackedAtoms& atoms, const Eigen::VectorXf& proposal,
                 const Eigen::VectorXf& spectrum);

private:
    float beta = 0.0f;
    float slope = 0.0f; // twice the price
    float floor = 0.0f;
    Eigen::VectorXf columnSums;
    Eigen::VectorXf h, numerator, denominator;
};

/** The root above 0 of slope h^(3 - beta) + linear h^(2 - beta) = constant; that without a slope where it is 0.
    slope, constant  0 or more
    [any] */
double rootOfPrior (float beta, double slope, double linear, double constant) noexcept;

} // namespace unbraid::offline
