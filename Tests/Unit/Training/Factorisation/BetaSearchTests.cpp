// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/BetaSearch.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using Eigen::MatrixXf;

namespace
{
/** Of rank three, its values over two decades, as those of sounds are; 28 values for each parameter, since beta = 0 overfits most. */
MatrixXf wideModel (test::Random& random)
{
    const MatrixXf atoms =
        MatrixXf::NullaryExpr (120, 3, [&] { return std::exp (random.uniform (-2.0f, 1.0f)); });
    const MatrixXf levels =
        MatrixXf::NullaryExpr (3, 300, [&] { return std::exp (random.uniform (-3.0f, 1.0f)); });
    return atoms * levels;
}

float normal (test::Random& random)
{
    return std::sqrt (-2.0f * std::log (random.uniform (1e-6f, 1.0f))) *
           std::cos (6.2831853f * random.uniform());
}

float poisson (test::Random& random, float mean)
{
    double product = 1.0;
    float count = -1.0f;
    for (const double end = std::exp (-static_cast<double> (mean)); product > end; count += 1.0f)
        product *= static_cast<double> (random.uniform (1e-9f, 1.0f));
    return count;
}

training::BetaSearchSpec quickSearch()
{
    training::BetaSearchSpec spec;
    spec.betas = { 0.0f, 1.0f, 2.0f };
    spec.numAtoms = 3;
    spec.floor = 1e-7f;
    spec.iterations = 100;
    return spec;
}

std::vector<training::BetaScore> compared (const MatrixXf& power, const training::BetaSearchSpec& spec)
{
    auto scores = training::compareBetas (power, spec, [] (double) { return true; });
    REQUIRE (scores.ok());
    return std::move (scores).value();
}
} // namespace

TEST_CASE ("The divergence of the noise that made a spectrogram predicts held-out values best")
{
    test::Random random (11);
    const MatrixXf model = wideModel (random);
    const MatrixXf exponential =
        model.unaryExpr ([&] (float m) { return -m * std::log (random.uniform (1e-6f, 1.0f)); });
    const auto ofPower = compared (exponential, quickSearch());
    CHECK (training::bestBeta (ofPower) == 0.0f);
    CHECK (ofPower[0].dispersion ==
           Approx (1.0).epsilon (0.1)); // of shape 1; atoms explain some of the noise

    const MatrixXf counts = model.unaryExpr ([&] (float m) { return poisson (random, 12.0f * m) + 0.01f; });
    CHECK (training::bestBeta (compared (counts.cwiseAbs2(), quickSearch())) == 1.0f);

    const MatrixXf gaussian =
        model.unaryExpr ([&] (float m) { return std::max (0.01f, m + 0.1f * normal (random)); });
    CHECK (training::bestBeta (compared (gaussian.cwiseAbs2(), quickSearch())) == 2.0f);
}

TEST_CASE ("The dispersion is that of the noise")
{
    // Relative to the root of the mean power: Poisson noise of one step has phi = 1 / root.
    constexpr double alike = 0.25; // atoms explain some of the noise
    test::Random random (12);
    const MatrixXf counts =
        wideModel (random).unaryExpr ([&] (float m) { return poisson (random, 20.0f + 12.0f * m); });
    auto spec = quickSearch();
    spec.numAtoms = 4;
    spec.betas = { 1.0f };
    const MatrixXf power = counts.cwiseAbs2();
    CHECK (compared (power, spec)[0].dispersion ==
           Approx (1.0 / std::sqrt (static_cast<double> (power.mean()))).epsilon (alike));
}

TEST_CASE ("The integral of the saddlepoint's density is known where it has a closed form")
{
    // Of beta = 0 it is that of the Gamma density: Gamma (a) / (sqrt (2 pi) a^(a - 1/2) e^-a); of a narrow Gaussian it is one.
    for (const double shape : { 0.5, 1.0, 4.0 })
    {
        constexpr double twoPi = 6.283185307179586;
        const double expected =
            std::lgamma (shape) - 0.5 * std::log (twoPi) - (shape - 0.5) * std::log (shape) + shape;
        CHECK (training::logSaddlepointMass (0.0, 1.0 / shape) == Approx (expected).margin (2e-3));
    }
    CHECK (training::logSaddlepointMass (2.0, 0.01) == Approx (0.0).margin (1e-3));
}

TEST_CASE ("What divergences cost does not depend on the level")
{
    test::Random random (13);
    const MatrixXf power =
        wideModel (random).unaryExpr ([&] (float m) { return m * random.uniform (0.5f, 1.5f); });
    const auto scores = compared (power, quickSearch()), loud = compared (1e4f * power, quickSearch());
    for (size_t i = 0; i < scores.size(); ++i)
        CHECK (loud[i].heldOut == Approx (scores[i].heldOut).margin (1e-2));
}

TEST_CASE ("A comparison of divergences is cancelled by its callback")
{
    test::Random random (14);
    const auto result =
        training::compareBetas (wideModel (random), quickSearch(), [] (double share) { return share < 0.4; });
    REQUIRE_FALSE (result.ok());
    CHECK (result.error().cancelled);
}
