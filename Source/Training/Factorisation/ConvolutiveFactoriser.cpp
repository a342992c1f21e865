// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/ConvolutiveFactoriser.h"

#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

namespace unbraid::training
{

namespace
{
using Eigen::Index;

/** Adds each lag's atoms times the activations that many frames earlier. */
Eigen::ArrayXXf modelOf (const Templates& templates, const Eigen::MatrixXf& activations, float floor)
{
    const Index numFrames = activations.cols();
    Eigen::MatrixXf model = Eigen::MatrixXf::Constant (templates.front().rows(), numFrames, floor);
    for (Index lag = 0; lag < std::min (static_cast<Index> (templates.size()), numFrames); ++lag)
        model.rightCols (numFrames - lag).noalias() +=
            templates[static_cast<size_t> (lag)] * activations.leftCols (numFrames - lag);
    return model.array();
}

/** values . (upper / lower)^e, zero where nothing is asked. */
void multiply (const Eigen::ArrayXXf& upper, const Eigen::ArrayXXf& lower, float exponent,
               Eigen::MatrixXf& values)
{
    const Eigen::ArrayXXf step = upper / lower.max (smallestDivisor);
    values.array() *= (lower > 0.0f).select (exponent == 1.0f ? step : step.pow (exponent), 0.0f);
}

class Deconvolution
{
public:
    Deconvolution (const Eigen::MatrixXf& spectraToExplain, ConvolutiveFactors start,
                   const FactorisationSpec& spec)
        : spectra (spectraToExplain)
        , factors (std::move (start))
        , beta (spec.beta)
        , sparsity (spec.sparsity)
        , exponent (core::safeExponent (spec.beta, 1.0f))
        , floor (floorOfModel * spectra.mean() + smallestDivisor)
    {
    }

    void update()
    {
        updateActivations();
        updateTemplates();
    }

    /** After the update. */
    [[nodiscard]] double objective() const
    {
        return quickDivergence (spectra, modelOf (factors.templates, factors.activations, floor), beta) +
               static_cast<double> (sparsity) * factors.activations.cast<double>().sum();
    }

    [[nodiscard]] ConvolutiveFactors result()
    {
        factors.objective = objective();
        return std::move (factors);
    }

private:
    void updateActivations()
    {
        weighNow();
        const Index numFrames = spectra.cols();
        Eigen::MatrixXf above = Eigen::MatrixXf::Zero (factors.activations.rows(), numFrames), below = above;
        for (Index lag = 0; lag < lags(); ++lag)
        {
            const auto& atoms = factors.templates[static_cast<size_t> (lag)];
            above.leftCols (numFrames - lag).noalias() +=
                atoms.transpose() * upper.rightCols (numFrames - lag);
            below.leftCols (numFrames - lag).noalias() +=
                atoms.transpose() * lower.rightCols (numFrames - lag);
        }
        multiply (above.array(), below.array() + sparsity, exponent, factors.activations);
    }

    void updateTemplates()
    {
        weighNow();
        Templates above, below;
        for (Index lag = 0; lag < lags(); ++lag)
        {
            const Index count = spectra.cols() - lag;
            const auto earlier = factors.activations.leftCols (count).transpose();
            above.emplace_back (upper.rightCols (count) * earlier);
            below.emplace_back (lower.rightCols (count) * earlier);
        }
        if (sparsity > 0.0f)
            keepUnitSums (above, below);
        for (Index lag = 0; lag < lags(); ++lag)
            multiply (above[static_cast<size_t> (lag)].array(), below[static_cast<size_t> (lag)].array(),
                      sparsity > 0.0f ? core::majorisationStep (beta) : exponent,
                      factors.templates[static_cast<size_t> (lag)]);
        normalise();
    }

    [[nodiscard]] Index lags() const
    {
        return std::min (static_cast<Index> (factors.templates.size()), spectra.cols());
    }

    void weighNow()
    {
        weigh (spectra, modelOf (factors.templates, factors.activations, floor), beta, upper, lower);
    }

    /** As keepUnitAtoms, over all lags. */
    void keepUnitSums (Templates& above, Templates& below) const
    {
        Eigen::RowVectorXf fromAbove = Eigen::RowVectorXf::Zero (factors.activations.rows());
        Eigen::RowVectorXf fromBelow = fromAbove;
        for (size_t lag = 0; lag < above.size(); ++lag)
        {
            fromAbove += factors.templates[lag].cwiseProduct (above[lag]).colwise().sum();
            fromBelow += factors.templates[lag].cwiseProduct (below[lag]).colwise().sum();
        }
        for (size_t lag = 0; lag < above.size(); ++lag)
        {
            above[lag].rowwise() += fromBelow;
            below[lag].rowwise() += fromAbove;
        }
    }

    /** All lags of an atom sum to one; the scale goes into its activations. */
    void normalise()
    {
        Eigen::RowVectorXf sums = Eigen::RowVectorXf::Zero (factors.activations.rows());
        for (const auto& atoms : factors.templates)
            sums += atoms.colwise().sum();
        const Eigen::RowVectorXf scales = (sums.array() > 0.0f).select (sums, 1.0f);
        for (auto& atoms : factors.templates)
            atoms.array().rowwise() /= scales.array();
        factors.activations.array().colwise() *= scales.transpose().array();
    }

    const Eigen::MatrixXf& spectra;
    ConvolutiveFactors factors;
    float beta;
    float sparsity;
    float exponent;
    float floor;
    Eigen::MatrixXf upper, lower; // V . P^(beta-2) and P^(beta-1)
};
} // namespace

Eigen::MatrixXf modelOfAtom (const ConvolutiveFactors& factors, Eigen::Index atom)
{
    Templates alone;
    for (const auto& atoms : factors.templates)
        alone.emplace_back (atoms.col (atom));
    return modelOf (alone, factors.activations.row (atom), 0.0f).matrix();
}

core::Result<ConvolutiveFactors> factorise (const Eigen::MatrixXf& spectra, ConvolutiveFactors start,
                                            const FactorisationSpec& spec,
                                            const IterationCallback& onIteration)
{
    Deconvolution deconvolution (spectra, std::move (start), spec);
    return alternate (deconvolution, { .iterations = spec.iterations, .enough = spec.enough }, onIteration);
}

} // namespace unbraid::training
