// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/TensorFactoriser.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
/** Two channels of a known tensor. */
std::vector<MatrixXf> knownChannels (const training::TensorFactors& tensor)
{
    std::vector<MatrixXf> channels;
    for (Index i = 0; i < 2; ++i)
    {
        channels.push_back (training::modelOfComponent (tensor, i, 0));
        channels.back() += training::modelOfComponent (tensor, i, 1);
    }
    return channels;
}
} // namespace

TEST_CASE ("A tensor factorisation never raises its objective and recovers where its components are")
{
    test::Random random (41);
    training::TensorFactors truth;
    truth.factors = { random.positive (30, 2), random.positive (2, 80), 0.0 };
    truth.gains.resize (2, 2);
    truth.gains << 0.9f, 0.2f, 0.1f, 0.8f;
    const auto channels = knownChannels (truth);
    double last = std::numeric_limits<double>::max();
    const auto found = training::factoriseTensor (
        channels, { random.positive (30, 2), random.positive (2, 80), 0.0 }, 1e-4f, 500,
        [&] (int, double objective)
        {
            CHECK (objective <= last + 3e-5 * std::abs (last));
            last = objective;
            return true;
        });
    REQUIRE (found.ok());
    const auto& tensor = found.value();
    CHECK ((tensor.gains.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    CHECK ((tensor.factors.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    CHECK (tensor.gains.row (0).maxCoeff() == Approx (0.9f).margin (0.05));
    CHECK (tensor.gains.row (0).minCoeff() == Approx (0.2f).margin (0.05));
    CHECK ((knownChannels (tensor)[0] - channels[0]).norm() < 0.05f * channels[0].norm());
}

TEST_CASE ("A tensor factorisation is cancelled by its callback")
{
    test::Random random (42);
    const auto found =
        training::factoriseTensor ({ random.positive (5, 9), random.positive (5, 9) },
                                   { random.positive (5, 2), random.positive (2, 9), 0.0 }, 1e-3f, 9,
                                   [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (found.ok());
    CHECK (found.error().cancelled);
}
