// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/RobustFactoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <cmath>
#include <random>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXXf;
using Eigen::MatrixXf;

constexpr float smallestOutlier = 1e-12f;

/** The mean spectrum, perturbed: a start that no outlier is in. */
MatrixXf startNearMean (const MatrixXf& spectra, Eigen::Index numAtoms, unsigned int seed)
{
    std::mt19937_64 random (seed);
    const Eigen::VectorXf mean = spectra.rowwise().mean().cwiseMax (atomFloor);
    MatrixXf atoms = mean.replicate (1, numAtoms);
    for (float& value : atoms.reshaped())
        value *= 0.5f + static_cast<float> (random() >> 40) * 0x1p-24f;
    core::normaliseAtoms (atoms);
    return atoms;
}

class RobustFit
{
public:
    RobustFit (const MatrixXf& spectra, Eigen::Index numAtoms, const RobustSpec& wanted)
        : spec (wanted)
        , values ((spectra.array() + wanted.floor).matrix())
        , lambda (wanted.weight * std::sqrt (static_cast<float> (spectra.rows())))
    {
        const MatrixXf atoms = startNearMean (spectra, numAtoms, spec.seed);
        found.factors = { atoms, flatActivations (atoms, spectra.cols()), 0.0 };
        found.outliers = (0.5f * spectra).cwiseMax (smallestOutlier);
    }

    void update()
    {
        auto& [w, h, objective] = found.factors;
        const float step = core::majorisationStep (spec.beta);
        weighModel (&objective);
        multiplyBy (ratioOf ((w.transpose() * upper).array(), (w.transpose() * lower).array()).pow (step),
                    activationFloor, h);
        weighModel (nullptr);
        multiplyBy (ratioOf ((upper * h.transpose()).array(), (lower * h.transpose()).array()).pow (step),
                    atomFloor, w);
        moveSums (w, h);
        updateOutliers();
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return found.factors.objective; }
    [[nodiscard]] const RobustFactors& result() const { return found; }

private:
    /** V . P^(beta-2) and P^(beta-1); C, where it is wanted. */
    void weighModel (double* objective)
    {
        const ArrayXXf model =
            (found.factors.atoms * found.factors.activations + found.outliers).array() + spec.floor;
        weigh (values, model, spec.beta, upper, lower);
        if (objective != nullptr)
            *objective = quickDivergence (values, model, spec.beta) +
                         static_cast<double> (lambda) * found.outliers.colwise().norm().cast<double>().sum();
    }

    void updateOutliers()
    {
        weighModel (nullptr);
        MatrixXf& r = found.outliers;
        const float exponent = 1.0f / (3.0f - spec.beta);
        const Eigen::RowVectorXf prices =
            lambda * r.colwise().norm().cwiseMax (smallestDivisor).cwiseInverse();
        const ArrayXXf cost = lower.array() + r.array().rowwise() * prices.array();
        r = (r.array() * (upper.array() / cost).pow (exponent)).max (smallestOutlier).matrix();
    }

    const RobustSpec& spec;
    MatrixXf values; // V + floor
    float lambda;
    RobustFactors found;
    MatrixXf upper, lower;
};
} // namespace

core::Result<RobustFactors> robustFactors (const MatrixXf& spectra, Eigen::Index numAtoms,
                                           const RobustSpec& spec, const IterationCallback& onIteration)
{
    RobustFit fit (spectra, numAtoms, spec);
    return alternate (fit, { spec.iterations }, onIteration);
}

} // namespace unbraid::training
