// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Factoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Support/Random.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <utility>

using namespace unbraid;
using Eigen::Index;
using training::FactorisationSpec;

namespace
{
constexpr double floatNoise = 3e-5; // of the objective: sums of float32 products over all frames

/** Frames made by a few known atoms. */
Eigen::MatrixXf knownMixture (Eigen::MatrixXf& atoms)
{
    test::Random random (3);
    atoms = random.positive (60, 4).array().pow (2.0f).matrix();
    core::normaliseAtoms (atoms);
    Eigen::MatrixXf spectra = atoms * random.positive (4, 500);
    spectra.array().rowwise() /= spectra.colwise().mean().array().eval();
    return spectra;
}
} // namespace

TEST_CASE ("The objective of a factorisation never rises, sparse or not, for any beta")
{
    const Eigen::MatrixXf spectra = test::Random (1).positive (40, 300);
    for (const float beta : { -1.0f, 0.0f, 0.5f, 1.0f, 2.0f, 3.0f })
        for (const float sparsity : { 0.0f, 0.3f, 2.0f })
        {
            double last = std::numeric_limits<double>::max();
            double largestRise = 0.0;
            auto watch = [&] (int, double objective)
            {
                largestRise = std::max (largestRise, (objective - last) / std::abs (last));
                last = objective;
                return true;
            };
            REQUIRE (training::factorise (spectra, 8, { beta, sparsity, 60, 1, 1 }, watch).ok());
            INFO ("beta " << beta << " sparsity " << sparsity);
            CHECK (largestRise < floatNoise);
        }
}

TEST_CASE ("The activations that a fit begins with give each frame the level of unit-mean frames")
{
    for (const auto& [numBins, numAtoms] : { std::pair<Index, Index>{ 40, 8 }, { 8, 40 } })
    {
        Eigen::MatrixXf atoms = test::Random (2).positive (numBins, numAtoms);
        core::normaliseAtoms (atoms);
        const Eigen::MatrixXf model = atoms * training::flatActivations (atoms, 5);
        CHECK ((model.colwise().mean().array() - 1.0f).abs().maxCoeff() < 1e-5f);
    }
}

TEST_CASE ("Atoms that made the sound are found, of unit sum")
{
    constexpr float alike = 0.97f; // cosine
    Eigen::MatrixXf truth;
    const auto spectra = knownMixture (truth);
    for (const float beta : { 0.0f, 1.0f })
    {
        auto factors =
            training::factorise (spectra, 4, { beta, 0.0f, 400, 1, 1 }, [] (int, double) { return true; });
        REQUIRE (factors.ok());
        const auto& atoms = factors.value().atoms;
        CHECK ((atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
        const Eigen::MatrixXf cosines =
            truth.colwise().normalized().transpose() * atoms.colwise().normalized();
        INFO ("beta " << beta);
        CHECK (cosines.rowwise().maxCoeff().minCoeff() > alike);
    }
}

TEST_CASE ("A penalty makes activations sparser")
{
    Eigen::MatrixXf truth;
    const auto spectra = knownMixture (truth);
    auto smallShare = [&] (float sparsity)
    {
        auto factors = training::factorise (spectra, 8, { 1.0f, sparsity, 100, 1, 1 },
                                            [] (int, double) { return true; });
        REQUIRE (factors.ok());
        const auto& h = factors.value().activations;
        return static_cast<double> ((h.array() < 0.01f * h.mean()).count()) / static_cast<double> (h.size());
    };
    CHECK (smallShare (1.0f) > smallShare (0.0f));
}

TEST_CASE ("Threads change no bit, seeds change the start")
{
    const Eigen::MatrixXf spectra = test::Random (1).positive (40, 3000);
    auto run = [&] (unsigned int seed, int threads)
    {
        auto factors = training::factorise (spectra, 8, { 0.0f, 0.1f, 10, seed, threads },
                                            [] (int, double) { return true; });
        REQUIRE (factors.ok());
        return factors.value().atoms;
    };
    const auto one = run (1, 1);
    CHECK (run (1, 2) == one);
    CHECK (run (1, 3) == one);
    CHECK (run (2, 1) != one);
}

TEST_CASE ("A factorisation is cancelled by its callback")
{
    const Eigen::MatrixXf spectra = test::Random (1).positive (10, 50);
    int calls = 0;
    auto result = training::factorise (spectra, 2, { 0.0f, 0.0f, 100, 1, 1 },
                                       [&] (int, double) { return ++calls < 3; });
    REQUIRE_FALSE (result.ok());
    CHECK (result.error().cancelled);
    CHECK (calls == 3);
}

TEST_CASE ("A factorisation that is finished early has the factors of as many iterations")
{
    const Eigen::MatrixXf spectra = test::Random (1).positive (10, 50);
    const auto goOn = [] (int, double) { return true; };
    std::stop_source enough;
    const auto stopAtSeven = [&] (int iteration, double)
    {
        if (iteration == 7)
            enough.request_stop();
        return true;
    };
    const auto stopped =
        training::factorise (spectra, 2, { 0.0f, 0.0f, 100, 1, 1, enough.get_token() }, stopAtSeven);
    const auto expected = training::factorise (spectra, 2, { 0.0f, 0.0f, 7, 1, 1 }, goOn);
    REQUIRE (stopped.ok());
    CHECK (stopped.value().atoms == expected.value().atoms);
    CHECK (stopped.value().activations == expected.value().activations);
    CHECK (stopped.value().objective == expected.value().objective);
}

TEST_CASE ("The objective of atoms that are sums of patterns never rises, and their amplitudes are recovered")
{
    constexpr double nearlyFitted = 1e-3; // the fit is perfect but for rounding
    test::Random random (21);
    training::Constraints constraints;
    Eigen::MatrixXf atoms (30, 3);
    for (Index atom = 0; atom < 3; ++atom)
    {
        Eigen::MatrixXf patterns = Eigen::MatrixXf::Zero (30, 5);
        for (Index m = 0; m < 5; ++m)
            for (Index partial = 0; partial < 2; ++partial)
                patterns ((7 * atom + 6 * m + 3 * partial) % 30, m) = 1.0f;
        atoms.col (atom) = patterns * random.positive (5, 1);
        constraints.patterns.push_back (patterns);
    }
    const Eigen::MatrixXf spectra = ((atoms * random.positive (3, 60)).array() + 1e-4f).matrix();
    for (const float beta : { 0.0f, 1.0f, 2.0f })
    {
        training::FactorisationSpec spec;
        spec.beta = beta;
        spec.iterations = 300;
        double last = std::numeric_limits<double>::max();
        const auto found = training::factorise (
            spectra, random.positive (30, 3), spec,
            [&] (int, double objective)
            {
                CHECK (objective <= last + floatNoise * std::abs (last) + nearlyFitted);
                last = objective;
                return true;
            },
            constraints);
        REQUIRE (found.ok());
        INFO ("beta " << beta);
        const Eigen::MatrixXf model = found.value().atoms * found.value().activations;
        CHECK ((model - spectra).norm() < 0.1f * spectra.norm());
    }
}
