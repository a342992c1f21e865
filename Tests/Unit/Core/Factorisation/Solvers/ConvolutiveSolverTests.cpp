// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/ConvolutiveSolver.h"

#include "Support/ConvolutiveDictionary.h"

#include <catch2/catch.hpp>

#include <ctime>

using namespace unbraid;
using Eigen::Index;

namespace
{
constexpr double hopSeconds = 0.005;

/** Hits of two templates, one of each source, now and then. [atoms x frames] */
Eigen::MatrixXf hits (const core::Dictionary& dictionary, Index numFrames)
{
    Eigen::MatrixXf activations = Eigen::MatrixXf::Zero (dictionary.numAtoms(), numFrames);
    for (Index frame = 3; frame < numFrames; frame += 17)
        activations (0, frame) = 2.0f;
    for (Index frame = 11; frame < numFrames; frame += 23)
        activations (dictionary.sources[1].firstAtom + 1, frame) = 3.0f;
    return activations;
}

core::ConvolutiveSolver solverFor (const core::Dictionary& dictionary, Index lookAhead, int updates,
                                   bool adapts = false)
{
    REQUIRE (core::validate (dictionary).ok());
    core::SolverSettings settings;
    settings.updates = updates;
    core::ConvolutiveSolver solver;
    REQUIRE (solver.prepare (dictionary, lookAhead, hopSeconds, settings, { adapts, 0.1f, 10.0f }).ok());
    return solver;
}

/** Share of the sound that is put to the wrong source, once the look-ahead is full. */
double wrongShare (core::ConvolutiveSolver& solver, const Eigen::MatrixXf& kick, const Eigen::MatrixXf& snare,
                   Index lookAhead)
{
    double wrong = 0.0, all = 0.0;
    for (Index frame = 0; frame < kick.cols(); ++frame)
    {
        solver.solve (kick.col (frame) + snare.col (frame));
        if (frame < lookAhead)
            continue;
        const auto& models = solver.sourceModels();
        wrong += static_cast<double> ((models.col (0) - kick.col (frame - lookAhead)).cwiseAbs().sum() +
                                      (models.col (1) - snare.col (frame - lookAhead)).cwiseAbs().sum());
        all += static_cast<double> ((kick + snare).col (frame - lookAhead).sum());
    }
    return 0.5 * wrong / all;
}

Eigen::MatrixXf ofSource (const core::Dictionary& dictionary, const Eigen::MatrixXf& activations,
                          size_t source)
{
    Eigen::MatrixXf own = Eigen::MatrixXf::Zero (activations.rows(), activations.cols());
    const auto& range = dictionary.sources[source];
    own.middleRows (range.firstAtom, range.numAtoms) =
        activations.middleRows (range.firstAtom, range.numAtoms);
    return test::played (dictionary, own);
}
} // namespace

TEST_CASE ("Frames of silence cost less than one that sounds, however long the tails are")
{
    constexpr Eigen::Index numLags = 200; // the ring of their echoes is as long
    constexpr int numFrames = 300;
    const auto dictionary = test::convolutiveDictionary (8, 1.0f, 3, 2, numLags);
    core::ConvolutiveSolver solver;
    REQUIRE (solver.prepare (dictionary, 3, 0.005, {}, {}).ok());
    test::Random random (9);
    const Eigen::VectorXf sound = random.positive (dictionary.numBins(), 1);
    const auto ticksOf = [&] (auto frame) // of the processor's time, so that others' work does not count
    {
        const auto begin = std::clock();
        for (int i = 0; i < numFrames; ++i)
            frame();
        return std::clock() - begin;
    };
    const auto sounding = ticksOf ([&] { solver.solve (sound); });
    CHECK (solver.activations().sum() > 0.0f);
    const auto silent = ticksOf ([&] { solver.forgetFrames(); });
    CHECK (solver.activations().sum() == 0.0f);
    CHECK (silent < sounding / 4);
    const auto first = [&]
    {
        solver.solve (sound);
        return Eigen::VectorXf (solver.activations());
    };
    const auto afterSilence = first();
    solver.forgetFrames();
    CHECK (first() == afterSilence); // all was forgotten, again
}

TEST_CASE (
    "The divergence of the window does not rise from update to update, for any divergence and look-ahead")
{
    for (const float beta : { 0.0f, 0.5f, 1.0f, 2.0f })
        for (const Index lookAhead : { 0, 1, 4 })
        {
            const auto dictionary = test::convolutiveDictionary (1, beta);
            auto solver = solverFor (dictionary, lookAhead, 1);
            Eigen::MatrixXf sound = test::played (dictionary, hits (dictionary, 40));
            sound += 0.1f * test::Random (3).positive (sound.rows(), sound.cols());
            for (Index frame = 0; frame < sound.cols(); ++frame)
                solver.solve (sound.col (frame));
            double before = solver.divergence();
            const double first = before;
            for (int i = 0; i < 20; ++i)
            {
                solver.update();
                const double after = solver.divergence();
                INFO ("beta " << beta << ", look-ahead " << lookAhead << ", update " << i);
                CHECK (after <= before * (1.0 + 1e-4) + 1e-6);
                before = after;
            }
            CHECK (before < first);
        }
}

TEST_CASE (
    "Hits of known templates go to their sources, better with look-ahead and far better than by W alone")
{
    const auto dictionary = test::convolutiveDictionary (2, 1.0f, 3, 1);
    const auto activations = hits (dictionary, 200);
    const auto kick = ofSource (dictionary, activations, 0), snare = ofSource (dictionary, activations, 1);
    auto ahead = solverFor (dictionary, 4, 20);
    auto atOnce = solverFor (dictionary, 0, 20);
    const double withLookAhead = wrongShare (ahead, kick, snare, 4);
    const double without = wrongShare (atOnce, kick, snare, 0);
    CHECK (withLookAhead < 0.02);
    CHECK (without < 0.05);

    auto first = dictionary; // the sound continues, what is known does not
    for (auto& tail : first.tails)
        tail *= 1e-3f;
    auto blind = solverFor (first, 4, 20);
    CHECK (wrongShare (blind, kick, snare, 4) > 4.0 * withLookAhead);
}

TEST_CASE ("A final activation goes on through all the lags of its atom, and then is over")
{
    auto dictionary = test::convolutiveDictionary (4, 1.0f, 1, 1, 12);
    auto solver = solverFor (dictionary, 2, 50);
    Eigen::MatrixXf one = Eigen::MatrixXf::Zero (dictionary.numAtoms(), 60);
    one (0, 5) = 1.0f;
    const auto sound = test::played (dictionary, one);
    for (Index frame = 0; frame < 60; ++frame)
    {
        solver.solve (sound.col (frame));
        const Index out = frame - 2;
        INFO ("frame " << out);
        if (out >= 5 && out < 17)
            CHECK (solver.sourceModels().col (0).sum() == Approx (sound.col (out).sum()).epsilon (0.02));
        else
            CHECK (solver.sourceModels().sum() < 1e-4f);
    }
}

TEST_CASE ("Scaling the sound scales the models and nothing else, for any divergence and with sparsity")
{
    for (const float beta : { 0.0f, 0.5f, 1.0f })
    {
        const auto dictionary = test::convolutiveDictionary (5, beta);
        const auto sound = test::played (dictionary, hits (dictionary, 60));
        core::SolverSettings settings;
        settings.sparsity = 0.1f;
        const auto modelsAt = [&] (float gain)
        {
            core::ConvolutiveSolver solver;
            REQUIRE (solver.prepare (dictionary, 4, hopSeconds, settings, {}).ok());
            for (Index frame = 0; frame < sound.cols(); ++frame)
                solver.solve (gain * sound.col (frame));
            return Eigen::MatrixXf (solver.sourceModels() / gain);
        };
        const auto expected = modelsAt (1.0f);
        REQUIRE (expected.sum() > 0.0f);
        for (const float gain : { 0.1f, 10.0f })
            CHECK ((modelsAt (gain) - expected).norm() < 2e-3f * expected.norm());
    }
}

TEST_CASE ("The gains follow a kit that sounds otherwise, keep the rest, and wait while frozen")
{
    const auto dictionary = test::convolutiveDictionary (6, 1.0f, 1, 1);
    auto altered = dictionary; // with less treble
    const Index half = dictionary.numBins() / 2;
    altered.atoms.bottomRows (half) *= 0.25f;
    for (auto& tail : altered.tails)
        tail.bottomRows (half) *= 0.25f;
    Eigen::MatrixXf activations = Eigen::MatrixXf::Zero (dictionary.numAtoms(), 800);
    for (Index frame = 0; frame < 800; frame += 20)
        activations (0, frame) = 1.0f;
    const auto sound = test::played (altered, activations);

    auto solver = solverFor (dictionary, 4, 10, true);
    const auto errorOver = [&] (Index first)
    {
        double error = 0.0;
        for (Index frame = first; frame < first + 100; ++frame)
        {
            solver.solve (sound.col (frame));
            if (frame >= 4)
                error += static_cast<double> (
                    (solver.sourceModels().col (0) - sound.col (frame - 4)).cwiseAbs().sum());
        }
        return error;
    };
    const double before = errorOver (0);
    for (Index first = 100; first < 700; first += 100)
        errorOver (first);
    CHECK (errorOver (700) < 0.5 * before);
    const Eigen::MatrixXf gains = solver.gains();
    const float low = gains.col (0).head (half).mean(), high = gains.col (0).tail (half).mean();
    CHECK (high < 0.5f * low);
    CHECK (gains.col (2).isApproxToConstant (1.0f, 0.05f)); // the snare was not there

    solver.freeze (true);
    errorOver (0);
    CHECK (solver.gains() == gains);
    solver.reset();
    CHECK (solver.gains() == gains);
    solver.freeze (false);
    solver.reset();
    CHECK (solver.gains().isOnes (0.0f));
}

TEST_CASE ("A shut gate takes a source out of the models at once")
{
    const auto dictionary = test::convolutiveDictionary (7);
    const auto sound = test::played (dictionary, hits (dictionary, 60));
    auto solver = solverFor (dictionary, 4, 5);
    for (Index frame = 0; frame < 40; ++frame)
        solver.solve (sound.col (frame));
    REQUIRE (solver.sourceModels().col (0).sum() > 0.0f);
    solver.setSourceEnabled (0, false);
    for (Index frame = 40; frame < 60; ++frame)
    {
        solver.solve (sound.col (frame));
        CHECK (solver.sourceModels().col (0).isZero (0.0f));
    }
    CHECK (solver.sourceModels().col (1).sum() > 0.0f);
}
