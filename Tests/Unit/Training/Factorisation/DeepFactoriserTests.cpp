// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/DeepFactoriser.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
MatrixXf withUnitColumns (const MatrixXf& matrix)
{
    return matrix * matrix.colwise().sum().cwiseInverse().asDiagonal();
}
} // namespace

TEST_CASE ("A deep factorisation never raises its objective, and finds spectra under spectra")
{
    test::Random random (61);
    // Two spectra in bins of their own, four atoms: two of each spectrum, at levels of their own.
    MatrixXf coarse = MatrixXf::Constant (40, 2, 1e-4f);
    coarse.col (0).head (20) = random.positive (20, 1);
    coarse.col (1).tail (20) = random.positive (20, 1);
    MatrixXf parts = MatrixXf::Constant (2, 4, 1e-4f);
    parts (0, 0) = parts (0, 1) = parts (1, 2) = parts (1, 3) = 1.0f;
    const MatrixXf spectra = withUnitColumns (coarse) * parts * random.positive (4, 100);
    double last = std::numeric_limits<double>::max();
    const auto found = training::deepFactorise (
        spectra, { withUnitColumns (random.positive (40, 4)), random.positive (4, 100), 0.0 },
        withUnitColumns (random.positive (40, 2)), 1.0f, 1e-6f, 400,
        [&] (int, double objective)
        {
            CHECK (objective <= last + 1e-5 * std::abs (last));
            last = objective;
            return true;
        });
    REQUIRE (found.ok());
    const auto& deep = found.value();
    CHECK ((deep.activations.rowwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    CHECK ((deep.coarse.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    CHECK ((deep.coarse * deep.parts * deep.activations - spectra).norm() < 0.05f * spectra.norm());
    const MatrixXf truth = withUnitColumns (coarse);
    const MatrixXf cosines = deep.coarse.colwise().normalized().transpose() * truth.colwise().normalized();
    CHECK (cosines.rowwise().maxCoeff().minCoeff() > 0.98f);
    CHECK (cosines.colwise().maxCoeff().minCoeff() > 0.98f);
}

TEST_CASE ("An entry of a deep factorisation's atoms has no slope where it stands")
{
    // f (w) = w - a log w + weight (w log (w / q) - w) at w = a / (weight x), x + log x = 1 / weight + log (a / (weight q)).
    for (const double weight : { 0.01, 1.0, 50.0 })
        for (const double a : { 1e-6, 0.3, 20.0 })
            for (const double q : { 1e-4, 1.0, 30.0 })
            {
                const double x = training::wrightOmega (1.0 / weight + std::log (a / (weight * q)));
                const double w = a / (weight * x);
                CHECK (1.0 - a / w + weight * std::log (w / q) == Approx (0.0).margin (1e-8 * (1.0 + a / w)));
            }
    for (const double y : { -30.0, -1.0, 0.999, 1.0, 1.001, 7.0, 500.0 })
    {
        const double x = training::wrightOmega (y);
        CHECK (x + std::log (x) == Approx (y).epsilon (1e-9));
    }
}

TEST_CASE ("A deep factorisation is cancelled by its callback")
{
    test::Random random (62);
    const auto found = training::deepFactorise (random.positive (20, 30),
                                                { random.positive (20, 4), random.positive (4, 30), 0.0 },
                                                withUnitColumns (random.positive (20, 2)), 1.0f, 1e-6f, 10,
                                                [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (found.ok());
    CHECK (found.error().cancelled);
}
