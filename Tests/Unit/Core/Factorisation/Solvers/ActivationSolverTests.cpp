// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/ActivationSolver.h"

#include "Core/Factorisation/Solvers/Divergence.h"
#include "Support/TestDictionary.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using core::Dynamics;

namespace
{
using test::prepared;

Eigen::VectorXf randomFrame (Eigen::Index bins, test::Random& random)
{
    Eigen::VectorXf frame = random.positive (bins, 1);
    return (frame.array() / frame.mean() + core::ActivationSolver::modelFloor).matrix();
}

/** The largest relative rise of the objective over frames of updates. */
double largestRise (const core::PreparedDictionary& dictionary, const core::SolverSettings& settings,
                    std::uint64_t seed)
{
    constexpr int frames = 4;
    constexpr int updates = 12;
    core::ActivationSolver solver;
    REQUIRE (solver.prepare (dictionary, settings).ok());
    test::Random random (seed);
    double rise = -1.0;
    for (int frame = 0; frame < frames; ++frame)
    {
        const auto spectrum = randomFrame (dictionary.numModelBins, random);
        solver.beginFrame (dictionary, spectrum, random.uniform (0.1f, 3.0f));
        double last = solver.objective (dictionary, spectrum);
        for (int i = 0; i < updates; ++i)
        {
            solver.update (dictionary, spectrum);
            const double now = solver.objective (dictionary, spectrum);
            rise = std::max (rise, (now - last) / (std::abs (last) + 1.0));
            last = now;
        }
    }
    return rise;
}

constexpr double floatNoise = 3e-6; // of the objective: activations are float32
} // namespace

TEST_CASE ("The objective never rises: any beta, shape, rate, sparsity and groups")
{
    test::Random random (11);
    for (const float beta : { -1.0f, -0.3f, 0.0f, 0.5f, 1.0f, 1.4f, 2.0f, 2.5f, 3.0f })
        for (int trial = 0; trial < 6; ++trial)
        {
            core::Dictionary dictionary =
                test::randomDictionary (static_cast<std::uint64_t> (trial) + 1, beta, core::Spectrum::power,
                                        random.integer (1, 60), random.integer (1, 20));
            for (Eigen::Index atom = 0; atom < dictionary.sources[0].numAtoms; ++atom)
                dictionary.sources[0].groups.push_back (static_cast<int> (atom % 3));
            constexpr double rates[] = { 8000.0, 16000.0, 44100.0 };
            const auto ready = prepared (dictionary, rates[trial % 3]);
            core::SolverSettings settings;
            settings.exponent = trial % 2 == 0 ? 1.0f : 0.5f;
            settings.sparsity = trial < 2 ? 0.0f : random.uniform (0.0f, 2.0f);
            settings.groupSparsity = trial < 4 ? 0.0f : random.uniform (0.0f, 30.0f);
            INFO ("beta " << beta << " trial " << trial);
            CHECK (largestRise (ready, settings, 100 + static_cast<std::uint64_t> (trial)) < floatNoise);
        }
}

TEST_CASE ("The objective with a dynamics prior never rises, for A = I and a learned A")
{
    for (const float beta : { 0.0f, 1.0f })
        for (const auto dynamics : { Dynamics::is, Dynamics::gamma })
            for (const float strength : { 0.01f, 0.5f, 1.0f, 4.0f, 50.0f })
                for (const bool learned : { false, true })
                {
                    auto dictionary = test::randomDictionary (5, beta);
                    if (learned)
                        dictionary.dynamics = { { 0, 0, 3, 25 },
                                                { 0, 1, 2, 25 },
                                                { 0.5f, 0.5f, 1.0f, 0.9f } };
                    core::SolverSettings settings;
                    settings.dynamics = dynamics;
                    settings.dynamicsStrength = strength;
                    INFO ("beta " << beta << " strength " << strength << " learned " << learned);
                    CHECK (largestRise (prepared (dictionary), settings, 21) < floatNoise);
                }
}

TEST_CASE ("A sparse Gamma prior drives most activations to the floor")
{
    const auto dictionary = prepared (test::randomDictionary (5));
    auto countSmall = [&] (Dynamics dynamics)
    {
        core::SolverSettings settings;
        settings.dynamics = dynamics;
        settings.dynamicsStrength = 0.01f;
        settings.updates = 50;
        core::ActivationSolver solver;
        REQUIRE (solver.prepare (dictionary, settings).ok());
        test::Random random (4);
        for (int frame = 0; frame < 5; ++frame)
            solver.solve (dictionary, randomFrame (dictionary.numModelBins, random), 1.0f);
        return (solver.activations().array() < 1e-6f).count();
    };
    CHECK (countSmall (Dynamics::gamma) > countSmall (Dynamics::is));
}

TEST_CASE ("Activations of a frame that the atoms can make are found")
{
    constexpr double nearPerfect = 1e-3; // divergence a bin after 50 updates
    for (const float beta : { 0.0f, 1.0f, 2.0f })
    {
        const auto dictionary = prepared (test::randomDictionary (3, beta));
        Eigen::VectorXf truth = Eigen::VectorXf::Zero (dictionary.numPaddedAtoms());
        truth[2] = 40.0f;
        truth[dictionary.sources[1].first] = 80.0f;
        Eigen::VectorXf frame = dictionary.atoms * truth;
        frame = (frame.array() / frame.mean() + core::ActivationSolver::modelFloor).matrix().eval();
        core::SolverSettings settings;
        settings.updates = 50;
        core::ActivationSolver solver;
        REQUIRE (solver.prepare (dictionary, settings).ok());
        for (int i = 0; i < 10; ++i)
            solver.solve (dictionary, frame, 1.0f);
        const Eigen::ArrayXXf model =
            (dictionary.atoms * solver.activations()).array() + core::ActivationSolver::modelFloor;
        INFO ("beta " << beta);
        CHECK (core::betaDivergence (frame.array(), model, beta) / static_cast<double> (frame.size()) <
               nearPerfect);
        CHECK (solver.activations()[2] / solver.activations()[dictionary.sources[1].first] ==
               Approx (0.5).epsilon (0.1));
    }
}

TEST_CASE ("A shut gate silences its source from the next frame on, and opens again")
{
    for (const auto dynamics : { Dynamics::none, Dynamics::is })
    {
        const auto dictionary = prepared (test::randomDictionary (3));
        core::SolverSettings settings;
        settings.dynamics = dynamics;
        settings.dynamicsStrength = 0.5f;
        core::ActivationSolver solver;
        REQUIRE (solver.prepare (dictionary, settings).ok());
        test::Random random (8);
        const auto& gated = dictionary.sources[0];
        auto loudness = [&]
        {
            solver.solve (dictionary, randomFrame (dictionary.numModelBins, random), 1.0f);
            return solver.activations().segment (gated.first, gated.count).sum();
        };
        CHECK (loudness() > 1.0f);
        solver.setSourceEnabled (0, false);
        CHECK (loudness() == 0.0f);
        CHECK (solver.activations().sum() > 1.0f);
        solver.setSourceEnabled (0, true);
        CHECK (loudness() > 1.0f);
    }
}

TEST_CASE ("Settings outside their ranges are refused, each by name")
{
    const auto dictionary = prepared (test::randomDictionary (3, 2.0f));
    auto messageOf = [&] (auto change)
    {
        core::SolverSettings settings;
        change (settings);
        core::ActivationSolver solver;
        auto result = solver.prepare (dictionary, settings);
        return result.ok() ? std::string() : result.error().message();
    };
    const auto nan = std::numeric_limits<float>::quiet_NaN();
    CHECK_THAT (messageOf ([] (auto& s) { s.updates = 0; }), Catch::Contains ("updates"));
    CHECK_THAT (messageOf ([] (auto& s) { s.updates = 51; }), Catch::Contains ("1 to 50"));
    CHECK_THAT (messageOf ([] (auto& s) { s.exponent = 1.5f; }), Catch::Contains ("exponent"));
    CHECK_THAT (messageOf ([&] (auto& s) { s.leak = nan; }), Catch::Contains ("leak"));
    CHECK_THAT (messageOf ([] (auto& s) { s.sparsity = -1.0f; }), Catch::Contains ("sparsity"));
    CHECK_THAT (messageOf ([&] (auto& s) { s.groupSparsity = nan; }), Catch::Contains ("group"));
    CHECK_THAT (messageOf ([] (auto& s) { s.dynamics = Dynamics::is; }), Catch::Contains ("dynamics"));
    CHECK (messageOf ([] (auto&) {}).empty());
}

TEST_CASE ("Exponents stay within what is safe for each beta")
{
    CHECK (core::safeExponent (0.0f, 1.0f) == 1.0f);
    CHECK (core::safeExponent (0.0f, 0.5f) == 0.5f);
    CHECK (core::safeExponent (2.0f, 1.0f) == 1.0f);
    CHECK (core::safeExponent (-1.0f, 1.0f) == Approx (1.0 / 3.0));
    CHECK (core::safeExponent (3.0f, 1.0f) == Approx (0.5));
}

TEST_CASE ("The beta-divergence is zero at equality, positive elsewhere, and continuous in beta")
{
    test::Random random (17);
    const Eigen::ArrayXXf v = random.positive (20, 3).array();
    const Eigen::ArrayXXf p = random.positive (20, 3).array();
    for (const double beta : { -1.0, 0.0, 0.5, 1.0, 2.0, 3.0 })
    {
        CHECK (core::betaDivergence (v, v, beta) == Approx (0.0).margin (1e-9));
        CHECK (core::betaDivergence (v, p, beta) > 0.0);
    }
    for (const double beta : { 0.0, 1.0 })
        CHECK (core::betaDivergence (v, p, beta + 1e-5) ==
               Approx (core::betaDivergence (v, p, beta)).epsilon (1e-3));
    const double halfSquares = 0.5 * (v - p).square().cast<double>().sum();
    CHECK (core::betaDivergence (v, p, 2.0) == Approx (halfSquares).epsilon (1e-5));
}
