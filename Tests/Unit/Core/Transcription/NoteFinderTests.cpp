// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteFinder.h"

#include "Core/Separator.h"
#include "Core/Transcription/TrainedNotes.h"
#include "Support/NoteDictionary.h"
#include "Support/Random.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <map>

using namespace unbraid;
using Eigen::Index;
using Eigen::VectorXf;

namespace
{
constexpr double rateHz = 16000.0;

core::FrameGeometry geometry()
{
    return core::frameGeometry (rateHz, core::LatencyMode::balanced, 0.064).value();
}

Index frameAt (double seconds)
{
    return std::lround (seconds * rateHz / static_cast<double> (geometry().hop));
}

/** A finder whose input is levels of pitches instead of sound. */
struct PitchPlayer
{
    core::NoteFinder finder;
    core::Dictionary dictionary = test::noteDictionary();
    VectorXf activations = VectorXf::Zero (64); // the dictionary's 26 atoms, padded
    std::vector<core::FoundNote> all;

    explicit PitchPlayer (const core::NoteFindingSettings& settings = {}, bool isTrained = false)
    {
        if (isTrained)
            dictionary.unfolding.emplace();
        finder.prepare (dictionary, geometry(), settings);
    }

    /** The shares that a trained dictionary tells of a pitch. */
    void tell (int pitch, float sounding, float onset)
    {
        const auto activationOf = [] (float share)
        { return core::TrainedNotes::evenActivation * share / (1.0f - share); };
        activations[2 * (pitch - test::lowestNote)] = activationOf (sounding);
        activations[2 * (pitch - test::lowestNote) + 1] = activationOf (onset);
    }

    void set (int pitch, float level)
    {
        activations[2 * (pitch - test::lowestNote)] = 0.75f * level;
        activations[2 * (pitch - test::lowestNote) + 1] = 0.25f * level;
    }

    void play (double seconds, float level = 1.0f)
    {
        for (Index frame = 0; frame < frameAt (seconds); ++frame)
            for (const auto& note : finder.find (activations, level))
                all.push_back (note);
    }

    [[nodiscard]] double secondsOf (size_t index) const
    {
        return static_cast<double> (all[index].position) / rateHz;
    }
};

VectorXf toneOfPartials (int pitch, double seconds, Index length, Index from)
{
    VectorXf sound = VectorXf::Zero (length);
    for (int partial = 1; partial <= 5; ++partial)
        for (Index n = from; n < std::min (length, from + static_cast<Index> (seconds * rateHz)); ++n)
            sound[n] += 0.1f / static_cast<float> (partial) *
                        static_cast<float> (std::sin (2.0 * M_PI * partial * test::noteHz (pitch) *
                                                      static_cast<double> (n) / rateHz));
    return sound;
}

/** Hands the frames of a separator on. */
struct Listening : core::FrameListener
{
    core::NoteFinder& finder;
    std::vector<core::FoundNote> all;

    explicit Listening (core::NoteFinder& noteFinder)
        : finder (noteFinder)
    {
    }
    void frameDone (const core::FrameView& frame) noexcept override
    {
        for (const auto& note : finder.find (frame.atoms->activations, frame.activeLevel()))
            all.push_back (note);
    }
};

std::vector<core::FoundNote> notesIn (const VectorXf& sound, Index block)
{
    core::Separator separator;
    REQUIRE (separator.prepare ({ rateHz, 1, core::LatencyMode::balanced }, test::noteDictionary(), {}).ok());
    core::NoteFinder finder;
    finder.prepare (test::noteDictionary(), separator.geometry(), {});
    Listening listening (finder);
    separator.listen (&listening);
    VectorXf output (sound.size());
    for (Index at = 0; at < sound.size(); at += block)
    {
        const float* in = sound.data() + at;
        float* out = output.data() + at;
        separator.process (&in, &out, std::min (block, sound.size() - at));
    }
    return listening.all;
}
} // namespace

TEST_CASE ("A pitch that rises and stays is a note; it ends where it has fallen by 20 dB")
{
    PitchPlayer player;
    player.play (0.5);
    player.set (64, 1.0f);
    player.play (0.5);
    player.set (64, 0.15f); // hysteresis: far below what begins a note, and still above its end
    player.play (0.5);
    CHECK (player.all.size() == 1);
    player.set (64, 0.05f);
    player.play (0.5);
    REQUIRE (player.all.size() == 2);
    CHECK (player.all[0].isBeginning);
    CHECK (player.all[0].pitch == 64);
    CHECK (player.all[0].part == 0);
    CHECK (player.secondsOf (0) == Approx (0.5).margin (0.05));
    CHECK_FALSE (player.all[1].isBeginning);
    CHECK (player.secondsOf (1) == Approx (1.5).margin (0.03));
}

TEST_CASE ("A trained dictionary tells of onsets and of what sounds, 40 ms after it was so")
{
    constexpr double delay = 0.04, onset = core::TrainedNotes::onsetSpanSeconds;
    const double hop = static_cast<double> (geometry().hop) / rateHz;
    PitchPlayer player ({ .looksAhead = false }, true);
    player.play (0.5);
    player.tell (64, 0.9f, 0.9f);
    player.tell (66, 0.9f, 0.3f); // sounds, but never began
    player.play (onset);
    player.tell (64, 0.9f, 0.1f);
    player.play (0.5);
    CHECK (player.all.size() == 1);
    player.tell (64, 0.9f, 0.9f); // struck again
    player.play (onset);
    player.tell (64, 0.9f, 0.1f);
    player.play (0.2);
    player.tell (64, 0.05f, 0.1f); // the mean with the frame before is below one half at once
    player.play (0.5);
    REQUIRE (player.all.size() == 4);
    const std::vector<bool> beginnings{ true, false, true, false };
    const std::vector<double> seconds{ 0.5, 1.0 + onset, 1.0 + onset, 1.2 + 2.0 * onset };
    for (size_t i = 0; i < 4; ++i)
    {
        INFO ("event " << i);
        CHECK (player.all[i].pitch == 64);
        CHECK (player.all[i].isBeginning == beginnings[i]);
        CHECK (player.secondsOf (i) == Approx (seconds[i] - delay).margin (2.0 * hop));
    }
    CHECK (static_cast<double> (player.finder.delaySamples()) / rateHz == Approx (delay + hop).margin (1e-3));
}

TEST_CASE (
    "A finder that looks ahead finds the same notes of a trained dictionary where they were, 60 ms later")
{
    constexpr double onset = core::TrainedNotes::onsetSpanSeconds;
    PitchPlayer player ({}, true);
    player.tell (64, 0.01f, 0.01f);
    player.play (0.5);
    player.tell (64, 0.95f, 0.95f);
    player.play (onset);
    player.tell (64, 0.95f, 0.01f);
    player.play (0.5);
    REQUIRE (player.all.size() == 1);
    player.tell (64, 0.01f, 0.01f);
    player.play (0.5);
    REQUIRE (player.all.size() == 2);
    const double delay = core::TrainedNotes::delaySeconds;
    CHECK (player.all[0].isBeginning);
    CHECK (player.secondsOf (0) == Approx (0.5 - delay).margin (0.01));
    CHECK_FALSE (player.all[1].isBeginning);
    CHECK (player.secondsOf (1) == Approx (1.0 + onset - delay).margin (0.05));
    CHECK (static_cast<double> (player.finder.delaySamples()) / rateHz ==
           Approx (delay + 0.06).margin (0.016));
}

TEST_CASE ("Of a trained dictionary an onset needs three to one at the default threshold, even odds at a "
           "third of it")
{
    const auto countedAt = [] (float threshold, float share)
    {
        PitchPlayer player ({ .threshold = threshold, .looksAhead = false }, true);
        player.tell (64, 0.1f, share);
        player.play (0.1);
        return player.all.size();
    };
    const float byDefault = core::NoteFindingSettings().threshold;
    CHECK (countedAt (byDefault / 3.0f, 0.49f) == 0);
    CHECK (countedAt (byDefault / 3.0f, 0.51f) > 0);
    CHECK (countedAt (byDefault, 0.745f) == 0);
    CHECK (countedAt (byDefault, 0.755f) > 0);
}

TEST_CASE ("Silence ends what a trained dictionary told of")
{
    PitchPlayer player ({ .looksAhead = false }, true);
    player.tell (64, 0.9f, 0.9f);
    player.play (0.3);
    player.play (0.1, 0.0f);
    REQUIRE (player.all.size() == 2);
    CHECK_FALSE (player.all.back().isBeginning);
}

TEST_CASE ("What does not stay up is no note, nor what rises too little beside the loudest")
{
    PitchPlayer player;
    player.set (60, 1.0f);
    player.play (1.0);
    player.set (67, 0.8f);
    player.play (0.04);
    player.set (67, 0.0f);
    player.play (0.5);
    player.set (70, 0.2f);
    player.play (0.5);
    REQUIRE (player.all.size() == 1);
    CHECK (player.all[0].pitch == 60);
    player.finder.setThreshold (0.1f);
    player.set (71, 0.2f);
    player.play (0.5);
    REQUIRE (player.all.size() == 2);
    CHECK (player.all[1].pitch == 71);
}

TEST_CASE ("A note that is struck again ends and begins")
{
    PitchPlayer player;
    player.set (65, 1.0f);
    player.play (0.5);
    player.set (65, 0.3f);
    player.play (0.3);
    player.set (65, 1.0f);
    player.play (0.5);
    REQUIRE (player.all.size() == 3);
    CHECK_FALSE (player.all[1].isBeginning);
    CHECK (player.all[2].isBeginning);
    CHECK (player.all[1].position == player.all[2].position);
    CHECK (player.secondsOf (2) == Approx (0.8).margin (0.05));
}

TEST_CASE ("The same at any level: the same notes with the same velocities")
{
    const auto notesAt = [] (float level)
    {
        PitchPlayer player;
        player.set (60, 1.0f);
        player.play (0.4, level);
        player.set (72, 0.4f);
        player.play (0.4, level);
        return player.all;
    };
    const auto reference = notesAt (1.0f);
    REQUIRE (reference.size() == 2);
    CHECK (reference[0].velocity > reference[1].velocity);
    for (const float level : { 1e-3f, 100.0f })
    {
        const auto scaled = notesAt (level);
        REQUIRE (scaled.size() == reference.size());
        for (size_t i = 0; i < reference.size(); ++i)
        {
            CHECK (scaled[i].position == reference[i].position);
            CHECK (scaled[i].velocity == reference[i].velocity);
        }
    }
}

TEST_CASE ("All notes have an end, no earlier than their beginning, whatever is played")
{
    test::Random random (5);
    PitchPlayer player;
    for (int frame = 0; frame < 20000; ++frame)
    {
        if (random.uniform (0.0f, 1.0f) < 0.1f)
            player.set (static_cast<int> (random.integer (test::lowestNote, test::highestNote)),
                        random.uniform (0.0f, 1.0f));
        player.play (0.005, random.uniform (0.0f, 2.0f));
    }
    for (const auto& note : player.finder.endAll())
        player.all.push_back (note);
    CHECK (player.finder.endAll().empty());
    std::map<int, Index> sounding;
    for (const auto& note : player.all)
    {
        CHECK (note.position >= 0);
        if (note.isBeginning)
        {
            CHECK (sounding.emplace (note.pitch, note.position).second);
            CHECK ((note.velocity >= 1 && note.velocity <= 127));
            continue;
        }
        REQUIRE (sounding.contains (note.pitch));
        CHECK (note.position >= sounding[note.pitch]);
        sounding.erase (note.pitch);
    }
    CHECK (sounding.empty());
    CHECK (player.all.size() > 100);
}

TEST_CASE ("Tones are found where they begin, in any block size, by the engine's own frames")
{
    constexpr Index length = 4 * 16000;
    VectorXf sound = toneOfPartials (60, 1.0, length, 8000) + toneOfPartials (67, 1.0, length, 24000);
    const auto notes = notesIn (sound, 333);
    std::vector<std::pair<int, double>> begun;
    for (const auto& note : notes)
        if (note.isBeginning)
            begun.emplace_back (note.pitch, static_cast<double> (note.position) / rateHz);
    REQUIRE (begun.size() == 2);
    CHECK (begun[0].first == 60);
    CHECK (begun[0].second == Approx (0.5).margin (0.045));
    CHECK (begun[1].first == 67);
    CHECK (begun[1].second == Approx (1.5).margin (0.045));
    for (const Index block : { Index{ 1 }, Index{ 4096 } })
    {
        const auto again = notesIn (sound, block);
        REQUIRE (again.size() == notes.size());
        for (size_t i = 0; i < notes.size(); ++i)
            CHECK (again[i].position == notes[i].position);
    }
}

TEST_CASE ("A dictionary without pitches has no notes")
{
    auto dictionary = test::noteDictionary();
    dictionary.sources.front().pitches.clear();
    dictionary.sources.front().onsets.clear();
    core::NoteFinder finder;
    finder.prepare (dictionary, geometry(), {});
    CHECK (finder.find (VectorXf::Ones (64), 1.0f).empty());
    CHECK (finder.endAll().empty());
}

TEST_CASE ("Finding notes keeps the rules of the audio thread")
{
    PitchPlayer player;
    test::RealtimeTrap trap;
    for (int i = 0; i < 400; ++i)
    {
        player.activations.setConstant (i % 40 < 20 ? 1.0f : 0.0f);
        player.finder.find (player.activations, 1.0f);
    }
    player.finder.endAll();
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}
