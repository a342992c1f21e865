// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/RobustFactoriser.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
/** Three components, and every fifteenth frame an outlier of a spectrum of its own. */
struct SpectraWithOutliers
{
    explicit SpectraWithOutliers (test::Random& random)
        : regular (random.positive (40, 3) * random.positive (3, 120))
        , outliers (MatrixXf::Zero (40, 120))
    {
        regular /= regular.mean();
        for (Index frame = 7; frame < outliers.cols(); frame += 15)
        {
            outliers.col (frame) = random.positive (40, 1);
            outliers.col (frame) *= 5.0f / outliers.col (frame).mean();
        }
    }

    MatrixXf regular, outliers;
};

training::RobustFactors fitted (const MatrixXf& spectra, const training::RobustSpec& spec)
{
    double last = std::numeric_limits<double>::max();
    const double roundingOfAll = 1e-8 * static_cast<double> (spectra.size()); // where next to nothing is left
    const auto found = training::robustFactors (
        spectra, 3, spec,
        [&] (int iteration, double objective)
        {
            constexpr double floatSums = 1e-5;
            INFO ("beta " << spec.beta << ", weight " << spec.weight << ", iteration " << iteration);
            CHECK (objective <= last + floatSums * std::abs (last) + roundingOfAll);
            last = objective;
            return true;
        });
    REQUIRE (found.ok());
    return found.value();
}
} // namespace

TEST_CASE ("Robust factors never raise their objective, whatever the divergence and the price of outliers")
{
    test::Random random (81);
    const SpectraWithOutliers sound (random);
    const MatrixXf spectra = (sound.regular + sound.outliers) / (sound.regular + sound.outliers).mean();
    for (const float beta : { 0.0f, 0.5f, 1.0f, 2.0f })
        for (const float weight : { 0.01f, 0.2f, 2.0f })
        {
            training::RobustSpec spec;
            spec.beta = beta;
            spec.weight = weight;
            spec.iterations = 100;
            const auto found = fitted (spectra, spec);
            CHECK ((found.factors.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
            CHECK (found.outliers.minCoeff() >= 0.0f);
        }
}

TEST_CASE ("Robust factors find the frames that are no sum of the atoms, and leave the others alone")
{
    test::Random random (82);
    const SpectraWithOutliers sound (random);
    const float mean = (sound.regular + sound.outliers).mean();
    const auto found = fitted ((sound.regular + sound.outliers) / mean, {});
    const MatrixXf outliers = mean * found.outliers;
    for (Index frame = 0; frame < outliers.cols(); ++frame)
    {
        INFO ("frame " << frame);
        if (sound.outliers.col (frame).sum() > 0.0f) // its price shrinks it
            CHECK ((outliers.col (frame) - sound.outliers.col (frame)).norm() <
                   0.7f * sound.outliers.col (frame).norm());
        else
            CHECK (outliers.col (frame).norm() < 0.1f * sound.outliers.colwise().norm().maxCoeff());
    }
    const MatrixXf model = mean * found.factors.atoms * found.factors.activations;
    CHECK ((model - sound.regular).norm() < 0.3f * sound.regular.norm());
}

TEST_CASE ("An outlier too dear for its frame is zero, and robust factors are cancelled by their callback")
{
    test::Random random (83);
    const SpectraWithOutliers sound (random);
    training::RobustSpec spec;
    spec.weight = 1e4f;
    CHECK (fitted (sound.regular, spec).outliers.maxCoeff() < 1e-3f);
    const auto stopped =
        training::robustFactors (sound.regular, 3, {}, [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
}
