// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Masking/SpatialFilter.h"

#include "Support/Random.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

namespace
{
constexpr Index bins = 65;
constexpr double hopSeconds = 0.005;
constexpr core::SpatialSettings on{ true, 10.0f };

MatrixXcf noise (test::Random& random, Index rows, Index columns)
{
    MatrixXcf values (rows, columns);
    for (auto& value : values.reshaped())
        value = { random.uniform (-1.0f, 1.0f), random.uniform (-1.0f, 1.0f) };
    return values;
}

MatrixXf randomMasks (test::Random& random, Index sources)
{
    MatrixXf masks (bins, sources);
    for (auto& mask : masks.reshaped())
        mask = random.uniform (0.0f, 1.0f);
    if (sources > 1)
        masks.col (0).head (5).setZero();
    return masks.array().colwise() / masks.rowwise().sum().array();
}

core::SpatialFilter filterFor (Index channels, Index sources)
{
    core::SpatialFilter filter;
    filter.prepare (channels, sources, hopSeconds, on);
    return filter;
}

/** Two sources from two directions, one at a time in most bins, with masks that separate them only in part. */
struct TwoPlaces
{
    Eigen::Vector2f left{ 0.9f, 0.3f }, right{ 0.2f, 0.8f };
    MatrixXcf mixture{ bins, 2 }, first{ bins, 2 };
    MatrixXf masks{ bins, 2 };

    void next (test::Random& random)
    {
        const MatrixXcf sounds = noise (random, bins, 2);
        for (Index bin = 0; bin < bins; ++bin)
        {
            const float a = random.uniform (0.0f, 1.0f) < 0.5f ? 1.0f : 0.1f, b = a < 1.0f ? 1.0f : 0.1f;
            first.row (bin) = a * sounds (bin, 0) * left.cast<std::complex<float>>().transpose();
            mixture.row (bin) =
                first.row (bin) + b * sounds (bin, 1) * right.cast<std::complex<float>>().transpose();
            const float mask = a * a / (a * a + b * b);
            masks.row (bin) << 0.2f + 0.6f * mask, 0.8f - 0.6f * mask;
        }
    }
};

float errorOf (const TwoPlaces& scene, const MatrixXcf& estimate)
{
    return (estimate - scene.first).norm() / scene.first.norm();
}
} // namespace

TEST_CASE ("Sources that were placed sum to the mixture, whatever masks, channels and places")
{
    test::Random random (1);
    for (const Index channels : { 2, 3, 8 })
        for (const Index sources : { 1, 2, 5 })
        {
            auto filter = filterFor (channels, sources);
            MatrixXcf parts (bins, sources * channels);
            for (int frame = 0; frame < 50; ++frame)
            {
                MatrixXcf mixture = noise (random, bins, channels);
                mixture.row (7).setZero();
                filter.apply (mixture, randomMasks (random, sources), true, parts);
                MatrixXcf sum = MatrixXcf::Zero (bins, channels);
                for (Index source = 0; source < sources; ++source)
                    sum += parts.middleCols (source * channels, channels);
                REQUIRE ((sum - mixture).norm() < 1e-5f * mixture.norm());
            }
        }
}

TEST_CASE ("Where all sound is from one direction, placed sources sum to it within the rounding of a sum")
{
    constexpr float rounding = 1.2e-7f; // two of a float; the rounding of the inverse is twice that
    test::Random random (7);
    auto filter = filterFor (2, 2);
    MatrixXcf parts (bins, 4);
    for (int frame = 0; frame < 200; ++frame)
    {
        const MatrixXcf mixture = noise (random, bins, 1) * Eigen::RowVector2f (0.9f, 0.3f);
        filter.apply (mixture, randomMasks (random, 2), true, parts);
        REQUIRE ((parts.leftCols (2) + parts.rightCols (2) - mixture).norm() < rounding * mixture.norm());
    }
}

TEST_CASE ("As long as nothing was learned the masks are the filter")
{
    test::Random random (2);
    auto filter = filterFor (2, 3);
    const MatrixXcf mixture = noise (random, bins, 2);
    const MatrixXf masks = randomMasks (random, 3);
    MatrixXcf parts (bins, 6);
    for (int frame = 0; frame < 3; ++frame)
        filter.apply (mixture, masks, false, parts);
    for (Index source = 0; source < 3; ++source)
        for (Index channel = 0; channel < 2; ++channel)
            CHECK (
                (parts.col (2 * source + channel) - masks.col (source).asDiagonal() * mixture.col (channel))
                    .norm() < 1e-5f * mixture.norm());
    CHECK (filter.covariance (1).isApprox (0.5f * MatrixXf::Identity (2, 2)));
}

TEST_CASE ("Places are learned from masks that hardly know, and separate far better than these")
{
    test::Random random (3);
    TwoPlaces scene;
    auto filter = filterFor (2, 2);
    MatrixXcf parts (bins, 4);
    for (int frame = 0; frame < 400; ++frame)
    {
        scene.next (random);
        filter.apply (scene.mixture, scene.masks, true, parts);
    }
    const Eigen::Matrix2f left = scene.left * scene.left.transpose() / scene.left.squaredNorm();
    const Eigen::Matrix2f right = scene.right * scene.right.transpose() / scene.right.squaredNorm();
    CHECK ((filter.covariance (0) - left).norm() < 0.25f);
    CHECK ((filter.covariance (1) - right).norm() < 0.25f);
    MatrixXcf masked (bins, 2);
    for (Index channel = 0; channel < 2; ++channel)
        masked.col (channel) = scene.masks.col (0).asDiagonal() * scene.mixture.col (channel);
    CHECK (errorOf (scene, parts.leftCols (2)) < 0.5f * errorOf (scene, masked));

    filter.reset();
    CHECK (filter.covariance (0).isApprox (0.5f * MatrixXf::Identity (2, 2)));
}

TEST_CASE ("The level of the sound says nothing about places")
{
    const auto learnedAt = [] (float level)
    {
        test::Random random (4);
        TwoPlaces scene;
        auto filter = filterFor (2, 2);
        MatrixXcf parts (bins, 4);
        for (int frame = 0; frame < 50; ++frame)
        {
            scene.next (random);
            filter.apply (level * scene.mixture, scene.masks, true, parts);
        }
        return MatrixXf (filter.covariance (0));
    };
    const MatrixXf reference = learnedAt (1.0f);
    CHECK (learnedAt (1e-4f).isApprox (reference, 1e-3f));
    CHECK (learnedAt (100.0f).isApprox (reference, 1e-3f));
}

TEST_CASE ("Placing keeps the rules of the audio thread, with two channels and with eight")
{
    test::Random random (5);
    for (const Index channels : { 2, 8 })
    {
        auto filter = filterFor (channels, 3);
        const MatrixXcf mixture = noise (random, bins, channels);
        const MatrixXf masks = randomMasks (random, 3);
        MatrixXcf parts (bins, 3 * channels);
        test::RealtimeTrap trap;
        for (int frame = 0; frame < 20; ++frame)
            filter.apply (mixture, masks, true, parts);
        filter.set ({ true, 1.0f });
        filter.reset();
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
    }
}

TEST_CASE ("Sound that is no number does no lasting harm")
{
    test::Random random (6);
    auto filter = filterFor (2, 2);
    MatrixXcf mixture = noise (random, bins, 2);
    const MatrixXf masks = randomMasks (random, 2);
    MatrixXcf parts (bins, 4);
    filter.apply (mixture, masks, true, parts);
    mixture (3, 0) = { std::nanf (""), 0.0f };
    filter.apply (mixture, masks, true, parts);
    mixture (3, 0) = { 0.0f, 0.0f };
    filter.apply (mixture, masks, true, parts);
    CHECK (parts.allFinite());
}
