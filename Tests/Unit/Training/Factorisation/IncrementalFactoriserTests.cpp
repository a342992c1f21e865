// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/IncrementalFactoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Support/Random.h"
#include "Training/Factorisation/Factoriser.h"
#include "Training/Material/Runs.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using training::IncrementalSpec;

namespace
{
constexpr float floatNoise = 1e-4f; // of sums of float32 products

IncrementalSpec specFor (float beta, float sparsity = 0.0f, int threads = 1)
{
    IncrementalSpec spec;
    spec.beta = beta;
    spec.sparsity = sparsity;
    spec.numThreads = threads;
    return spec;
}

Eigen::MatrixXf unitMeanFrames (const Eigen::MatrixXf& spectra)
{
    return (spectra.array().rowwise() / spectra.colwise().mean().array()).matrix();
}

/** Frames made of few of eight atoms at a time, with a little noise. */
Eigen::MatrixXf soundOf (const Eigen::MatrixXf& atoms, Eigen::Index numFrames, std::uint64_t seed)
{
    test::Random random (seed);
    const Eigen::MatrixXf activations = random.positive (atoms.cols(), numFrames).array().square();
    const Eigen::ArrayXXf gamma = random.positive (atoms.rows(), numFrames).array().pow (0.3f);
    return unitMeanFrames (((atoms * activations).array() * gamma).matrix());
}

double relativeDifference (const Eigen::MatrixXf& a, const Eigen::MatrixXf& b)
{
    return (a - b).cast<double>().norm() / b.cast<double>().norm();
}
} // namespace

TEST_CASE ("What two batches say of the atoms adds up to what both say together")
{
    test::Random random (4);
    const auto spectra = unitMeanFrames (random.positive (30, 500));
    const auto atoms = training::randomAtoms (spectra, 6, 1);
    for (const float beta : { 0.0f, 1.0f, 2.0f })
    {
        const auto spec = specFor (beta);
        const auto whole = training::listen (spectra, atoms, spec);
        const auto first = training::listen (spectra.leftCols (180), atoms, spec);
        const auto second = training::listen (spectra.rightCols (320), atoms, spec);
        INFO ("beta " << beta);
        CHECK (relativeDifference (first.upper + second.upper, whole.upper) < floatNoise);
        CHECK (relativeDifference (first.lower + second.lower, whole.lower) < floatNoise);
        CHECK (first.objective + second.objective == Approx (whole.objective).epsilon (floatNoise));
    }
}

TEST_CASE ("A batch's atoms are the majoriser's minimum: the divergence of its frames does not rise")
{
    test::Random random (5);
    const auto spectra = unitMeanFrames (random.positive (30, 400));
    const auto atoms = training::randomAtoms (spectra, 6, 1);
    for (const float beta : { -1.0f, 0.0f, 0.5f, 1.0f, 1.5f, 2.0f, 3.0f })
    {
        const auto spec = specFor (beta);
        const Eigen::MatrixXf activations = training::solve (spectra, atoms, spec);
        const auto sums = training::listen (spectra, atoms, spec);
        const Eigen::MatrixXf stepped =
            (atoms.array() * (sums.upper.array() / sums.lower.array()).pow (core::majorisationStep (beta)))
                .matrix();
        const auto cost = [&] (const Eigen::MatrixXf& w)
        {
            const Eigen::ArrayXXf model = (w * activations).array() + training::floorOfModel;
            return core::betaDivergence (spectra.array(), model, static_cast<double> (beta));
        };
        INFO ("beta " << beta);
        CHECK (cost (stepped) <= cost (atoms) * (1.0 + floatNoise));

        training::IncrementalFactors factors{ atoms, {}, {}, 0 };
        training::learn (sums, spec, factors);
        Eigen::MatrixXf expected = stepped;
        core::normaliseAtoms (expected);
        CHECK (relativeDifference (factors.atoms, expected) < 10.0 * floatNoise);
        const Eigen::MatrixXf fromSums =
            (factors.upper.array() / factors.lower.array()).pow (core::majorisationStep (beta)).matrix();
        CHECK (relativeDifference (fromSums, factors.atoms) < 10.0 * floatNoise);
    }
}

TEST_CASE ("One pass, batch by batch, explains held-out frames as well as many updates in memory")
{
    constexpr double allowedLoss = 1.02;
    test::Random random (6);
    Eigen::MatrixXf truth = random.positive (40, 8);
    core::normaliseAtoms (truth);
    const auto sound = soundOf (truth, 30000, 7);
    const auto heldOut = soundOf (truth, 3000, 8);
    for (const float beta : { 0.0f, 1.0f })
    {
        const auto spec = specFor (beta);
        const auto inMemory =
            training::factorise (sound, 8, { beta, 0.0f, 100, 1, 2 }, [] (int, double) { return true; });
        REQUIRE (inMemory.ok());

        training::IncrementalFactors factors{
            training::randomAtoms (sound.leftCols (4000), 8, 1), {}, {}, 0
        };
        for (Eigen::Index first = 0; first + 250 <= sound.cols(); first += 250)
            training::learn (training::listen (sound.middleCols (first, 250), factors.atoms, spec), spec,
                             factors);

        auto scoring = spec;
        scoring.updates = 50;
        const double batch = training::divergencePerBin (heldOut, inMemory.value().atoms, scoring);
        const double incremental = training::divergencePerBin (heldOut, factors.atoms, scoring);
        INFO ("beta " << beta << ": in memory " << batch << ", incremental " << incremental);
        CHECK (incremental < allowedLoss * batch);
    }
}

TEST_CASE ("A penalty makes what is learned batch by batch sparser, with atoms of unit sum")
{
    test::Random random (9);
    Eigen::MatrixXf truth = random.positive (40, 8);
    core::normaliseAtoms (truth);
    const auto sound = soundOf (truth, 5000, 7);
    const auto smallShare = [&] (float sparsity)
    {
        const auto spec = specFor (1.0f, sparsity);
        training::IncrementalFactors factors{ training::randomAtoms (sound, 8, 1), {}, {}, 0 };
        for (Eigen::Index first = 0; first < sound.cols(); first += 250)
            training::learn (training::listen (sound.middleCols (first, 250), factors.atoms, spec), spec,
                             factors);
        CHECK ((factors.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < floatNoise);
        const auto h = training::solve (sound, factors.atoms, spec);
        return static_cast<double> ((h.array() < 0.01f * h.mean()).count()) / static_cast<double> (h.size());
    };
    CHECK (smallShare (1.0f) > smallShare (0.0f));
}

TEST_CASE ("Threads change no bit of what a batch says")
{
    const auto spectra = unitMeanFrames (test::Random (1).positive (40, 3000));
    const auto atoms = training::randomAtoms (spectra, 8, 1);
    const auto one = training::listen (spectra, atoms, specFor (0.0f, 0.0f, 1));
    const auto three = training::listen (spectra, atoms, specFor (0.0f, 0.0f, 3));
    CHECK (one.upper == three.upper);
    CHECK (one.lower == three.lower);
    CHECK (one.objective == three.objective);
}

TEST_CASE ("A pool gives every frame back once, mixed, the same way for the same seeds")
{
    constexpr Eigen::Index count = 1000;
    training::Frames frames;
    frames.spectra = Eigen::RowVectorXf::LinSpaced (count, 0.0f, static_cast<float> (count - 1));
    frames.continues.assign (count, 1);
    frames.onsets.assign (count, 0);
    const auto drawAll = [&] (std::uint64_t seed)
    {
        training::RunPool pool;
        pool.add (frames);
        Eigen::MatrixXf drawn (1, 0);
        while (pool.numFrames() > 0)
        {
            const auto batch = pool.draw (100, seed++);
            CHECK (batch.count() < 100 + training::framesPerRun);
            drawn.conservativeResize (1, drawn.cols() + batch.count());
            drawn.rightCols (batch.count()) = batch.spectra;
        }
        return drawn;
    };
    const Eigen::MatrixXf drawn = drawAll (1);
    REQUIRE (drawn.cols() == count);
    std::vector<float> sorted (drawn.data(), drawn.data() + count);
    std::sort (sorted.begin(), sorted.end());
    CHECK (std::equal (sorted.begin(), sorted.end(), frames.spectra.data()));
    CHECK (drawn != frames.spectra);
    CHECK (drawAll (1) == drawn);
    CHECK (drawAll (2) != drawn);
}
