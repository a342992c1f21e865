// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/Divergence.h"

#include <cassert>
#include <cmath>

namespace unbraid::core
{

double betaDivergence (const Eigen::Ref<const Eigen::ArrayXXf>& spectrum,
                       const Eigen::Ref<const Eigen::ArrayXXf>& model, double beta)
{
    assert (spectrum.rows() == model.rows() && spectrum.cols() == model.cols());
    const Eigen::ArrayXXd v = spectrum.cast<double>();
    const Eigen::ArrayXXd p = model.cast<double>();
    if (beta == 0.0)
        return (v / p - (v / p).log() - 1.0).sum();
    if (beta == 1.0)
        return ((v > 0.0).select (v * (v / p).log(), 0.0) - v + p).sum(); // 0 log 0 = 0
    const Eigen::ArrayXXd terms = v.pow (beta) + (beta - 1.0) * p.pow (beta) - beta * v * p.pow (beta - 1.0);
    return terms.sum() / (beta * (beta - 1.0));
}

float majorisationStep (float beta) noexcept
{
    if (beta < 1.0f)
        return 1.0f / (2.0f - beta);
    return beta <= 2.0f ? 1.0f : 1.0f / (beta - 1.0f);
}

} // namespace unbraid::core
