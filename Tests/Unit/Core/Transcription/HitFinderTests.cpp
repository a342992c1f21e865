// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/HitFinder.h"

#include "Support/NoteDictionary.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <map>

using namespace unbraid;
using Eigen::Index;

namespace
{
constexpr double rateHz = 44100.0;
constexpr int kick = 36, snare = 38;

core::FrameGeometry geometry()
{
    return core::frameGeometry (rateHz, core::LatencyMode::balanced, 0.046).value();
}

double secondsOf (Index frame)
{
    return static_cast<double> (frame * geometry().hop) / rateHz;
}

core::Dictionary kit (const std::vector<std::string>& names = { "kick", "snare", "voice" })
{
    auto dictionary = test::noteDictionary();
    dictionary.sources.clear();
    for (const auto& name : names)
    {
        dictionary.sources.emplace_back();
        dictionary.sources.back().name = name;
    }
    return dictionary;
}

/** A finder whose input is levels of sources instead of sound: the masks split an even spectrum. */
struct KitPlayer
{
    core::HitFinder finder;
    Eigen::MatrixXf masks = Eigen::MatrixXf::Zero (geometry().numBins(), 3);
    Eigen::MatrixXcf mixture = Eigen::MatrixXcf::Ones (geometry().numBins(), 2);
    Eigen::Vector3f levels = Eigen::Vector3f::Zero();
    std::vector<core::FoundNote> all;

    explicit KitPlayer (const core::NoteFindingSettings& settings = {})
    {
        finder.prepare (kit(), geometry(), settings);
    }

    void play (Index numFrames, float decay = 0.9f)
    {
        for (Index frame = 0; frame < numFrames; ++frame)
        {
            masks = levels.transpose().replicate (masks.rows(), 1);
            const auto found = finder.find (masks, mixture, levels.isZero());
            all.insert (all.end(), found.begin(), found.end());
            levels *= decay;
        }
    }

    void strike (Index source, float level, Index numFrames = 40)
    {
        levels[source] = level;
        play (numFrames);
    }

    [[nodiscard]] std::vector<core::FoundNote> beginnings() const
    {
        std::vector<core::FoundNote> begun;
        for (const auto& note : all)
            if (note.isBeginning)
                begun.push_back (note);
        return begun;
    }
};
} // namespace

TEST_CASE ("Sources named after drums have their notes of General MIDI, and no others have any")
{
    CHECK (core::drumNote ("kick") == 36);
    CHECK (core::drumNote ("hi-hat") == 42);
    CHECK_FALSE (core::drumNote ("speech").has_value());
    CHECK_FALSE (core::drumNote ("").has_value());
    CHECK (core::HitFinder::canFind (kit()));
    CHECK_FALSE (core::HitFinder::canFind (kit ({ "speech", "noise" })));
    auto pitched = kit ({ "kick" });
    pitched.sources.front().pitches = { 40 };
    CHECK_FALSE (core::HitFinder::canFind (pitched));
}

TEST_CASE ("A hit is found where its level rises, once, on the channel of drums, and its note ends")
{
    KitPlayer player;
    player.play (100);
    player.strike (0, 1.0f);
    player.strike (1, 0.5f);
    player.strike (2, 1.0f); // a voice is no drum
    const auto begun = player.beginnings();
    REQUIRE (begun.size() == 2);
    CHECK (begun[0].pitch == kick);
    CHECK (begun[1].pitch == snare);
    constexpr double early = 0.02; // the middle of the synthesis window is so much before the end of a frame
    CHECK (static_cast<double> (begun[0].position) / rateHz ==
           Approx (secondsOf (100) - 0.5 * early).margin (0.01));
    CHECK (begun[1].position - begun[0].position == 40 * geometry().hop);
    std::map<int, int> sounding;
    for (const auto& note : player.all)
    {
        CHECK (note.part == core::drumPart);
        sounding[note.pitch] += note.isBeginning ? 1 : -1;
    }
    CHECK (sounding[kick] == 0);
    for (const auto& note : player.finder.endAll())
        sounding[note.pitch] -= note.isBeginning ? 0 : 1;
    CHECK (sounding[snare] == 0);
}

TEST_CASE ("A softer hit has a lower velocity, and what leaks from another drum is none")
{
    KitPlayer player;
    player.strike (0, 1.0f);
    player.strike (0, 0.25f);
    player.levels[1] = 0.05f;
    player.strike (0, 1.0f);
    const auto begun = player.beginnings();
    REQUIRE (begun.size() == 3);
    CHECK (begun[0].velocity == 110);
    CHECK (begun[1].velocity == Approx (55).margin (3)); // 12 dB below
    CHECK (begun[2].pitch == kick);
}

TEST_CASE ("A hit of a drum that rises slowly has the level at which it stops rising")
{
    KitPlayer player;
    player.strike (0, 1.0f, 60);
    for (const float level : { 0.3f, 0.5f })
    {
        player.levels[0] = level;
        player.play (1, 1.0f);
    }
    player.play (30);
    const auto begun = player.beginnings();
    REQUIRE (begun.size() == 2);
    CHECK (begun[1].velocity == Approx (110.0 * std::sqrt (0.5)).margin (3));
}

TEST_CASE ("A roll is found hit by hit, but no two within a twentieth of a second")
{
    KitPlayer player;
    constexpr Index apart = 16; // frames, 80 ms
    for (int hit = 0; hit < 10; ++hit)
        player.strike (1, 1.0f, apart);
    CHECK (player.beginnings().size() == 10);
    for (int hit = 0; hit < 10; ++hit)
        player.strike (1, 1.0f, apart / 4);
    CHECK (player.beginnings().size() < 16);
}

TEST_CASE ("A higher threshold finds fewer hits, and the level of the whole changes nothing")
{
    size_t last = 100;
    for (const float threshold : { 0.05f, 0.22f, 0.8f })
    {
        std::vector<core::FoundNote> first;
        for (const float gain : { 1.0f, 0.001f })
        {
            KitPlayer player ({ .threshold = threshold });
            for (const float level : { 1.0f, 0.1f, 0.3f, 1.0f })
                player.strike (0, gain * level);
            const auto begun = player.beginnings();
            if (first.empty())
                first = begun;
            REQUIRE (begun.size() == first.size());
            for (size_t i = 0; i < begun.size(); ++i)
                CHECK ((begun[i].position == first[i].position && begun[i].velocity == first[i].velocity));
        }
        CHECK (first.size() < last);
        last = first.size();
    }
}

TEST_CASE ("After a reset nothing is left of what was played")
{
    KitPlayer player;
    player.strike (0, 1.0f, 3);
    player.finder.reset();
    CHECK (player.finder.endAll().empty());
    player.all.clear();
    player.strike (0, 0.01f);
    REQUIRE (player.beginnings().size() == 1);
    CHECK (player.beginnings()[0].velocity == 110);
}

TEST_CASE ("Finding hits keeps the rules of the audio thread")
{
    KitPlayer player;
    test::RealtimeTrap trap;
    for (int i = 0; i < 400; ++i)
    {
        player.masks.setConstant (i % 40 == 20 ? 1.0f : 0.1f);
        player.finder.find (player.masks, player.mixture, i % 100 == 0);
    }
    player.finder.endAll();
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}
