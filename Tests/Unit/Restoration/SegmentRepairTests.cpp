// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/DamageFinder.h"
#include "Restoration/RecordingRepair.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace unbraid::restoration;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr double rateHz = 8000.0;
constexpr Index numFrames = 6000;

/** A tone with overtones whose pitch changes halfway, and a second channel at half the level. */
MatrixXf music()
{
    MatrixXf samples (numFrames, 2);
    for (Index n = 0; n < numFrames; ++n)
    {
        const double turn =
            6.283185307 * (n < numFrames / 2 ? 220.0 : 330.0) * static_cast<double> (n) / rateHz;
        const double value =
            0.6 * std::sin (turn) + 0.25 * std::sin (2.0 * turn + 1.0) + 0.1 * std::sin (5.0 * turn);
        samples.row (n) << static_cast<float> (value), static_cast<float> (0.5 * value);
    }
    return samples;
}

RepairSettings quick()
{
    RepairSettings settings;
    settings.frameLength = 512;
    settings.numAtoms = 8;
    settings.iterations = 20;
    return settings;
}

std::vector<SampleStates> statesOf (const MatrixXf& samples, const std::vector<Gap>& gaps = {})
{
    DamageSettings damageSettings;
    damageSettings.gaps = gaps;
    std::vector<SampleStates> states;
    for (Index channel = 0; channel < samples.cols(); ++channel)
        states.push_back (findDamage (samples.col (channel), rateHz, damageSettings).states);
    return states;
}

/** Energy of the error in the damaged samples, before over after, in dB; the others must be as they were. */
double gainDb (const MatrixXf& whole, const MatrixXf& damaged, const MatrixXf& repaired,
               const std::vector<SampleStates>& states)
{
    double before = 0.0, after = 0.0;
    for (Index channel = 0; channel < whole.cols(); ++channel)
        for (Index n = 0; n < whole.rows(); ++n)
            if (states[static_cast<size_t> (channel)][static_cast<size_t> (n)] == SampleState::intact)
                REQUIRE (repaired (n, channel) == damaged (n, channel));
            else
            {
                before += std::pow (damaged (n, channel) - whole (n, channel), 2.0);
                after += std::pow (repaired (n, channel) - whole (n, channel), 2.0);
            }
    return 10.0 * std::log10 (before / after);
}

const auto goOn = [] (double) { return true; };
} // namespace

TEST_CASE ("clipped peaks come back, never below the level at which they were cut")
{
    const MatrixXf whole = music();
    const MatrixXf clipped = whole.cwiseMin (0.45f).cwiseMax (-0.45f);
    const auto states = statesOf (clipped);
    MatrixXf repaired = clipped;
    REQUIRE (repairRecording (repaired, states, quick(), goOn).ok());
    CHECK (gainDb (whole, clipped, repaired, states) > 20.0);
    CHECK ((repaired.array().abs() >= clipped.array().abs() - 1e-6f).all());
}

TEST_CASE ("a restored peak is at most 12 dB above the level of clipping")
{
    const MatrixXf clipped = music().col (0).cwiseMin (0.02f); // peaks of .8, 32 dB higher
    DamageSettings settings;
    settings.clipping = DamageSettings::Search::given;
    settings.clipLevel = 0.02f;
    const auto damage = findDamage (clipped.col (0), rateHz, settings);
    MatrixXf repaired = clipped;
    REQUIRE (repairRecording (repaired, { damage.states }, quick(), goOn).ok());
    float highest = 0.0f;
    for (Index n = 0; n < numFrames; ++n)
        if (damage.states[static_cast<size_t> (n)] == SampleState::clippedHigh)
            highest = std::max (highest, repaired (n, 0));
    CHECK (highest > 0.07f); // it was needed
    CHECK (highest <= 0.02f * 3.9812f);
}

TEST_CASE ("a gap of 10 ms in a steady sound is filled with it")
{
    const MatrixXf whole = music();
    MatrixXf damaged = whole;
    damaged.middleRows (1500, 80).setZero();
    damaged.middleRows (4500, 80).setZero();
    const auto states = statesOf (damaged);
    MatrixXf repaired = damaged;
    REQUIRE (repairRecording (repaired, states, quick(), goOn).ok());
    CHECK (gainDb (whole, damaged, repaired, states) > 20.0);
}

TEST_CASE ("repair follows the level of the recording and nothing else")
{
    const MatrixXf clipped = music().cwiseMin (0.3f).cwiseMax (-0.3f);
    auto settings = quick();
    settings.iterations = 5;
    MatrixXf once = clipped, scaled = clipped / 64.0f;
    REQUIRE (findDamage (clipped.col (0), rateHz, {}).numClipped > 0);
    REQUIRE (repairRecording (once, statesOf (clipped), settings, goOn).ok());
    REQUIRE (repairRecording (scaled, statesOf (clipped / 64.0f), settings, goOn).ok());
    CHECK ((64.0f * scaled - once).norm() < 1e-3f * once.norm());
}

TEST_CASE ("whole recordings stay as they are, and repair can be cancelled")
{
    const MatrixXf whole = music();
    MatrixXf same = whole;
    REQUIRE (repairRecording (same, statesOf (whole), quick(), goOn).ok());
    CHECK (same == whole);
    MatrixXf clipped = whole.cwiseMin (0.3f);
    int calls = 0;
    const auto stopped =
        repairRecording (clipped, statesOf (clipped), quick(), [&calls] (double) { return ++calls < 3; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
    CHECK (calls == 3);
}

TEST_CASE ("a frame is a power of two of about 46 ms, at every rate")
{
    CHECK (repairFrameLength (8000.0) == 512);
    CHECK (repairFrameLength (44100.0) == 2048);
    CHECK (repairFrameLength (48000.0) == 2048);
    CHECK (repairFrameLength (192000.0) == 8192);
}
