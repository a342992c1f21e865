// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/NoiseTracker.h"

#include "Support/TestDictionary.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
constexpr double hopSeconds = 0.005;

core::PreparedDictionary prepared (float beta)
{
    return test::prepared (test::randomDictionary (2, beta));
}

/** The stages of a frame that the tracker stands between. */
class Path
{
public:
    explicit Path (float beta, const core::NoiseTrackingSettings& settings = { true, 0.3f, 1.0f })
        : dictionary (prepared (beta))
        , models (dictionary.numModelBins, dictionary.numSources())
    {
        REQUIRE (solver.prepare (dictionary, {}).ok());
        REQUIRE (tracker.prepare (dictionary, settings, hopSeconds).ok());
    }

    void process (const Eigen::VectorXf& sound, int frames)
    {
        for (int frame = 0; frame < frames; ++frame)
        {
            const Eigen::VectorXf spectrum = sound / sound.mean();
            tracker.hold (dictionary, solver, spectrum, sound.mean());
            solver.solve (dictionary, spectrum, 1.0f);
            for (Eigen::Index source = 0; source < dictionary.numSources(); ++source)
            {
                const auto& range = dictionary.sources[static_cast<size_t> (source)];
                models.col (source) = dictionary.atoms.middleCols (range.first, range.count) *
                                      solver.activations().segment (range.first, range.count);
            }
            if (tracker.isOn())
                tracker.learn (spectrum, models, solver.activations());
        }
    }

    /** The spectrum that stands for the noise, [model bins]. */
    [[nodiscard]] Eigen::VectorXf tracked() const { return dictionary.atoms.col (dictionary.adaptive.first); }
    [[nodiscard]] float heldActivation() const { return solver.activations()[dictionary.adaptive.first]; }

    core::PreparedDictionary dictionary;
    core::ActivationSolver solver;
    core::NoiseTracker tracker;

private:
    Eigen::MatrixXf models;
};

float cosine (const Eigen::VectorXf& a, const Eigen::VectorXf& b)
{
    return a.normalized().dot (b.normalized());
}

Eigen::VectorXf colouredNoise (Eigen::Index bins)
{
    return Eigen::VectorXf::NullaryExpr (
        bins, [] (Eigen::Index bin) { return 1.0f + 30.0f * std::exp (-0.02f * static_cast<float> (bin)); });
}
} // namespace

TEST_CASE ("Steady noise becomes the held atom, with the level it has")
{
    for (const float beta : { 0.0f, 1.0f })
    {
        Path path (beta);
        const auto noise = colouredNoise (path.dictionary.numModelBins);
        path.process (noise, 400);
        INFO ("beta " << beta);
        CHECK (cosine (path.tracked(), noise) > 0.99f);
        CHECK (path.tracked().sum() == Approx (1.0f));
        const auto frameSum = static_cast<float> (noise.size()); // of a frame of unit mean
        CHECK (path.heldActivation() == Approx (frameSum).epsilon (0.2));
    }
}

TEST_CASE ("The tracked noise keeps its own level when the frames get louder")
{
    Path path (0.0f);
    const auto noise = colouredNoise (path.dictionary.numModelBins);
    path.process (noise, 200);
    const float before = path.heldActivation();
    Eigen::VectorXf loud = noise;
    loud += 100.0f * path.dictionary.atoms.col (0) * noise.sum(); // a known atom, 20 dB above the noise
    path.process (loud, 3);
    const float levelRatio = noise.mean() / loud.mean();
    CHECK (path.heldActivation() == Approx (before * levelRatio).epsilon (0.3));
}

TEST_CASE ("Noise that changes is followed in the time of the memory")
{
    Path path (0.0f);
    const auto first = colouredNoise (path.dictionary.numModelBins);
    const Eigen::VectorXf second = first.reverse();
    path.process (first, 200);
    path.process (second, 600); // ten times the memory
    CHECK (cosine (path.tracked(), second) > cosine (path.tracked(), first));
}

TEST_CASE ("After a burst the noise is at once no more than 6 dB above the frame")
{
    Path path (0.0f);
    const auto noise = colouredNoise (path.dictionary.numModelBins);
    const auto frameSum = static_cast<float> (noise.size());
    path.process (noise, 200);
    path.process (1e6f * noise.reverse(), 40);
    path.process (noise, 1);
    CHECK (path.heldActivation() <= 4.001f * frameSum);
}

TEST_CASE ("Switched off, the trained atom comes back and its activation is free again")
{
    Path path (0.0f);
    const Eigen::VectorXf trained = path.tracked();
    const auto noise = colouredNoise (path.dictionary.numModelBins);
    path.process (noise, 100);
    CHECK (path.tracked() != trained);
    path.tracker.set ({ false, 0.3f, 1.0f });
    path.process (noise, 1);
    CHECK (path.tracked() == trained);
    CHECK_FALSE (path.tracker.isOn());
}

TEST_CASE ("Tracking needs an adaptive atom and settings within their ranges")
{
    const auto dictionary = prepared (0.0f);
    core::NoiseTracker tracker;
    CHECK_FALSE (tracker.prepare (dictionary, { true, 0.0f, 1.0f }, hopSeconds).ok());
    CHECK_FALSE (tracker.prepare (dictionary, { true, 0.3f, 5.0f }, hopSeconds).ok());
    CHECK (tracker.prepare (dictionary, { true, 0.3f, 1.5f }, hopSeconds).ok());
    auto none = dictionary;
    none.adaptive = {};
    REQUIRE (tracker.prepare (none, { true, 0.3f, 1.5f }, hopSeconds).ok());
    CHECK_FALSE (tracker.isOn());
}
