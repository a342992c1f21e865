// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/SemiNmf.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

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
