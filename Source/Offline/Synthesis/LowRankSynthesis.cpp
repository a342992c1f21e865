// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/LowRankSynthesis.h"

#include "Offline/Phase/VarianceFactors.h"
#include "Training/Factorisation/Alternation.h"

namespace unbraid::offline
{

namespace
{
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

constexpr float floorOfNoise = 0.01f; // of the variances, relative to the noise

class LowRankFit
{
public:
    LowRankFit (core::Frames& frames, const MatrixXcf& mixture, training::Factors start, float variance)
        : transform (frames)
        , spectra (mixture)
        , noise (variance)
        , alpha (mixture)
    {
        model.factors = std::move (start);
        model.floor = floorOfNoise * noise;
        model.model();
    }

    void update()
    {
        projected = alpha;
        transform.project (projected);
        projected = spectra - projected;
        const double misfit = transform.product (projected, projected) / static_cast<double> (noise);
        before = misfit + negativeLogPrior();
        alpha += projected;
        alpha.array() *=
            (model.variances.array() / (model.variances.array() + noise)).cast<std::complex<float>>();
        weigh();
        model.updateActivations();
        model.model();
        weigh();
        model.updateAtoms();
        model.model();
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return before; }

    [[nodiscard]] LowRankCoefficients result()
    {
        model.factors.objective = before;
        return { std::move (alpha), std::move (model.factors) };
    }

private:
    [[nodiscard]] double negativeLogPrior() const
    {
        const auto& v = model.variances;
        double sum = 0.0;
        for (Eigen::Index t = 0; t < v.cols(); ++t)
            sum += static_cast<double> (transform.binWeights().dot (
                (alpha.col (t).cwiseAbs2().array() / v.col (t).array() + v.col (t).array().log()).matrix()));
        return sum;
    }

    /** The two sides of the updates; each bin counts as often as it stands in the whole transform. */
    void weigh()
    {
        const auto v = model.variances.array();
        model.lower = (v.inverse().colwise() * transform.binWeights().array()).matrix();
        model.upper = (alpha.cwiseAbs2().array() / v * model.lower.array()).matrix();
    }

    core::Frames& transform;
    const MatrixXcf& spectra;
    float noise;
    MatrixXcf alpha;
    MatrixXcf projected;
    VarianceFactors model;
    double before = 0.0; // C
};
} // namespace

core::Result<LowRankCoefficients> lowRankSynthesis (core::Frames& transform, const MatrixXcf& spectra,
                                                    training::Factors start, float noise, int iterations,
                                                    const training::IterationCallback& onIteration)
{
    LowRankFit fit (transform, spectra, std::move (start), noise);
    return training::alternate (fit, { iterations }, onIteration);
}

} // namespace unbraid::offline
