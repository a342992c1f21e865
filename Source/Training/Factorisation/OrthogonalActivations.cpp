// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/OrthogonalActivations.h"

#include "Training/Cancelled.h"
#include "Training/Factorisation/FactorisationSteps.h"

namespace unbraid::training
{

core::Result<Factors> orthogonalFactors (const Eigen::MatrixXf& spectra, Factors start, int iterations,
                                         const IterationCallback& onIteration)
{
    Factors factors = std::move (start);
    auto& [w, h, objective] = factors;
    const Eigen::VectorXf norms = h.rowwise().norm().cwiseMax (smallestDivisor);
    h = norms.cwiseInverse().asDiagonal() * h;
    w = w * norms.asDiagonal();
    for (int iteration = 1; iteration <= iterations; ++iteration)
    {
        const Eigen::MatrixXf projected = w.transpose() * spectra;        // W^T V
        const Eigen::MatrixXf returned = (h * projected.transpose()) * h; // H V^T W H
        h.array() *= projected.array() / (returned.array() + smallestDivisor);
        const Eigen::MatrixXf target = spectra * h.transpose();
        const Eigen::MatrixXf reached = w * (h * h.transpose());
        w.array() *= target.array() / (reached.array() + smallestDivisor);
        objective = 0.5 * (spectra - w * h).cast<double>().squaredNorm();
        if (! onIteration (iteration, objective))
            return trainingCancelled ("iteration " + std::to_string (iteration));
    }
    const Eigen::VectorXf sums = w.colwise().sum().transpose().cwiseMax (smallestDivisor);
    w = w * sums.cwiseInverse().asDiagonal();
    h = sums.asDiagonal() * h;
    return factors;
}

} // namespace unbraid::training
