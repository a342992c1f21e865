// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/AnisotropicGaussian.h"
#include "Offline/Phase/PhaseAdvance.h"
#include "Unit/Offline/PhaseMaterial.h"

#include <Eigen/Dense>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
using Complex = std::complex<float>;

/** The covariance of real and imaginary parts. */
Eigen::Matrix2d realCovariance (const offline::ComplexGaussian& gaussian)
{
    const auto relation = std::complex<double> (gaussian.relation);
    const double variance = static_cast<double> (gaussian.variance);
    Eigen::Matrix2d covariance;
    covariance << variance + relation.real(), relation.imag(), relation.imag(), variance - relation.real();
    return 0.5 * covariance;
}

Eigen::Vector2d realMean (std::complex<float> mean)
{
    return { static_cast<double> (mean.real()), static_cast<double> (mean.imag()) };
}

offline::ComplexGaussian priorOf (const offline::PhaseMoments& moments, float variance, Complex direction)
{
    const auto mean = static_cast<float> (moments.mean);
    return { mean * std::sqrt (variance) * direction,
             static_cast<float> (moments.relation) * variance * direction * direction,
             (1.0f - mean * mean) * variance };
}
} // namespace

TEST_CASE ("The moments of a phase are those of Bessel's functions")
{
    CHECK (offline::phaseMoments (0.0).mean == Approx (0.0).margin (1e-12));
    CHECK (offline::phaseMoments (0.0).relation == Approx (0.0).margin (1e-12));
    // I0 (1) = 1.2660658778, I1 (1) = 0.5651591040, I2 (1) = 0.1357476698: Abramowitz & Stegun, table 9.8
    const double mean = 0.8862269255 * 0.5651591040 / 1.2660658778;
    CHECK (offline::phaseMoments (1.0).mean == Approx (mean).epsilon (1e-8));
    CHECK (offline::phaseMoments (1.0).relation ==
           Approx (0.1357476698 / 1.2660658778 - mean * mean).epsilon (1e-7));
    CHECK (offline::phaseMoments (1e4).mean == Approx (0.8862269255).epsilon (1e-3)); // a known phase
}

TEST_CASE ("The posterior of a bin is that of real Gaussians of two dimensions, and sums to the mixture")
{
    const float concentration = 3.0f;
    const auto moments = offline::phaseMoments (static_cast<double> (concentration));
    const float variances[]{ 1.0f, 0.25f, 0.5f };
    const Complex directions[]{ std::polar (1.0f, 0.4f), std::polar (1.0f, -2.0f), std::polar (1.0f, 1.6f) };
    const Complex mixture (0.7f, -0.9f);
    offline::AnisotropicBin bin (concentration, 3);
    Eigen::Matrix2d total = Eigen::Matrix2d::Zero();
    Eigen::Vector2d rest = realMean (mixture);
    for (size_t source = 0; source < 3; ++source)
    {
        bin.setSource (source, variances[source], directions[source]);
        const auto prior = priorOf (moments, variances[source], directions[source]);
        total += realCovariance (prior);
        rest -= realMean (prior.mean);
    }
    bin.condition (mixture);
    Eigen::Vector2d sum = Eigen::Vector2d::Zero();
    for (size_t source = 0; source < 3; ++source)
    {
        const auto prior = priorOf (moments, variances[source], directions[source]);
        const Eigen::Matrix2d own = realCovariance (prior);
        const Eigen::Vector2d mean = realMean (prior.mean) + own * total.inverse() * rest;
        const auto found = bin.posterior (source);
        CHECK ((realMean (found.mean) - mean).norm() < 1e-5);
        CHECK ((realCovariance (found) - (own - own * total.inverse() * own)).norm() < 1e-5);
        sum += realMean (found.mean);
    }
    CHECK ((sum - realMean (mixture)).norm() < 1e-5);
    const double expected =
        0.5 * std::log (4.0 * total.determinant()) + 0.5 * rest.dot (total.inverse() * rest);
    CHECK (static_cast<double> (bin.negativeLogLikelihood()) == Approx (expected).epsilon (1e-4));
}

TEST_CASE ("The phases of a steady partial turn at its frequency, wherever it lies between bins")
{
    auto transform = transformFor (2000);
    const auto& geometry = transform.geometry();
    for (const double position : { 20.0, 20.25, 20.5, 33.8 })
    {
        const double hz = position * geometry.sampleRateHz / static_cast<double> (geometry.fft);
        const VectorXf tone = VectorXf::NullaryExpr (
            transform.numSamples(),
            [&] (Index n)
            {
                return static_cast<float> (
                    std::cos (2.0 * std::numbers::pi * hz * static_cast<double> (n) / geometry.sampleRateHz));
            });
        const MatrixXcf spectra = transform.forward (tone);
        offline::PhaseAdvance advance (geometry);
        const Eigen::VectorXcf& turns = advance.follow (spectra.col (4).cwiseAbs2());
        const auto peak = static_cast<Index> (std::lround (position));
        for (Index bin = peak - 1; bin <= peak + 1; ++bin)
        {
            const auto turned = spectra (bin, 3) / std::abs (spectra (bin, 3)) * turns[bin];
            INFO (position << ", bin " << bin);
            CHECK (std::abs (std::arg (turned * std::conj (spectra (bin, 4)))) < 0.08f);
        }
    }
}
