// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/VoiceStatistics.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <numbers>

using namespace unbraid;

namespace
{
using Eigen::Index;

constexpr double voiceRateHz = 16000.0;

/** Harmonics below resonances that move at random from syllable to syllable, each within a range of its own. */
Eigen::VectorXf syllables (double pitchHz, double tractScale, std::uint64_t seed, double seconds = 6.0)
{
    test::Random random (seed);
    Eigen::VectorXf samples (static_cast<Index> (seconds * voiceRateHz));
    const auto syllable = static_cast<Index> (0.15 * voiceRateHz);
    for (Index first = 0; first < samples.size(); first += syllable)
    {
        const std::array resonancesHz{ tractScale * random.uniform (300.0f, 800.0f),
                                       tractScale * random.uniform (900.0f, 2200.0f),
                                       tractScale * random.uniform (2300.0f, 2900.0f) };
        const Index count = std::min (syllable, samples.size() - first);
        samples.segment (first, count).setZero();
        for (double hz = pitchHz; hz < 4000.0; hz += pitchHz)
        {
            double level = 1e-3;
            for (const double resonanceHz : resonancesHz)
                level += std::exp (-0.5 * std::pow ((hz - resonanceHz) / 120.0, 2.0));
            for (Index n = 0; n < count; ++n)
                samples[first + n] += static_cast<float> (
                    0.05 * level *
                    std::sin (2.0 * std::numbers::pi * hz / voiceRateHz * static_cast<double> (first + n)));
        }
    }
    return samples;
}

core::VoiceStatistics prepared()
{
    core::VoiceStatistics statistics;
    REQUIRE (statistics.prepare (voiceRateHz).ok());
    return statistics;
}

/** By a microphone without depth. */
Eigen::VectorXf brightened (const Eigen::VectorXf& samples, float share)
{
    Eigen::VectorXf bright = samples;
    bright.tail (samples.size() - 1) -= share * samples.head (samples.size() - 1);
    return bright;
}
} // namespace

TEST_CASE ("The statistics of a voice depend neither on its level nor on a filter, but on whose voice it is")
{
    auto statistics = prepared();
    const auto voice = syllables (120.0, 1.0, 1);
    const auto own = statistics.of ({ voice });
    REQUIRE (own.size() == core::numVoiceStatistics);
    CHECK ((statistics.of ({ 0.01f * voice }) - own).norm() < 1e-3f * own.norm());
    const float filtered = (statistics.of ({ brightened (voice, 0.5f) }) - own).norm();
    const float later = (statistics.of ({ syllables (120.0, 1.0, 2) }) - own).norm();
    const float other = (statistics.of ({ syllables (120.0, 1.25, 3) }) - own).norm();
    CHECK (filtered < 0.5f * later);
    CHECK (later < 0.7f * other);
}

TEST_CASE ("Recordings of one voice by different microphones tell as much as one that is as long")
{
    auto statistics = prepared();
    const auto voice = syllables (180.0, 1.1, 4, 8.0);
    const Index half = voice.size() / 2;
    const std::vector<Eigen::VectorXf> pieces{ voice.head (half), brightened (voice.tail (half), 0.9f) };
    const auto whole = statistics.of ({ voice });
    CHECK ((statistics.of (pieces) - whole).norm() <
           0.25f * (statistics.of ({ syllables (180.0, 0.9, 5, 8.0) }) - whole).norm());
    Eigen::VectorXf joined (2 * half);
    joined << pieces[0], pieces[1];
    CHECK ((statistics.of ({ joined }) - whole).norm() > 1.5f * (statistics.of (pieces) - whole).norm());
}

TEST_CASE ("Noise, silence and too short a recording have the statistics of no voice")
{
    auto statistics = prepared();
    const auto none = statistics.of ({ Eigen::VectorXf::Zero (16000) });
    CHECK (none.allFinite());
    test::Random random (6);
    CHECK (statistics.of ({ random.noise (32000, 0.3f) }) == none);
    CHECK (statistics.of ({ Eigen::VectorXf::Ones (100) }) == none);
    Index next = 0;
    for (Index column = 0; column < core::numVoiceBands; ++column)
        for (Index row = 0; row <= column; ++row)
            CHECK (none[next++] == Approx (row == column ? std::log (0.2) : 0.0).margin (1e-6));
}
