// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/ConvolutiveFactoriser.h"

#include "Training/Cancelled.h"
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
    Deconvolution (const Eigen::MatrixXf& spectraToExplain, ConvolutiveFactors start, float divergenceBeta)
        : spectra (spectraToExplain)
        , factors (std::move (start))
        , beta (divergenceBeta)
        , exponent (core::safeExponent (divergenceBeta, 1.0f))
        , floor (floorOfModel * spectra.mean() + smallestDivisor)
    {
    }

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
        multiply (above.array(), below.array(), exponent, factors.activations);
    }

    void updateTemplates()
    {
        weighNow();
        const Index numFrames = spectra.cols();
        for (Index lag = 0; lag < lags(); ++lag)
        {
            const auto earlier = factors.activations.leftCols (numFrames - lag).transpose();
            const Eigen::MatrixXf above = upper.rightCols (numFrames - lag) * earlier;
            const Eigen::MatrixXf below = lower.rightCols (numFrames - lag) * earlier;
            multiply (above.array(), below.array(), exponent, factors.templates[static_cast<size_t> (lag)]);
        }
        normalise();
    }

    [[nodiscard]] double divergence() const
    {
        return quickDivergence (spectra, modelOf (factors.templates, factors.activations, floor), beta);
    }

    ConvolutiveFactors take()
    {
        factors.objective = divergence();
        return std::move (factors);
    }

private:
    [[nodiscard]] Index lags() const
    {
        return std::min (static_cast<Index> (factors.templates.size()), spectra.cols());
    }

    void weighNow()
    {
        weigh (spectra, modelOf (factors.templates, factors.activations, floor), beta, upper, lower);
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
    float exponent;
    float floor;
    Eigen::MatrixXf upper, lower; // V . P^(beta-2) and P^(beta-1)
};
} // namespace

core::Result<ConvolutiveFactors> factorise (const Eigen::MatrixXf& spectra, ConvolutiveFactors start,
                                            const FactorisationSpec& spec,
                                            const IterationCallback& onIteration)
{
    Deconvolution deconvolution (spectra, std::move (start), spec.beta);
    for (int iteration = 1; iteration <= spec.iterations; ++iteration)
    {
        deconvolution.updateActivations();
        deconvolution.updateTemplates();
        if (! onIteration (iteration, deconvolution.divergence()))
            return trainingCancelled();
        if (spec.enough.stop_requested())
            break;
    }
    return deconvolution.take();
}

} // namespace unbraid::training
