// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::core
{

/** The beta-divergence D_beta (v | P), summed over all entries, in double.
    spectrum, model  the same shape, > 0 where beta <= 1
    beta = 0 is Itakura-Saito, 1 Kullback-Leibler, 2 half the squared Euclidean distance.
    [worker]
    Source: Fevotte & Idier 2011, eq. (2). */
double betaDivergence (const Eigen::Ref<const Eigen::ArrayXXf>& spectrum,
                       const Eigen::Ref<const Eigen::ArrayXXf>& model, double beta);

/** The exponent of a multiplicative update for which majorisation-minimisation proves that D_beta does not
    rise.
    [any]
    Source: Fevotte & Idier 2011, table 2. */
float majorisationStep (float beta) noexcept;

} // namespace unbraid::core
