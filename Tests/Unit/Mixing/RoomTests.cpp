// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Room.h"

#include "Unit/Mixing/MixingSounds.h"

#include <cmath>

using namespace unbraid;
using namespace unbraid::test;
using unfolding::Draws;

namespace
{
/** RT60 from the decay of the energy that is still to come between -5 and -25 dB (Schroeder 1965), by a
    straight line through its two ends. */
double measuredReverberation (const Eigen::VectorXf& samples)
{
    Eigen::VectorXd left = samples.cast<double>().cwiseAbs2();
    for (Eigen::Index n = left.size() - 1; n > 0; --n)
        left[n - 1] += left[n];
    const auto fallenTo = [&] (double db)
    {
        Eigen::Index n = 0;
        while (left[n] > left[0] * std::pow (10.0, db / 10.0))
            ++n;
        return static_cast<double> (n) / mixingRateHz;
    };
    return 3.0 * (fallenTo (-25.0) - fallenTo (-5.0));
}

/** The reverberation alone, without the direct sound and what is early. */
Eigen::VectorXf lateOf (const unfolding::RoomResponse& room)
{
    return room.samples.tail (room.samples.size() - room.numEarly);
}

/** Twice averaged over a few samples: low frequencies. */
Eigen::VectorXf lowOf (const Eigen::VectorXf& samples)
{
    Eigen::VectorXf low = samples;
    for (int pass = 0; pass < 2; ++pass)
    {
        const Eigen::VectorXf before = low;
        for (Eigen::Index n = 8; n < low.size(); ++n)
            low[n] = before.segment (n - 8, 8).mean();
    }
    return low;
}

/** Four times the difference to the sample before: high frequencies. */
Eigen::VectorXf highOf (const Eigen::VectorXf& samples)
{
    Eigen::VectorXf high = samples;
    for (int pass = 0; pass < 4; ++pass)
        high = (high.tail (high.size() - 1) - high.head (high.size() - 1)).eval();
    return high;
}

unfolding::RoomResponse responseOf (unfolding::RoomDraw room, std::uint64_t seed)
{
    room.earlySeconds = 0.04;
    Draws draws (seed, 0, 0);
    return unfolding::roomResponse (room, mixingRateHz, draws);
}
} // namespace

TEST_CASE ("A room reverberates as long as was drawn")
{
    constexpr double share = 0.2; // one response of noise, measured over 20 dB
    for (const double seconds : { 0.15, 0.3, 0.5, 0.8 })
        for (const std::uint64_t seed : { 1, 2, 3 })
        {
            const auto room = responseOf ({ seconds, 0.0, 1.0, 4 }, seed);
            CHECK (measuredReverberation (lateOf (room)) == Approx (seconds).epsilon (share));
        }
}

TEST_CASE ("High frequencies decay faster by the share that was drawn and low ones as was drawn")
{
    constexpr double share = 0.2;
    for (const std::uint64_t seed : { 1, 2, 3 })
    {
        const auto late = lateOf (responseOf ({ 0.8, 0.0, 0.5, 4 }, seed));
        CHECK (measuredReverberation (lowOf (late)) == Approx (0.8).epsilon (share));
        CHECK (measuredReverberation (highOf (late)) == Approx (0.4).epsilon (share));
    }
}

TEST_CASE ("The direct sound stands first and against all that follows at the ratio drawn")
{
    for (const double ratioDb : { -2.0, 5.0, 15.0 })
    {
        const auto room = responseOf ({ 0.4, ratioDb, 0.6, 4 }, 9);
        CHECK (room.samples[0] == 1.0f);
        CHECK (room.samples.segment (1, 31).isZero (0.0f)); // nothing returns within 2 ms
        const double reverberant = energy (room.samples.tail (room.samples.size() - 1));
        CHECK (-10.0 * std::log10 (reverberant) == Approx (ratioDb).margin (0.01));
    }
}

TEST_CASE ("Distinct reflections are early and as many as were drawn")
{
    const auto bare = responseOf ({ 0.4, 0.0, 0.6, 0 }, 11);
    const auto with = responseOf ({ 0.4, 0.0, 0.6, 5 }, 11);
    // The same noise behind both: where their ratio differs, a reflection stands.
    const auto late = bare.samples.size() - 1;
    const float scale = with.samples[late] / bare.samples[late];
    const Eigen::VectorXf rest = with.samples - scale * bare.samples;
    int numDistinct = 0;
    for (Eigen::Index n = 1; n < rest.size(); ++n)
        if (std::abs (rest[n]) > 1e-4f)
        {
            ++numDistinct;
            CHECK (n < with.numEarly);
        }
    CHECK (numDistinct == 5);
}

TEST_CASE ("Rooms are drawn from their ranges")
{
    const unfolding::RoomSettings settings;
    Draws draws (3, 0, 0);
    for (int i = 0; i < 200; ++i)
    {
        const auto room = unfolding::drawRoom (settings, draws);
        CHECK (room.reverberationSeconds >= 0.15);
        CHECK (room.reverberationSeconds <= 0.8);
        CHECK (room.directToReverberantDb >= -2.0);
        CHECK (room.directToReverberantDb <= 15.0);
        CHECK (room.numReflections >= 2);
        CHECK (room.numReflections <= 6);
    }
}

TEST_CASE ("The early part of a response is as long as the settings of its room say")
{
    for (const double seconds : { 0.02, 0.1 })
    {
        unfolding::RoomSettings settings;
        settings.earlySeconds = seconds;
        Draws draws (3, 0, 0);
        const auto response =
            unfolding::roomResponse (unfolding::drawRoom (settings, draws), mixingRateHz, draws);
        CHECK (response.numEarly == static_cast<Eigen::Index> (std::ceil (seconds * mixingRateHz)));
    }
}

TEST_CASE ("A response is no longer than the longest room of the recipe")
{
    unfolding::MixingSettings settings;
    settings.sampleRateHz = mixingRateHz;
    settings.notes.room.reverberationSeconds = { 0.2, 2.0 };
    CHECK (unfolding::longestRoom (settings) == 12800);
    settings.recipe = unfolding::MixingRecipe::notes;
    CHECK (unfolding::longestRoom (settings) == 32000);
    settings.recipe = unfolding::MixingRecipe::stems;
    settings.stems.sharedRoom.probability = 0.1;
    CHECK (unfolding::longestRoom (settings) == 19200);
}
