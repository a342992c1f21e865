// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/FramePosterior.h"
#include "Restoration/TriangularKernels.h"

#include <Eigen/Dense>
#include <catch2/catch.hpp>

#include <complex>
#include <numbers>

using namespace unbraid::restoration;
using Eigen::Index;

namespace
{
constexpr Index length = 48;

/** The unitary DFT, written out. */
Eigen::MatrixXcd unitaryDft()
{
    return Eigen::MatrixXcd::NullaryExpr (length, length,
                                          [] (Index row, Index column)
                                          {
                                              const double turn = static_cast<double> (row * column) / length;
                                              return std::polar (1.0 /
                                                                     std::sqrt (static_cast<double> (length)),
                                                                 -2.0 * std::numbers::pi * turn);
                                          });
}

/** Variances that reach over 60 dB, of all bins of the transform. */
Eigen::VectorXd fullVariances (const Eigen::VectorXf& half)
{
    return Eigen::VectorXd::NullaryExpr (
        length, [&half] (Index bin) { return static_cast<double> (half[std::min (bin, length - bin)]); });
}

struct Example
{
    Eigen::VectorXf variances;
    DamagedFrame frame;
};

Example exampleWith (Index numMissing)
{
    Example example;
    example.variances = Eigen::VectorXf::NullaryExpr (
        length / 2 + 1, [] (Index bin)
        { return std::pow (10.0f, -6.0f * std::abs (std::sin (0.7f * static_cast<float> (bin)))); });
    example.frame.samples =
        Eigen::VectorXd::NullaryExpr (length,
                                      [] (Index n)
                                      {
                                          const auto time = static_cast<double> (n);
                                          return std::sin (0.3 * time) + 0.2 * std::cos (1.1 * time * time);
                                      });
    for (Index n = 0; n < length; ++n) // 5 and 48 have no common factor: spread over the frame
        ((n * 5) % length < numMissing ? example.frame.missing : example.frame.known).push_back (n);
    return example;
}

/** Mean and expected power by the textbook's conditional Gaussian, with the whole matrices. */
struct Expected
{
    Eigen::VectorXd mean, power;
};

Expected conditioned (const Example& example)
{
    const auto& [variances, frame] = example;
    const Eigen::MatrixXcd dft = unitaryDft();
    const Eigen::MatrixXd covariance = (dft.adjoint() * fullVariances (variances).asDiagonal() * dft).real();
    const Eigen::MatrixXd all = covariance (Eigen::all, frame.known);
    const Eigen::MatrixXd known = covariance (frame.known, frame.known);
    const Eigen::MatrixXd gain = all * known.inverse();
    Expected expected;
    expected.mean = gain * frame.samples (frame.known);
    const Eigen::MatrixXd remaining = covariance - gain * all.transpose();
    expected.power = (dft * expected.mean).cwiseAbs2() + (dft * remaining * dft.adjoint()).diagonal().real();
    return expected;
}
} // namespace

TEST_CASE ("a frame's posterior is the Gaussian one, whether few samples are missing or most")
{
    FramePosterior posterior;
    REQUIRE (posterior.prepare (length).ok());
    for (const Index numMissing : { 1, 7, 23, 25, 40, 47 })
    {
        INFO (numMissing << " missing");
        const auto example = exampleWith (numMissing);
        const auto expected = conditioned (example);
        const auto& found = posterior.condition (example.variances, example.frame);
        CHECK ((found.mean - expected.mean).norm() < 1e-6 * expected.mean.norm());
        const Eigen::VectorXd power = found.power.cast<double>();
        CHECK ((power - expected.power.head (length / 2 + 1)).norm() < 1e-5 * expected.power.norm());
    }
}

TEST_CASE ("the slope is the covariance's inverse times the mean, and zero where samples are missing")
{
    FramePosterior posterior;
    REQUIRE (posterior.prepare (length).ok());
    const Eigen::MatrixXcd dft = unitaryDft();
    for (const Index numMissing : { 7, 40 })
    {
        const auto example = exampleWith (numMissing);
        const auto& found = posterior.condition (example.variances, example.frame);
        const Eigen::VectorXd slope =
            (dft.adjoint() * fullVariances (example.variances).cwiseInverse().asDiagonal() * dft * found.mean)
                .real();
        CHECK ((found.slope - slope).norm() < 1e-6 * slope.norm());
        CHECK (found.slope (example.frame.missing).norm() < 1e-6 * slope.norm());
    }
}

TEST_CASE ("a frame that is lost keeps its variances as expected power, a whole one has its own")
{
    FramePosterior posterior;
    REQUIRE (posterior.prepare (length).ok());
    const auto lost = exampleWith (length);
    const auto& nothing = posterior.condition (lost.variances, lost.frame);
    CHECK (nothing.mean.norm() == 0.0);
    CHECK ((nothing.power - lost.variances).norm() < 1e-5f * lost.variances.norm());
    const auto whole = exampleWith (0);
    const auto& all = posterior.condition (whole.variances, whole.frame);
    CHECK (all.mean == whole.frame.samples);
    CHECK ((all.power - posterior.powerOf (whole.frame.samples)).norm() == 0.0f);
    const double energy =
        all.power[0] + all.power[length / 2] + 2.0 * all.power.segment (1, length / 2 - 1).sum();
    CHECK (energy == Approx (whole.frame.samples.squaredNorm()).epsilon (1e-5));
}

TEST_CASE ("the inverse of a factor turns its matrix into the identity, at every size")
{
    for (const Index size : { 1, 2, 63, 64, 65, 128, 201 })
    {
        INFO (size);
        const Eigen::MatrixXd half = Eigen::MatrixXd::NullaryExpr (
            size, size,
            [] (Index row, Index column)
            { return std::sin (1.0 + static_cast<double> (row * row + 3 * column)); });
        const Eigen::MatrixXd matrix = half * half.transpose() + Eigen::MatrixXd::Identity (size, size);
        Eigen::MatrixXd inverse = matrix;
        REQUIRE (triangularKernels().invertFactor (inverse.data(), size));
        const Eigen::MatrixXd lower = inverse.triangularView<Eigen::Lower>();
        const Eigen::MatrixXd product = lower * matrix * lower.transpose();
        CHECK ((product - Eigen::MatrixXd::Identity (size, size)).norm() < 1e-9);
        triangularKernels().multiplyFactors (inverse.data(), size);
        const Eigen::MatrixXd whole = inverse.selfadjointView<Eigen::Lower>();
        CHECK ((whole * matrix - Eigen::MatrixXd::Identity (size, size)).norm() < 1e-9);
    }
    Eigen::MatrixXd indefinite = -Eigen::MatrixXd::Identity (3, 3);
    CHECK_FALSE (triangularKernels().invertFactor (indefinite.data(), 3));
}
