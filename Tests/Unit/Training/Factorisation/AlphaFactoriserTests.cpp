// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/AlphaFactoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Support/Random.h"
#include "Training/Factorisation/Decomposition.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::ArrayXXf;
using Eigen::MatrixXf;

namespace
{
constexpr float alphaFloor = 1e-6f;

training::Factors startOfAlpha()
{
    test::Random random (92);
    training::Factors start{ random.positive (25, 4), random.positive (4, 60), 0.0 };
    core::normaliseAtoms (start.atoms);
    return start;
}

MatrixXf spectraForAlpha()
{
    test::Random random (91);
    const MatrixXf spectra = random.positive (25, 4) * random.positive (4, 60);
    return spectra / spectra.mean();
}

training::Factors byAlpha (const MatrixXf& spectra, float alpha, int iterations)
{
    double last = std::numeric_limits<double>::max();
    const auto found =
        training::alphaFactors (spectra, startOfAlpha(), alpha, alphaFloor, iterations,
                                [&] (int iteration, double objective)
                                {
                                    constexpr double floatProducts = 3e-5;
                                    INFO ("alpha " << alpha << ", iteration " << iteration);
                                    CHECK (objective <= last + floatProducts * (1.0 + std::abs (last)));
                                    last = objective;
                                    return true;
                                });
    REQUIRE (found.ok());
    return found.value();
}

/** phi of Bregman divergences phi (v) - phi (p) - phi' (p) (v - p), of beta-divergences. */
double generator (double x, double beta)
{
    if (beta == 0.0)
        return -std::log (x);
    return beta == 1.0 ? x * std::log (x) : std::pow (x, beta) / (beta * (beta - 1.0));
}
} // namespace

TEST_CASE ("An alpha-divergence never rises, and its factors fit what has as many")
{
    const MatrixXf spectra = spectraForAlpha();
    for (const float alpha : { 0.0f, 0.1f, 0.5f, 1.0f, 1.5f, 2.0f })
    {
        const auto found = byAlpha (spectra, alpha, 300);
        CHECK ((found.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
        CHECK ((found.atoms * found.activations - spectra).norm() < 0.2f * spectra.norm());
    }
}

TEST_CASE ("Alpha-divergences meet Kullback-Leibler at 1, its reverse at 0, and Hellinger and Pearson "
           "between and above")
{
    test::Random random (93);
    const ArrayXXf v = random.positive (9, 7).array(), p = random.positive (9, 7).array();
    const double forward = core::betaDivergence (v, p, 1.0), reverse = core::betaDivergence (p, v, 1.0);
    CHECK (training::alphaDivergence (v, p, 1.0) == Approx (forward));
    CHECK (training::alphaDivergence (v, p, 1.003) == Approx (forward).epsilon (0.02));
    CHECK (training::alphaDivergence (v, p, 0.997) == Approx (forward).epsilon (0.02));
    CHECK (training::alphaDivergence (v, p, 0.0) == Approx (reverse));
    CHECK (training::alphaDivergence (v, p, 0.003) == Approx (reverse).epsilon (0.02));
    const Eigen::ArrayXXd a = v.cast<double>(), b = p.cast<double>();
    CHECK (training::alphaDivergence (v, p, 0.5) == Approx (2.0 * (a.sqrt() - b.sqrt()).square().sum()));
    CHECK (training::alphaDivergence (v, p, 2.0) == Approx (0.5 * ((a - b).square() / b).sum()));
}

TEST_CASE ("The steps at alpha = 1 are those of Kullback-Leibler")
{
    const MatrixXf spectra = spectraForAlpha();
    training::DecompositionSpec spec;
    spec.beta = 1.0f;
    spec.floor = alphaFloor;
    const auto known =
        training::smoothFactors (spectra, startOfAlpha(), spec, 50, [] (int, double) { return true; });
    REQUIRE (known.ok());
    const auto found = byAlpha (spectra, 1.0f, 50);
    const MatrixXf model = known.value().atoms * known.value().activations;
    CHECK ((found.atoms * found.activations - model).norm() < 1e-3f * model.norm());
}

TEST_CASE ("Beta-divergences are Bregman divergences, whose multiplicative rule is ours")
{
    // Dhillon & Sra 2005: H <- H . [W^T (phi'' (P) . V)] / [W^T (phi'' (P) . P)].
    test::Random random (94);
    const MatrixXf v = random.positive (6, 5);
    const ArrayXXf p = random.positive (6, 5).array();
    for (const double beta : { 0.0, 0.5, 1.0, 1.5, 2.0 })
    {
        INFO ("beta " << beta);
        MatrixXf upper, lower;
        training::weigh (v, p, static_cast<float> (beta), upper, lower);
        double divergence = 0.0;
        for (Eigen::Index i = 0; i < v.size(); ++i)
        {
            const auto x = static_cast<double> (v.reshaped()[i]), y = static_cast<double> (p.reshaped()[i]);
            const double step = 1e-4 * y;
            const double above = generator (y + step, beta), here = generator (y, beta);
            const double below = generator (y - step, beta);
            const double first = (above - below) / (2.0 * step);
            const double second = (above - 2.0 * here + below) / (step * step);
            divergence += generator (x, beta) - here - first * (x - y);
            CHECK (static_cast<double> (upper.reshaped()[i]) == Approx (second * x).epsilon (1e-4));
            CHECK (static_cast<double> (lower.reshaped()[i]) == Approx (second * y).epsilon (1e-4));
        }
        CHECK (core::betaDivergence (v.array(), p, beta) == Approx (divergence).epsilon (1e-4));
    }
}

TEST_CASE ("A decomposition under an alpha-divergence ends with it, and is cancelled by its callback")
{
    const MatrixXf spectra = spectraForAlpha();
    training::DecompositionSpec spec;
    spec.beta = 1.0f;
    spec.alpha = 0.5f;
    spec.numAtoms = 4;
    spec.iterations = 100;
    int last = 0;
    const auto found = training::decompose (spectra, spec,
                                            [&] (const training::DecompositionProgress& progress)
                                            {
                                                last = progress.iteration;
                                                return true;
                                            });
    REQUIRE (found.ok());
    CHECK (last == 120);
    const ArrayXXf model = (found.value().atoms * found.value().activations).array() + spec.floor;
    const ArrayXXf values = spectra.array() + spec.floor;
    CHECK (training::alphaDivergence (values, model, 0.5) <= found.value().objective * 1.0001);
    const auto stopped = training::decompose (spectra, spec,
                                              [] (const training::DecompositionProgress& progress)
                                              { return progress.iteration < 110; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
}
