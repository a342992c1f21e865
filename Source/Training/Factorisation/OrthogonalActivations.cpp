// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/OrthogonalActivations.h"

#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <utility>

namespace unbraid::training
{

namespace
{
using Eigen::MatrixXf;

class OrthogonalFit
{
public:
    OrthogonalFit (const MatrixXf& input, Factors start)
        : spectra (input)
        , factors (std::move (start))
    {
        auto& [w, h, objective] = factors;
        const Eigen::VectorXf norms = h.rowwise().norm().cwiseMax (smallestDivisor);
        h = norms.cwiseInverse().asDiagonal() * h;
        w = w * norms.asDiagonal();
    }

    void update()
    {
        auto& [w, h, objective] = factors;
        const MatrixXf projected = w.transpose() * spectra;        // W^T V
        const MatrixXf returned = (h * projected.transpose()) * h; // H V^T W H
        h.array() *= projected.array() / (returned.array() + smallestDivisor);
        const MatrixXf target = spectra * h.transpose();
        const MatrixXf reached = w * (h * h.transpose());
        w.array() *= target.array() / (reached.array() + smallestDivisor);
        objective = 0.5 * (spectra - w * h).cast<double>().squaredNorm();
    }

    /** After the update. */
    [[nodiscard]] double objective() const { return factors.objective; }

    [[nodiscard]] Factors result()
    {
        auto& [w, h, objective] = factors;
        const Eigen::VectorXf sums = w.colwise().sum().transpose().cwiseMax (smallestDivisor);
        w = w * sums.cwiseInverse().asDiagonal();
        h = sums.asDiagonal() * h;
        return std::move (factors);
    }

private:
    const MatrixXf& spectra;
    Factors factors;
};
} // namespace

core::Result<Factors> orthogonalFactors (const Eigen::MatrixXf& spectra, Factors start, int iterations,
                                         const IterationCallback& onIteration)
{
    OrthogonalFit fit (spectra, std::move (start));
    return alternate (fit, { iterations }, onIteration);
}

} // namespace unbraid::training
