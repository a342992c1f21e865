// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/AlphaFactoriser.h"

#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <cmath>
#include <utility>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXXf;
using Eigen::MatrixXf;

constexpr float nearLimit = 1e-3f; // of alpha to 0, where the formula divides by it

class AlphaFit
{
public:
    AlphaFit (const MatrixXf& spectra, Factors start, float order, float floorOfBoth)
        : values ((spectra.array() + floorOfBoth).matrix())
        , alpha (order)
        , floor (floorOfBoth)
        , found (std::move (start))
    {
        found.activations = found.activations.cwiseMax (activationFloor);
    }

    /** H, then W. */
    void update()
    {
        auto& [w, h, objective] = found;
        const ArrayXXf model = modelOf();
        objective = alphaDivergence (values.array(), model, static_cast<double> (alpha));
        const Eigen::VectorXf sums = w.colwise().sum().transpose().cwiseMax (smallestDivisor);
        multiplyBy (changeOf (sums.cwiseInverse().asDiagonal() * (w.transpose() * ratios (model))),
                    activationFloor, h);
        const Eigen::RowVectorXf levels = h.rowwise().sum().transpose();
        multiplyBy (changeOf ((ratios (modelOf()) * h.transpose()) * levels.cwiseInverse().asDiagonal()),
                    atomFloor, w);
        moveSums (w, h);
    }

    /** Before the update. */
    [[nodiscard]] double objective() const { return found.objective; }
    [[nodiscard]] const Factors& result() const { return found; }

private:
    [[nodiscard]] ArrayXXf modelOf() const { return (found.atoms * found.activations).array() + floor; }

    /** (V / P)^alpha, or its logarithm. */
    [[nodiscard]] MatrixXf ratios (const ArrayXXf& model) const
    {
        const ArrayXXf ratio = values.array() / model;
        return (std::abs (alpha) < nearLimit ? ArrayXXf (ratio.log()) : ArrayXXf (ratio.pow (alpha)))
            .matrix();
    }

    [[nodiscard]] ArrayXXf changeOf (const MatrixXf& mean) const
    {
        if (std::abs (alpha) < nearLimit)
            return mean.array().exp();
        return mean.array().max (smallestDivisor).pow (1.0f / alpha);
    }

    MatrixXf values; // V + floor
    float alpha;
    float floor;
    Factors found;
};
} // namespace

double alphaDivergence (const Eigen::Ref<const ArrayXXf>& spectra, const Eigen::Ref<const ArrayXXf>& model,
                        double alpha)
{
    const Eigen::ArrayXXd v = spectra.cast<double>(), p = model.cast<double>();
    if (std::abs (alpha - 1.0) < static_cast<double> (nearLimit))
        return core::betaDivergence (spectra, model, 1.0);
    if (std::abs (alpha) < static_cast<double> (nearLimit))
        return core::betaDivergence (model, spectra, 1.0);
    return ((v.pow (alpha) * p.pow (1.0 - alpha) - alpha * v + (alpha - 1.0) * p) / (alpha * (alpha - 1.0)))
        .sum();
}

core::Result<Factors> alphaFactors (const MatrixXf& spectra, Factors start, float alpha, float floor,
                                    int iterations, const IterationCallback& onIteration)
{
    AlphaFit fit (spectra, std::move (start), alpha, floor);
    return alternate (fit, { iterations }, onIteration);
}

} // namespace unbraid::training
