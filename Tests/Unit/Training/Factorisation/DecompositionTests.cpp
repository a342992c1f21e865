// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Decomposition.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Frames.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <vector>

using namespace unbraid;
using Eigen::Index;
using training::DecompositionProgress;
using training::DecompositionSpec;

namespace
{
/** A start that fits nothing yet. */
training::Factors randomFactors (Index numBins, Index numAtoms, Index numFrames)
{
    test::Random random (9);
    training::Factors factors{ random.positive (numBins, numAtoms), random.positive (numAtoms, numFrames),
                               0.0 };
    core::normaliseAtoms (factors.atoms);
    return factors;
}

Eigen::MatrixXf randomSpectra (Index numBins, Index numFrames)
{
    const Eigen::MatrixXf spectra = test::Random (1).positive (numBins, numFrames);
    return spectra / spectra.mean();
}

training::Factors smoothed (const Eigen::MatrixXf& spectra, const DecompositionSpec& spec, int iterations)
{
    auto factors = training::smoothFactors (spectra, randomFactors (spectra.rows(), 5, spectra.cols()), spec,
                                            iterations, [] (int, double) { return true; });
    REQUIRE (factors.ok());
    return std::move (factors).value();
}

/** sum D_IS (h_n | h_(n-1)), over all atoms and frames. */
double roughness (const Eigen::MatrixXf& activations)
{
    const Index pairs = activations.cols() - 1;
    const Eigen::ArrayXXd ratio = activations.rightCols (pairs).cast<double>().array() /
                                  activations.leftCols (pairs).cast<double>().array();
    return (ratio - ratio.log() - 1.0).sum();
}
} // namespace

TEST_CASE ("The objective of smooth NMF never rises, however strong the prior and for any beta")
{
    constexpr double floatNoise = 3e-5; // of the objective: sums of float32 products over all frames
    constexpr double zero = 1e-5;       // few frames are fitted perfectly, but for rounding
    for (const Index numFrames : { 1, 2, 3, 200 })
        for (const auto& divergence : { std::pair{ 0.0f, 0.0f },
                                        { 0.0f, 0.1f },
                                        { 0.0f, 10.0f },
                                        { 0.0f, 1000.0f },
                                        { 1.0f, 0.0f },
                                        { 2.0f, 0.0f } })
        {
            const float beta = divergence.first;
            const float smoothness = divergence.second;
            DecompositionSpec spec;
            spec.beta = beta;
            spec.smoothness = smoothness;
            const auto spectra = randomSpectra (40, numFrames);
            double last = std::numeric_limits<double>::max();
            const auto watch = [&] (int iteration, double objective)
            {
                INFO (numFrames << " frames, beta " << beta << ", lambda " << smoothness << ", iteration "
                                << iteration);
                CHECK (objective <= last + floatNoise * std::abs (last) + zero);
                last = objective;
                return true;
            };
            REQUIRE (
                training::smoothFactors (spectra, randomFactors (40, 5, numFrames), spec, 60, watch).ok());
        }
}

TEST_CASE ("The stronger the prior, the smoother the activations")
{
    const auto spectra = randomSpectra (40, 200);
    double last = std::numeric_limits<double>::max();
    for (const float smoothness : { 0.0f, 1.0f, 10.0f, 100.0f, 1000.0f })
    {
        DecompositionSpec spec;
        spec.smoothness = smoothness;
        const double now = roughness (smoothed (spectra, spec, 100).activations);
        INFO ("lambda " << smoothness);
        CHECK (now < 0.8 * last);
        last = now;
    }
}

TEST_CASE ("The smooth prior does not care which way time runs")
{
    // Turned round in time D_IS (a | b) becomes D_IS (b | a): not the same, but alike for small steps.
    constexpr double alike = 0.05;
    const auto spectra = randomSpectra (40, 200);
    DecompositionSpec spec;
    spec.smoothness = 300.0f;
    const auto forwards = smoothed (spectra, spec, 100);
    const auto backwards = smoothed (spectra.rowwise().reverse(), spec, 100);
    CHECK (backwards.objective == Approx (forwards.objective).epsilon (alike));
}

TEST_CASE ("Smooth NMF and its search do not depend on the threads, byte for byte")
{
    const auto spectra = randomSpectra (30, 700);
    const auto run = [&] (int threads)
    {
        DecompositionSpec spec;
        spec.smoothness = 1.0f;
        spec.numAtoms = 3;
        spec.iterations = 40;
        spec.numThreads = threads;
        auto factors =
            training::decompose (spectra, spec, [] (const DecompositionProgress&) { return true; });
        REQUIRE (factors.ok());
        CHECK (factors.value().atoms.cols() == 3);
        return std::move (factors).value();
    };
    const auto one = run (1);
    const auto three = run (3);
    CHECK (one.atoms == three.atoms);
    CHECK (one.activations == three.activations);
}

TEST_CASE ("Of five plain starts the one that ends lowest is kept where the number of atoms is given")
{
    const auto spectra = randomSpectra (30, 40);
    DecompositionSpec spec;
    spec.beta = 1.0f;
    spec.numAtoms = 3;
    spec.iterations = 40;
    std::vector<double> ends; // of the starts
    const auto found = training::decompose (spectra, spec,
                                            [&] (const DecompositionProgress& progress)
                                            {
                                                CHECK (progress.numIterations == 5 * spec.iterations);
                                                if (progress.iteration % spec.iterations == 0)
                                                    ends.push_back (progress.objective);
                                                return true;
                                            });
    REQUIRE (found.ok());
    REQUIRE (ends.size() == 5);
    const auto lowest = std::min_element (ends.begin(), ends.end());
    CHECK (found.value().objective == *lowest);
    CHECK (*std::max_element (ends.begin(), ends.end()) > *lowest);
    spec.seed += static_cast<unsigned int> (lowest - ends.begin()); // then it is the first, and may be beaten
    const auto again = training::decompose (spectra, spec, [] (const auto&) { return true; });
    REQUIRE (again.ok());
    CHECK (again.value().objective <= *lowest);
}

TEST_CASE ("A decomposition is cancelled by its callback in both of its stages")
{
    for (const int last : { 3, 42 })
    {
        DecompositionSpec spec;
        spec.numAtoms = 2;
        spec.iterations = 40;
        const auto result = training::decompose (randomSpectra (20, 50), spec,
                                                 [&] (const DecompositionProgress& progress)
                                                 { return progress.iteration < last; });
        REQUIRE_FALSE (result.ok());
        CHECK (result.error().cancelled);
    }
}

TEST_CASE ("Tight frames give a recording back, and its energy")
{
    constexpr float rounding = 1e-5f;
    for (const Index length : { 1, 100, 511, 512, 513, 5000 })
    {
        core::Frames frames;
        REQUIRE (frames.prepare (16000.0, 0.032).ok());
        REQUIRE (frames.window() == 512);
        const Eigen::VectorXf samples = test::Random (2).noise (length);
        Eigen::VectorXf again ((frames.numFrames (length) - 1) * frames.hop());
        Eigen::VectorXf leftOver = Eigen::VectorXf::Zero (frames.hop());
        Eigen::VectorXcf spectrum (frames.numBins());
        for (Index frame = 0; frame < frames.numFrames (length); ++frame)
        {
            frames.analyse (samples, frame, spectrum);
            const Eigen::VectorXf hop = frames.synthesise (spectrum, leftOver);
            if (frame > 0)
                again.segment ((frame - 1) * frames.hop(), frames.hop()) = hop;
        }
        CHECK ((again.head (length) - samples).cwiseAbs().maxCoeff() < rounding);
        CHECK (again.tail (again.size() - length).cwiseAbs().sum() < rounding * 512.0f);
        const Eigen::MatrixXf power = frames.powerSpectra (samples);
        const float energy = 2.0f * power.sum() - power.topRows (1).sum() - power.bottomRows (1).sum();
        CHECK (energy / 512.0f == Approx (samples.squaredNorm()).epsilon (1e-4)); // Parseval
    }
}

TEST_CASE ("Windows that are too short or too long are refused")
{
    core::Frames frames;
    CHECK_FALSE (frames.prepare (16000.0, 0.0009).ok());
    CHECK_FALSE (frames.prepare (192000.0, 0.35).ok());
    CHECK_FALSE (frames.prepare (16000.0, std::numeric_limits<double>::quiet_NaN()).ok());
}
