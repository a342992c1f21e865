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

TEST_CASE ("A decomposition begins with the factors that it is given: their objective is the first, their "
           "zeros stay")
{
    const Eigen::MatrixXf spectra = randomSpectra (30, 80);
    auto start = randomFactors (30, 4, 80);
    start.atoms.block (10, 1, 8, 2).setZero();
    start.activations.block (2, 20, 1, 40).setZero();
    for (const float beta : { 0.0f, 0.5f, 1.0f, 2.0f })
    {
        DecompositionSpec spec;
        spec.beta = beta;
        spec.iterations = 50;
        spec.start = std::make_shared<const training::Factors> (start);
        std::vector<double> objectives;
        const auto found = training::decompose (spectra, spec,
                                                [&] (const DecompositionProgress& progress)
                                                {
                                                    objectives.push_back (progress.objective);
                                                    return true;
                                                });
        REQUIRE (found.ok());
        const Eigen::ArrayXXd v = spectra.cast<double>().array() + 1e-3;
        const Eigen::ArrayXXd p = (start.atoms * start.activations).cast<double>().array() + 1e-3;
        double written = 0.0; // D_beta, as in the paper
        if (beta == 0.0f)
            written = (v / p - (v / p).log() - 1.0).sum();
        else if (beta == 1.0f)
            written = (v * (v / p).log() - v + p).sum();
        else
        {
            const auto b = static_cast<double> (beta);
            written = (v.pow (b) + (b - 1.0) * p.pow (b) - b * v * p.pow (b - 1.0)).sum() / (b * (b - 1.0));
        }
        INFO ("beta " << beta);
        CHECK (objectives.size() == 50);
        CHECK (objectives.front() == Approx (written).epsilon (1e-4));
        CHECK (std::is_sorted (objectives.rbegin(), objectives.rend()));
        constexpr double misfit = 0.2; // of the level, under any divergence
        CHECK ((found.value().atoms * found.value().activations).sum() ==
               Approx (spectra.sum()).epsilon (misfit));
        CHECK (found.value().atoms.block (10, 1, 8, 2).maxCoeff() == 0.0f);
        CHECK (found.value().activations.block (2, 20, 1, 40).maxCoeff() == 0.0f);
        CHECK (found.value().atoms.col (0).minCoeff() > 0.0f);
    }
}

TEST_CASE ("Of one given factor the other is random, and one of another shape is refused")
{
    const Eigen::MatrixXf spectra = randomSpectra (30, 80);
    const auto factors = randomFactors (30, 4, 80);
    const auto fitted = [&] (const training::Factors& start, unsigned int seed)
    {
        DecompositionSpec spec;
        spec.iterations = 10;
        spec.seed = seed;
        spec.start = std::make_shared<const training::Factors> (start);
        return training::decompose (spectra, spec, [] (const DecompositionProgress&) { return true; });
    };
    for (const auto& start :
         { training::Factors{ factors.atoms, {}, 0.0 }, training::Factors{ {}, factors.activations, 0.0 } })
    {
        const auto one = fitted (start, 1), again = fitted (start, 1), other = fitted (start, 2);
        REQUIRE (one.ok());
        CHECK (one.value().activations == again.value().activations);
        CHECK (one.value().activations != other.value().activations);
    }
    CHECK_FALSE (fitted (randomFactors (29, 4, 80), 1).ok());
    CHECK_FALSE (fitted (randomFactors (30, 4, 81), 1).ok());
}
