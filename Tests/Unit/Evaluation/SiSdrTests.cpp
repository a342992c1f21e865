// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/SiSdr.h"

#include "Unit/Evaluation/TestSignals.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace unbraid;

namespace
{
// The signals are 32-bit floats: adding and scaling them rounds at 1e-7, far below a score of 40 dB.
constexpr double toleranceDb = 1e-3;

double scoreDb (const Eigen::VectorXf& reference, const Eigen::VectorXf& estimate)
{
    const core::Result<double> score = evaluation::siSdrDb (reference, estimate);
    REQUIRE (score.ok());
    return score.value();
}

/** Noise with its projection on the reference and its mean taken away, at the given level below it. */
Eigen::VectorXf orthogonalNoise (const Eigen::VectorXf& reference, double levelDb)
{
    Eigen::VectorXd wanted = reference.cast<double>();
    wanted.array() -= wanted.mean();
    Eigen::VectorXd other = tests::noise (9, reference.size()).cast<double>();
    other.array() -= other.mean();
    other -= wanted * (other.dot (wanted) / wanted.squaredNorm());
    other *= std::pow (10.0, -levelDb / 20.0) * wanted.norm() / other.norm();
    return other.cast<float>();
}
} // namespace

TEST_CASE ("SI-SDR of orthogonal noise x dB below the reference is x dB")
{
    const Eigen::VectorXf reference = tests::noise (5, 12345);
    for (const double levelDb : { -20.0, -3.0, 0.0, 3.0, 10.0, 40.0 })
        CHECK (scoreDb (reference, reference + orthogonalNoise (reference, levelDb)) ==
               Approx (levelDb).margin (toleranceDb));
}

TEST_CASE ("SI-SDR does not change with the scale, sign or offset of either signal")
{
    const Eigen::VectorXf reference = tests::bursts();
    const Eigen::VectorXf estimate = reference + 0.2f * tests::noise (6, reference.size());
    const double score = scoreDb (reference, estimate);
    const Eigen::VectorXf one = Eigen::VectorXf::Ones (reference.size());
    for (const float scale : { 1e-6f, 0.3f, -1.0f, 7.0f, 1e6f })
    {
        CHECK (scoreDb (reference, scale * estimate) == Approx (score).margin (toleranceDb));
        CHECK (scoreDb (scale * reference, estimate) == Approx (score).margin (toleranceDb));
    }
    CHECK (scoreDb (reference, estimate + 0.5f * one) == Approx (score).margin (toleranceDb));
    CHECK (scoreDb (reference - 0.5f * one, estimate) == Approx (score).margin (toleranceDb));
}

TEST_CASE ("SI-SDR falls as noise rises")
{
    const Eigen::VectorXf reference = tests::bursts();
    double before = evaluation::siSdrLimitDb;
    for (const float gain : { 0.001f, 0.01f, 0.1f, 0.5f, 1.0f, 5.0f })
    {
        const double score = scoreDb (reference, reference + gain * tests::noise (7, reference.size()));
        CHECK (score < before);
        before = score;
    }
}

TEST_CASE ("SI-SDR of the reference itself is the upper limit and of silence the lower one")
{
    const Eigen::VectorXf reference = tests::noise (8, 1000);
    CHECK (scoreDb (reference, reference) == evaluation::siSdrLimitDb);
    CHECK (scoreDb (reference, 0.3f * reference) == evaluation::siSdrLimitDb);
    CHECK (scoreDb (reference, Eigen::VectorXf::Zero (1000)) == -evaluation::siSdrLimitDb);
    CHECK (scoreDb (reference, Eigen::VectorXf::Constant (1000, 0.1f)) == -evaluation::siSdrLimitDb);
}

TEST_CASE ("SI-SDR of several channels is the mean of theirs")
{
    Eigen::MatrixXf reference (2000, 2);
    reference << tests::noise (1, 2000), tests::noise (2, 2000);
    Eigen::MatrixXf estimate = reference;
    estimate.col (0) += orthogonalNoise (reference.col (0), 4.0);
    estimate.col (1) += orthogonalNoise (reference.col (1), 10.0);
    const core::Result<double> score = evaluation::meanSiSdrDb (reference, estimate);
    REQUIRE (score.ok());
    CHECK (score.value() == Approx (7.0).margin (toleranceDb));
}

TEST_CASE ("SI-SDR refuses signals it is not defined for, and says why")
{
    const Eigen::VectorXf good = tests::noise (3, 100);
    Eigen::VectorXf broken = good;
    broken[42] = std::numeric_limits<float>::quiet_NaN();
    Eigen::VectorXf endless = good;
    endless[7] = -std::numeric_limits<float>::infinity();

    struct Row
    {
        const char* says;
        Eigen::VectorXf reference, estimate;
    };
    const std::vector<Row> rows{ { "length of the estimate: found 99", good, good.head (99) },
                                 { "reference, sample 42: found nan", broken, good },
                                 { "estimate, sample 7: found -inf", good, endless },
                                 { "at least 2", good.head (1), good.head (1) },
                                 { "at least 2", good.head (0), good.head (0) },
                                 { "silence or a constant", Eigen::VectorXf::Zero (100), good },
                                 { "silence or a constant", Eigen::VectorXf::Constant (100, 0.1f), good } };
    for (const Row& row : rows)
    {
        const core::Result<double> score = evaluation::siSdrDb (row.reference, row.estimate);
        REQUIRE_FALSE (score.ok());
        CHECK_THAT (score.error().message(), Catch::Contains (row.says));
    }
}

TEST_CASE ("SI-SDR of several channels names the channel that is wrong")
{
    Eigen::MatrixXf reference (100, 2);
    reference << tests::noise (1, 100), tests::noise (2, 100);
    Eigen::MatrixXf broken = reference;
    broken (42, 1) = std::numeric_limits<float>::quiet_NaN();
    const core::Result<double> endless = evaluation::meanSiSdrDb (reference, broken);
    REQUIRE_FALSE (endless.ok());
    CHECK_THAT (endless.error().message(), Catch::Contains ("channel 2, estimate, sample 42"));

    const core::Result<double> fewer = evaluation::meanSiSdrDb (reference, reference.leftCols (1));
    REQUIRE_FALSE (fewer.ok());
    CHECK_THAT (fewer.error().message(), Catch::Contains ("channels of the estimate: found 1"));
    CHECK_FALSE (evaluation::meanSiSdrDb (reference.leftCols (0), reference.leftCols (0)).ok());
}

TEST_CASE ("SI-SDR of an instrument that is panned hard is that of the channel where it sounds")
{
    Eigen::MatrixXf reference (100, 2), estimate (100, 2);
    reference << tests::noise (1, 100), Eigen::VectorXf::Zero (100);
    estimate << tests::noise (1, 100) + 0.1f * tests::noise (2, 100), tests::noise (3, 100);
    CHECK (evaluation::hasSiSdr (reference));
    CHECK (evaluation::meanSiSdrDb (reference, estimate).value() ==
           evaluation::siSdrDb (reference.col (0), estimate.col (0)).value());

    const Eigen::MatrixXf silence = Eigen::MatrixXf::Zero (100, 2);
    CHECK_FALSE (evaluation::hasSiSdr (silence));
    const core::Result<double> undefined = evaluation::meanSiSdrDb (silence, estimate);
    REQUIRE_FALSE (undefined.ok());
    CHECK_THAT (undefined.error().message(), Catch::Contains ("silence or a constant"));
}
