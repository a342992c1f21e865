// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/DeepFactoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXXf;
using Eigen::Index;
using Eigen::MatrixXf;

constexpr float smallestEntry = 1e-20f; // of the factors, so that logarithms exist

/** W . (V / W H) H^T, or with its rows and columns the other way round. */
MatrixXf atomsTimesUpper (const MatrixXf& values, const MatrixXf& w, const MatrixXf& h)
{
    const MatrixXf quotient = values.array() / (w * h).array().max (smallestDivisor);
    return w.cwiseProduct (quotient * h.transpose());
}

MatrixXf activationsTimesUpper (const MatrixXf& values, const MatrixXf& w, const MatrixXf& h)
{
    const MatrixXf quotient = values.array() / (w * h).array().max (smallestDivisor);
    return h.cwiseProduct (w.transpose() * quotient);
}

MatrixXf withUnitRows (const MatrixXf& matrix)
{
    const Eigen::VectorXf sums = matrix.rowwise().sum().cwiseMax (smallestDivisor);
    return (sums.cwiseInverse().asDiagonal() * matrix).cwiseMax (smallestEntry);
}

class DeepFit
{
public:
    DeepFit (const MatrixXf& spectra, const Factors& start, MatrixXf coarse, float between, float floor)
        : values ((spectra.array() + floor).matrix())
        , weight (between)
    {
        const Eigen::VectorXf sums = start.activations.rowwise().sum().cwiseMax (smallestDivisor);
        found.fine = (start.atoms * sums.asDiagonal()).cwiseMax (smallestEntry);
        found.activations = withUnitRows (start.activations);
        found.coarse = std::move (coarse);
        found.parts = MatrixXf::Ones (found.coarse.cols(), found.fine.cols());
        found.parts *= found.fine.sum() / static_cast<float> (found.parts.size());
    }

    void update()
    {
        found.objective = cost();
        found.activations = withUnitRows (activationsTimesUpper (values, found.fine, found.activations));
        updateFine();
        // The columns of W_2 sum to one, so the other side of the step of H_2 is one.
        found.parts = activationsTimesUpper (found.fine, found.coarse, found.parts).cwiseMax (smallestEntry);
        const MatrixXf upper = atomsTimesUpper (found.fine, found.coarse, found.parts);
        const Eigen::VectorXf mass = upper.colwise().sum().transpose().cwiseMax (smallestEntry);
        const Eigen::VectorXf before = found.parts.rowwise().sum().cwiseMax (smallestEntry);
        found.coarse = (upper * mass.cwiseInverse().asDiagonal()).cwiseMax (smallestEntry);
        found.parts = mass.cwiseQuotient (before).asDiagonal() * found.parts;
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return found.objective; }
    [[nodiscard]] const DeepFactors& result() const { return found; }

private:
    [[nodiscard]] double cost() const
    {
        const ArrayXXf model = (found.fine * found.activations).array().max (smallestEntry);
        const ArrayXXf above = (found.coarse * found.parts).array().max (smallestEntry);
        return core::betaDivergence (values.array(), model, 1.0) +
               static_cast<double> (weight) * core::betaDivergence (found.fine.array(), above, 1.0);
    }

    void updateFine()
    {
        const MatrixXf upper = atomsTimesUpper (values, found.fine, found.activations);
        const MatrixXf above = (found.coarse * found.parts).cwiseMax (smallestEntry);
        const auto between = static_cast<double> (weight);
        for (Index k = 0; k < upper.cols(); ++k)
            for (Index bin = 0; bin < upper.rows(); ++bin)
            {
                const double a = std::max (static_cast<double> (upper (bin, k)), 1e-30);
                const double x = wrightOmega (
                    1.0 / between + std::log (a / (between * static_cast<double> (above (bin, k)))));
                found.fine (bin, k) = std::max (static_cast<float> (a / (between * x)), smallestEntry);
            }
    }

    MatrixXf values;
    float weight;
    DeepFactors found;
};
} // namespace

double wrightOmega (double y)
{
    constexpr int steps = 30;
    double x =
        y > 1.0 ? y - std::log (y) : std::exp (std::max (y, -700.0)); // above 1 from below, else from above
    if (y <= 1.0)
        x /= 1.0 + x;
    for (int step = 0; step < steps; ++step)
    {
        const double error = x + std::log (x) - y, next = x - error * x / (1.0 + x);
        if (std::abs (next - x) <= 1e-12 * x)
            return next;
        x = next > 0.0 ? next : 0.5 * x;
    }
    return x;
}

core::Result<DeepFactors> deepFactorise (const MatrixXf& spectra, const Factors& start, MatrixXf coarse,
                                         float weight, float floor, int iterations,
                                         const IterationCallback& onIteration)
{
    DeepFit fit (spectra, start, std::move (coarse), weight, floor);
    return alternate (fit, { iterations }, onIteration);
}

} // namespace unbraid::training
