// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/TransformLearning.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr Index windowOfTransform = 24;

/** Noise whose coefficients in a transform have variances of rank two. */
MatrixXf framesOf (const MatrixXf& transform, test::Random& random)
{
    const Index numFrames = 400;
    const MatrixXf variances =
        random.positive (windowOfTransform, 2) * random.positive (2, numFrames); // four decades
    const MatrixXf normal = random.noise (variances.size(), 1.0f).reshaped (windowOfTransform, numFrames) +
                            random.noise (variances.size(), 1.0f).reshaped (windowOfTransform, numFrames);
    const MatrixXf frames = transform.transpose() * normal.cwiseProduct (variances.cwiseSqrt());
    return frames / std::sqrt (frames.cwiseAbs2().mean());
}

training::TransformFactors learned (const MatrixXf& frames, const MatrixXf& start, bool learns,
                                    int iterations)
{
    double last = std::numeric_limits<double>::max();
    const auto found = training::learnTransform (frames, start, 2, learns, 1e-3f, iterations, 1,
                                                 [&] (int iteration, double objective)
                                                 {
                                                     constexpr double floatSums = 3e-5;
                                                     INFO ("iteration " << iteration);
                                                     CHECK (objective <= last + floatSums * std::abs (last));
                                                     last = objective;
                                                     return true;
                                                 });
    REQUIRE (found.ok());
    return found.value();
}

float distanceFromOrthogonal (const MatrixXf& transform)
{
    return (transform * transform.transpose() - MatrixXf::Identity (transform.rows(), transform.rows()))
        .cwiseAbs()
        .maxCoeff();
}
} // namespace

TEST_CASE ("The cosine transform and random transforms are orthogonal, and the same for the same seed")
{
    constexpr float rounding = 1e-5f;
    for (const Index window : { 16, 41, 200 })
    {
        CHECK (distanceFromOrthogonal (training::cosineTransform (window)) < rounding);
        CHECK (distanceFromOrthogonal (training::randomTransform (window, 3)) < rounding);
    }
    CHECK (training::randomTransform (16, 3) == training::randomTransform (16, 3));
    CHECK (training::randomTransform (16, 3) != training::randomTransform (16, 4));
    // A cosine between two samples of the second row.
    CHECK (training::cosineTransform (8) (1, 0) == Approx (0.5 * std::cos (M_PI / 16.0)));
}

TEST_CASE (
    "A learned transform never raises its objective, stays orthogonal, and beats the one it began with")
{
    test::Random random (111);
    const MatrixXf frames = framesOf (training::randomTransform (windowOfTransform, 5), random);
    for (const bool isRandom : { false, true })
    {
        const MatrixXf start = isRandom ? training::randomTransform (windowOfTransform, 6)
                                        : training::cosineTransform (windowOfTransform);
        const auto fixed = learned (frames, start, false, 200);
        const auto free = learned (frames, start, true, 200);
        CHECK (fixed.transform == start);
        CHECK (distanceFromOrthogonal (free.transform) < 1e-4f);
        CHECK (free.factors.objective < 0.9 * fixed.factors.objective);
    }
}

TEST_CASE ("The transform that made a sound is one that learning does not improve by much")
{
    test::Random random (112);
    const MatrixXf truth = training::cosineTransform (windowOfTransform);
    const MatrixXf frames = framesOf (truth, random);
    const double atTruth = learned (frames, truth, false, 300).factors.objective;
    const auto found = learned (frames, training::randomTransform (windowOfTransform, 7), true, 300);
    CHECK (found.factors.objective < 1.15 * atTruth);
}

TEST_CASE ("Transform learning is cancelled by its callback")
{
    test::Random random (113);
    const MatrixXf truth = training::cosineTransform (windowOfTransform);
    const auto stopped = training::learnTransform (framesOf (truth, random), truth, 2, true, 1e-3f, 10, 1,
                                                   [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
}
