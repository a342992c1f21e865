// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteEnding.h"

#include "Core/Transcription/TrainedNotes.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using Eigen::Index;
using Eigen::VectorXf;

namespace
{
/** Endings of the notes of two pitches, whose activations are set directly. */
struct EndingPlayer
{
    core::FrameGeometry geometry = core::frameGeometry (44100.0, core::LatencyMode::balanced, 0.096).value();
    double hopSeconds = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    core::NoteHistory history;
    core::NoteEnding ending;
    VectorXf shares = VectorXf::Constant (2, 0.01f); // that sound
    VectorXf onsets = VectorXf::Zero (2);
    float level = 1.0f;

    EndingPlayer()
    {
        history.prepare ({ { 0, 60 }, { 0, 64 } }, geometry);
        ending.prepare (history, geometry);
    }

    void take()
    {
        const auto activations = [] (const VectorXf& told) -> VectorXf
        { return core::TrainedNotes::evenActivation * told.array() / (1.0f - told.array()); };
        history.take (activations (shares), activations (onsets), level);
        ending.take (history);
    }

    void play (double seconds)
    {
        for (Index frame = 0; frame < framesOf (seconds); ++frame)
            take();
    }

    /** The first voice begins. */
    void begin()
    {
        shares[0] = 0.95f;
        onsets[0] = 0.95f;
        play (0.05);
        onsets.setZero();
        for (Index frame = framesOf (0.05); frame <= history.ahead(); ++frame)
            take();
        ending.begin (history, 0);
    }

    /** Seconds until the first voice is over, of the moment that the ending is about; negative: it never was. */
    double secondsToEnd (double atMost)
    {
        for (Index frame = 1; frame <= framesOf (atMost); ++frame)
        {
            take();
            if (ending.isOver (history, 0))
                return static_cast<double> (frame - history.ahead()) * hopSeconds;
        }
        return -1.0;
    }

    [[nodiscard]] Index framesOf (double seconds) const { return std::lround (seconds / hopSeconds); }
};
} // namespace

TEST_CASE ("A note that is held goes on, and ends where its activation falls")
{
    EndingPlayer player;
    player.play (0.5);
    player.begin();
    CHECK (player.secondsToEnd (0.4) < 0.0);
    player.shares[0] = 0.02f;
    CHECK (player.secondsToEnd (0.3) == Approx (0.0).margin (0.05));
}

TEST_CASE ("Silence ends a note")
{
    EndingPlayer player;
    player.play (0.5);
    player.begin();
    player.play (0.2);
    player.shares.setZero();
    player.level = 0.0f;
    CHECK (player.secondsToEnd (0.3) == Approx (0.0).margin (0.05));
}

TEST_CASE ("No note ends before it has been there long enough to be asked")
{
    EndingPlayer player;
    player.play (0.5);
    player.begin();
    player.shares[0] = 0.001f;
    for (Index frame = 0; frame < player.framesOf (0.03); ++frame)
    {
        CHECK_FALSE (player.ending.canEnd (player.history, 0));
        CHECK_FALSE (player.ending.isOver (player.history, 0));
        player.take();
    }
    CHECK (player.ending.canEnd (player.history, 0));
}

TEST_CASE ("Endings do not depend on the level of the recording")
{
    const auto featuresAt = [] (float gain)
    {
        EndingPlayer player;
        player.level = gain;
        player.play (0.5);
        player.begin();
        player.play (0.3);
        player.shares[0] = 0.3f;
        player.play (0.08);
        return player.ending.features (player.history, 0);
    };
    CHECK ((featuresAt (1e-3f) - featuresAt (1.0f)).cwiseAbs().maxCoeff() < 1e-4f);
    CHECK ((featuresAt (30.0f) - featuresAt (1.0f)).cwiseAbs().maxCoeff() < 1e-4f);
}

TEST_CASE ("An ending is told from the odds of a note, their changes, what began, the pitch and the time")
{
    EndingPlayer player;
    player.play (0.5);
    player.begin();
    player.play (0.45);
    const auto features = player.ending.features (player.history, 0);
    const float odds = std::log ((0.5f * 0.95f / 0.05f + 1e-3f) / 0.5f);
    for (int i = 0; i < 6; ++i)
        CHECK (features[i] == Approx (odds).margin (1e-4)); // h is .5 times the odds
    for (int i = 6; i < 13; ++i)
        CHECK (features[i] == Approx (0.0).margin (1e-4)); // nothing changes
    CHECK (features[13] == 0.0f);                          // nothing begins
    CHECK (features[14] == Approx (std::log (0.05)));
    CHECK (features[15] == Approx (0.0).margin (1e-4));
    CHECK (features[16] == 0.0f); // middle C
    const double seconds = static_cast<double> (player.framesOf (0.45)) * player.hopSeconds;
    CHECK (features[18] == Approx (std::log (seconds + 0.02)).margin (1e-3));
}

TEST_CASE ("Endings after a reset are those of the beginning")
{
    EndingPlayer fresh, used;
    used.play (0.5);
    used.begin();
    used.play (0.2);
    used.history.reset();
    used.ending.reset();
    used.shares.setConstant (0.01f);
    for (auto* player : { &fresh, &used })
    {
        player->play (0.3);
        player->begin();
        player->play (0.1);
    }
    CHECK (used.ending.features (used.history, 0) == fresh.ending.features (fresh.history, 0));
}

TEST_CASE ("Telling endings keeps the rules of the audio thread")
{
    EndingPlayer player;
    const VectorXf activations = VectorXf::Constant (2, 0.3f);
    int over = 0;
    test::RealtimeTrap trap;
    for (int frame = 0; frame < 100; ++frame)
    {
        player.history.take (activations, player.onsets, frame % 7 == 0 ? 0.0f : 1.0f);
        player.ending.take (player.history);
        if (frame == 20)
            player.ending.begin (player.history, 1);
        over += player.ending.isOver (player.history, 1) ? 1 : 0;
    }
    player.history.reset();
    player.ending.reset();
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
    CHECK (over <= 100);
}
