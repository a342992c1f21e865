// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Random.h"
#include "Training/Enrolment/Discriminants.h"

#include <catch2/catch.hpp>

#include <Eigen/Cholesky>

using namespace unbraid;

namespace
{
using Eigen::Index;

struct Examples
{
    Eigen::MatrixXf features{};
    std::vector<Index> classes{};
};

/** Classes whose means differ along `direction`, with noise that is alike in all, four times as strong along `loud`. */
Examples scattered (const Eigen::VectorXf& direction, const Eigen::VectorXf& loud, Index numClasses,
                    Index ofEach)
{
    test::Random random (8);
    Examples made;
    made.features.resize (direction.size(), numClasses * ofEach);
    for (Index i = 0; i < made.features.cols(); ++i)
    {
        const Index number = i / ofEach;
        made.classes.push_back (number);
        made.features.col (i) =
            0.4f * random.noise (direction.size()) + 1.6f * random.noise (1)[0] * loud +
            (2.0f * static_cast<float> (number) / static_cast<float> (numClasses - 1) - 1.0f) * direction;
    }
    return made;
}
} // namespace

TEST_CASE ("The first discriminant is along the means, less what noise has in common with them")
{
    Eigen::VectorXf direction = Eigen::VectorXf::Zero (6), loud = direction;
    direction.head (2) << 1.0f, 1.0f;
    loud[1] = 1.0f;
    const auto examples = scattered (direction, loud, 5, 400);
    const auto found = training::discriminants (examples.features, examples.classes, 2, 1e-6);
    REQUIRE (found.weights.rows() == 2);
    const Eigen::VectorXf first = found.weights.row (0).transpose().normalized();
    CHECK (std::abs (first[0]) > 0.98f); // the loud feature tells less of the class
    const Eigen::MatrixXf values = (found.weights * examples.features).colwise() + found.bias;
    for (Index direct = 0; direct < 2; ++direct)
    {
        CHECK (values.row (direct).mean() == Approx (0.0).margin (1e-4));
        CHECK (values.row (direct).squaredNorm() / static_cast<float> (values.cols()) ==
               Approx (1.0).margin (1e-3));
    }
    const float shared = values.row (0).dot (values.row (1)) / static_cast<float> (values.cols());
    CHECK (std::abs (shared) < 1e-2f);
}

TEST_CASE (
    "Of two classes the discriminant is Fisher's, the difference of the means over the covariance within")
{
    test::Random random (9);
    Eigen::MatrixXf mixing (4, 4);
    mixing.reshaped() = random.noise (16);
    mixing.diagonal().array() += 1.0f;
    Eigen::MatrixXf features (4, 600);
    std::vector<Index> classes;
    for (Index i = 0; i < features.cols(); ++i)
    {
        features.col (i) = mixing * random.noise (4);
        if (i % 2 == 1)
            features.col (i) += Eigen::Vector4f (0.5f, -0.2f, 0.3f, 0.4f);
        classes.push_back (i % 2);
    }
    Eigen::VectorXf means[2] = { Eigen::VectorXf::Zero (4), Eigen::VectorXf::Zero (4) };
    for (Index i = 0; i < features.cols(); ++i)
        means[i % 2] += features.col (i) / 300.0f;
    Eigen::MatrixXf within = Eigen::MatrixXf::Zero (4, 4);
    for (Index i = 0; i < features.cols(); ++i)
    {
        const Eigen::VectorXf own = features.col (i) - means[i % 2];
        within += own * own.transpose();
    }
    const Eigen::VectorXf expected = within.ldlt().solve (means[1] - means[0]).normalized();
    const auto found = training::discriminants (features, classes, 1, 1e-7);
    CHECK (std::abs (found.weights.row (0).transpose().normalized().dot (expected)) ==
           Approx (1.0).margin (1e-3));
}

TEST_CASE ("Features that never change and more features than examples do no harm")
{
    test::Random random (10);
    Eigen::MatrixXf features (30, 8);
    for (Index i = 0; i < 8; ++i)
        features.col (i) = random.noise (30);
    features.row (3).setConstant (2.0f);
    const auto found = training::discriminants (features, { 0, 0, 1, 1, 2, 2, 3, 3 }, 5, 1.0);
    CHECK (found.weights.allFinite());
    CHECK (found.bias.allFinite());
}
