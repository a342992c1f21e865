// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Guidance/ScoreAlignment.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;

namespace
{
constexpr double frameSeconds = 0.01;

/** Two voices, a note every quarter of a second or so. */
std::vector<core::ScoreSpan> melody (double seconds)
{
    test::Random random (3);
    std::vector<core::ScoreSpan> notes;
    for (double at = 0.3; at < seconds; at += static_cast<double> (random.uniform (0.15f, 0.4f)))
        for (const int voice : { 48, 67 })
            if (random.uniform() < 0.7f)
                notes.push_back ({ at, at + 0.3, voice + static_cast<int> (random.integer (0, 14)) });
    return notes;
}

/** A player who speeds up and slows down. */
double playedAt (double seconds)
{
    return 0.5 + 1.1 * seconds + 0.2 * std::sin (0.8 * seconds);
}

/** The pitch roll of notes: they rise in 30 ms and fade, over a little of everything, with octaves and fifths. */
core::PitchRoll rollOf (const std::vector<core::ScoreSpan>& notes, double seconds, float level = 1.0f)
{
    test::Random random (5);
    core::PitchRoll roll{ Eigen::MatrixXf (128, static_cast<Index> (seconds / frameSeconds)), frameSeconds };
    for (auto& value : roll.levels.reshaped())
        value = 0.01f * random.uniform();
    for (const auto& note : notes)
        for (Index frame = 0; frame < roll.levels.cols(); ++frame)
        {
            const double since = static_cast<double> (frame) * frameSeconds - playedAt (note.beginSeconds);
            if (since < 0.0)
                continue;
            const double held = playedAt (note.endSeconds) - playedAt (note.beginSeconds);
            const double after = std::max (0.0, since - held);
            const auto loud =
                static_cast<float> (std::min (1.0, since / 0.03) * std::exp (-since - 10.0 * after));
            for (const auto& [above, share] : { std::pair{ 0, 1.0f }, { 12, 0.3f }, { 19, 0.15f } })
                roll.levels (note.pitch + above, frame) += share * loud;
        }
    roll.levels *= level;
    return roll;
}
} // namespace

TEST_CASE ("A score is found in a recording that speeds up and slows down, at any level")
{
    const auto score = melody (20.0);
    for (const float level : { 1.0f, 1e-4f })
    {
        const auto map = core::alignScore (score, rollOf (score, 25.0, level));
        REQUIRE (map.ok());
        double worst = 0.0, sum = 0.0;
        for (const auto& note : score)
        {
            const double error = map.value() (note.beginSeconds) - playedAt (note.beginSeconds);
            worst = std::max (worst, std::abs (error));
            sum += error;
        }
        CHECK (worst < 0.05);
        CHECK (std::abs (sum / static_cast<double> (score.size())) < 0.015);
    }
}

TEST_CASE ("A map goes through its points in straight lines, on beyond them, and never backwards")
{
    const core::TimeMap map ({ { 1.0, 2.0 }, { 2.0, 4.0 }, { 4.0, 5.0 } });
    CHECK (map (1.0) == Approx (2.0));
    CHECK (map (1.5) == Approx (3.0));
    CHECK (map (3.0) == Approx (4.5));
    CHECK (map (0.5) == Approx (1.5));
    CHECK (map (-5.0) == 0.0);
    CHECK (map (6.0) == Approx (7.0));
    CHECK (core::TimeMap ({}) (3.0) == 3.0);

    const auto score = melody (10.0);
    const auto found = core::alignScore (score, rollOf (score, 14.0));
    REQUIRE (found.ok());
    for (double at = 0.0; at < 12.0; at += 0.01)
        CHECK (found.value() (at + 0.01) >= found.value() (at));
}

TEST_CASE ("What cannot be aligned is refused, and frames are as long as the memory asks")
{
    const auto score = melody (3.0);
    const auto roll = rollOf (score, 5.0);
    CHECK_FALSE (core::alignScore ({}, roll).ok());
    CHECK_FALSE (core::alignScore ({ { 0.0, 1.0, 128 } }, roll).ok());
    CHECK_FALSE (core::alignScore ({ { 0.0, std::numeric_limits<double>::infinity(), 60 } }, roll).ok());
    CHECK_FALSE (core::alignScore (score, { Eigen::MatrixXf::Zero (128, 100), frameSeconds }).ok());
    CHECK_FALSE (core::alignScore (score, { roll.levels.topRows (100), frameSeconds }).ok());
    CHECK (core::alignScore ({ { 0.0, 1e6, 60 } }, roll).error().found == "more than 2^26 pairs of frames");
    CHECK (core::alignmentFrameSeconds (20.0, 30.0) == 0.01);
    const double ofAnHour = core::alignmentFrameSeconds (3600.0, 3600.0);
    CHECK (3600.0 / ofAnHour * 3600.0 / ofAnHour < 67e6);
    CHECK (ofAnHour < 0.5);
}
