// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/SemiNmf.h"

#include "Support/Random.h"

#include <Eigen/LU>
#include <catch2/catch.hpp>

#include <complex>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
using offline::SemiTarget;

namespace
{
struct FramedNoise
{
    explicit FramedNoise (Index overlap)
    {
        REQUIRE (frames.prepare (core::sineFrames (16, overlap)).ok());
        frames.setNumSamples (700);
        spectra = frames.forward (test::Random (71).noise (700));
    }

    core::Frames frames;
    MatrixXcf spectra;
};

training::DecompositionSpec specOf (int iterations, Index numAtoms)
{
    training::DecompositionSpec spec;
    spec.iterations = iterations;
    spec.numAtoms = numAtoms;
    return spec;
}
} // namespace

TEST_CASE ("Semi-NMF never raises its objective, which is the misfit of the frames or of the sound")
{
    for (const Index overlap : { 2, 4 })
        for (const auto target : { SemiTarget::frames, SemiTarget::sound })
        {
            FramedNoise noise (overlap);
            double last = std::numeric_limits<double>::max();
            const auto found =
                offline::semiFactors (noise.frames, noise.spectra, target, specOf (150, 5),
                                      [&] (int iteration, double objective)
                                      {
                                          constexpr double floatSums = 1e-5;
                                          INFO ("overlap " << overlap << ", iteration " << iteration);
                                          CHECK (objective <= last * (1.0 + floatSums));
                                          last = objective;
                                          return true;
                                      });
            REQUIRE (found.ok());
            CHECK (found.value().activations.minCoeff() >= 0.0f);
            MatrixXcf model = found.value().spectra * found.value().activations;
            if (target == SemiTarget::sound)
                noise.frames.project (model);
            const double left = noise.frames.product (noise.spectra - model, noise.spectra - model);
            CHECK (left <= last * 1.0001); // after the last update
            CHECK (left > 0.8 * last);
        }
}

TEST_CASE ("An update of semi-NMF is that of its equations, each bin as often as it stands in the transform")
{
    // W = X H^T (H H^T)^-1, then H sqrt ((A+ + B- H) / (A- + B+ H)) with A = Re W^H D X, B = Re W^H D W: Ding, Li & Jordan 2010.
    FramedNoise noise (2);
    const auto found = [&noise] (int iterations)
    {
        const auto factors = offline::semiFactors (noise.frames, noise.spectra, SemiTarget::frames,
                                                   specOf (iterations, 3), [] (int, double) { return true; });
        REQUIRE (factors.ok());
        return factors.value();
    };
    const auto before = found (1), after = found (2);
    const Eigen::MatrixXd h = before.activations.cast<double>();
    const Eigen::MatrixXcd x = noise.spectra.cast<std::complex<double>>();
    const Eigen::MatrixXcd w = x * (h.transpose() * (h * h.transpose()).inverse()).eval();
    const Eigen::VectorXd weights = noise.frames.binWeights().cast<double>();
    const Eigen::ArrayXXd a = (w.adjoint() * weights.asDiagonal() * x).real().array();
    const Eigen::MatrixXd b = (w.adjoint() * weights.asDiagonal() * w).real();
    const Eigen::ArrayXXd above = a.max (0.0) + ((-b).cwiseMax (0.0) * h).array();
    const Eigen::ArrayXXd below = (-a).max (0.0) + (b.cwiseMax (0.0) * h).array();
    const Eigen::MatrixXd expected = (h.array() * (above / below).sqrt()).matrix();
    CHECK ((after.spectra.cast<std::complex<double>>() - w).norm() < 1e-3 * w.norm());
    CHECK ((after.activations.cast<double>() - expected).norm() < 1e-3 * expected.norm());
}

TEST_CASE ("Semi-NMF of frames that are complex spectra times levels finds them")
{
    FramedNoise noise (2);
    const MatrixXf h = test::Random (72).positive (2, noise.spectra.cols());
    const MatrixXcf w = noise.spectra.leftCols (2), truth = w * h;
    const auto found = offline::semiFactors (noise.frames, truth, SemiTarget::frames, specOf (2000, 2),
                                             [] (int, double) { return true; });
    REQUIRE (found.ok());
    const MatrixXcf model = found.value().spectra * found.value().activations;
    CHECK ((model - truth).norm() < 0.01f * truth.norm());
}
