// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteBeginning.h"

#include "Core/Transcription/TangentNetwork.h"
#include "Core/Transcription/TrainedNotes.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::VectorXf;

namespace
{
constexpr Index numVoices = 3;

/** Beginnings of the notes of three pitches, whose activations are set directly. */
struct BeginningPlayer
{
    core::FrameGeometry geometry = core::frameGeometry (44100.0, core::LatencyMode::balanced, 0.096).value();
    double hopSeconds = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    core::NoteHistory history;
    core::NoteBeginning beginning;
    VectorXf sounding = VectorXf::Constant (numVoices, 0.005f); // activations
    VectorXf onsets = VectorXf::Constant (numVoices, 0.005f);
    float level = 1.0f;

    BeginningPlayer()
    {
        history.prepare ({ { 0, 60 }, { 0, 72 }, { 1, 48 } }, geometry);
        beginning.prepare (history, geometry);
    }

    void take()
    {
        history.take (sounding, onsets, level);
        beginning.take (history);
    }

    void play (double seconds)
    {
        for (Index frame = 0; frame < framesOf (seconds); ++frame)
            take();
    }

    /** A voice is struck; ends once it is the moment in question. */
    void strike (Index voice, float activation = 9.5f)
    {
        sounding[voice] = onsets[voice] = activation;
        play (0.048);
        onsets[voice] = 0.005f;
        for (Index frame = framesOf (0.048); frame <= history.ahead(); ++frame)
            take();
    }

    [[nodiscard]] Index framesOf (double seconds) const { return std::lround (seconds / hopSeconds); }
};

float logOddsOf (float activation)
{
    return std::log ((activation + 1e-3f) / 0.5f);
}
} // namespace

TEST_CASE ("A network of tangents is the sum that it says")
{
    const core::TangentNetwork<2, 3> network{
        { 1.0f, 2.0f, -1.0f, 0.5f, 0.0f, 0.25f }, { 0.1f, -0.2f, 0.3f }, { 2.0f, -3.0f, 0.5f }, 0.7f
    };
    const Eigen::Vector2f x (0.4f, -0.6f);
    const double expected = 2.0 * std::tanh (0.4 - 1.2 + 0.1) - 3.0 * std::tanh (-0.4 - 0.3 - 0.2) +
                            0.5 * std::tanh (-0.15 + 0.3) + 0.7;
    CHECK (network (x) == Approx (expected).epsilon (1e-6));
}

TEST_CASE ("A note that is struck begins; one that sounds on does not")
{
    BeginningPlayer player;
    player.play (0.5);
    player.strike (0);
    CHECK (player.beginning.isCandidate (0));
    CHECK (player.beginning.begins (player.history, 0, 1.0f));
    CHECK_FALSE (player.beginning.isCandidate (1));
    for (Index frame = 0; frame < player.framesOf (0.3); ++frame)
    {
        player.take();
        CHECK_FALSE (player.beginning.begins (player.history, 0, 1.0f));
    }
}

TEST_CASE ("The more odds are needed, the fewer candidates begin")
{
    BeginningPlayer player;
    player.play (0.5);
    player.strike (0);
    CHECK (player.beginning.begins (player.history, 0, 1e-6f));
    CHECK_FALSE (player.beginning.begins (player.history, 0, std::numeric_limits<float>::infinity()));
}

TEST_CASE (
    "A beginning is told from the odds of its onset, its sound, its loudness, its neighbours and all others")
{
    BeginningPlayer player;
    player.play (0.5);
    player.sounding[1] = 2.0f; // an octave above; the octave below is of another source
    player.strike (0);
    const auto features = player.beginning.features (player.history, 0);
    const float told = logOddsOf (9.5f), none = logOddsOf (0.005f), half = 0.5f * (told + none);
    const auto frames = static_cast<float> (player.history.ahead() + 1);
    const auto told48 = static_cast<float> (player.framesOf (0.048));
    CHECK (features[0] == Approx (told));
    CHECK (features[1] == Approx (half)); // the mean with the frame before
    CHECK (features[2] == Approx (told));
    CHECK (features[3] == Approx (none));
    CHECK (features[4] == Approx ((told48 * told + (frames - told48) * none) / frames).margin (1e-4));
    CHECK (features[5] == Approx (none));
    CHECK (features[6] == Approx (told));
    CHECK (features[7] == 7.0f); // cut off
    CHECK (features[8] == Approx (0.0f).margin (1e-6));
    const float share = 0.95f, noShare = 0.005f / 0.505f;
    CHECK (features[9] == Approx (std::log (0.05f + share + 2.0f * noShare)).margin (1e-4));
    CHECK (features[10] == Approx (std::log (0.05f)));
    CHECK (features[11] == 0.0f);
    CHECK (features[12] == 0.0f); // middle C
    CHECK (features[13] == 0.0f);
    for (const Index there : { 17 })
    {
        CHECK (features[there] == Approx (none));
        CHECK (features[there + 6] == Approx (logOddsOf (2.0f)));
    }
    for (const Index missing : { 14, 15, 16, 18, 19 })
    {
        CHECK (features[missing] == -6.0f);
        CHECK (features[missing + 6] == -6.0f);
    }
}

TEST_CASE ("Beginnings do not depend on the level of the recording")
{
    const auto featuresAt = [] (float gain)
    {
        BeginningPlayer player;
        player.level = gain;
        player.play (0.5);
        player.strike (0, 1.5f);
        return player.beginning.features (player.history, 0);
    };
    CHECK ((featuresAt (1e-3f) - featuresAt (1.0f)).cwiseAbs().maxCoeff() < 1e-4f);
    CHECK ((featuresAt (30.0f) - featuresAt (1.0f)).cwiseAbs().maxCoeff() < 1e-4f);
}

TEST_CASE ("Candidates after a reset are those of the beginning")
{
    BeginningPlayer fresh, used;
    used.strike (1);
    used.history.reset();
    used.beginning.reset();
    used.sounding = fresh.sounding;
    for (auto* player : { &fresh, &used })
    {
        player->play (0.3);
        player->strike (0);
    }
    CHECK (used.beginning.isCandidate (0));
    CHECK (used.beginning.features (used.history, 0) == fresh.beginning.features (fresh.history, 0));
}

TEST_CASE ("Judging beginnings keeps the rules of the audio thread, in silence and with no notes as well")
{
    BeginningPlayer player;
    core::NoteHistory empty;
    empty.prepare ({}, player.geometry);
    core::NoteBeginning nobody;
    nobody.prepare (empty, player.geometry);
    const VectorXf none;
    bool isFinite = true;
    test::RealtimeTrap trap;
    for (int frame = 0; frame < 200; ++frame)
    {
        player.level = frame % 7 == 0 ? 0.0f : 1.0f;
        player.onsets.setConstant (frame % 20 < 10 ? 5.0f : 0.0f);
        player.take();
        isFinite = isFinite && player.beginning.features (player.history, 0).allFinite();
        empty.take (none, none, 1.0f);
        nobody.take (empty);
    }
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
    CHECK (isFinite);
}
