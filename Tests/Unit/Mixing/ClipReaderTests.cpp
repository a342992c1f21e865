// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/ClipReader.h"

#include "Unit/Mixing/MixingSounds.h"

using namespace unbraid;
using namespace unbraid::test;
using unfolding::Clip;
using unfolding::SpeedChange;

namespace
{
Eigen::VectorXf played (const Eigen::VectorXf& sound, Clip clip, Eigen::Index numSamples)
{
    clip.ratio = SpeedChange::nearest (clip.ratio);
    return unfolding::ClipReader().read (unfolding::packSound (sound, mixingRateHz), clip, numSamples);
}
constexpr double sixteenBits = 1e-5; // half a step of a peak of 0.3
} // namespace

TEST_CASE ("A sinusoid played faster or slower has its frequency times the ratio and its amplitude")
{
    constexpr double hz = 1000.0;
    constexpr double rippleOfKernel = 2e-3; // relative; the pass band's
    const auto sound = sine (hz, 64000);
    for (const double wanted : { 0.5, 0.6, 0.85, 0.97, 1.03, 1.2, 1.5, 2.0 })
    {
        const double ratio = SpeedChange::nearest (wanted);
        const auto changed = played (sound, { 1000, ratio }, 16000);
        CHECK (amplitudeAt (hz * ratio, changed) == Approx (0.3).epsilon (rippleOfKernel));
        // All there is lies at that frequency: a sinusoid's RMS is its amplitude over the root of two.
        CHECK (rms (changed) == Approx (0.3 / std::numbers::sqrt2).epsilon (rippleOfKernel));
    }
}

TEST_CASE ("Changing the speed begins at the place asked for to a fraction of a sample")
{
    constexpr double hz = 700.0, ratio = 1.25;
    const auto changed = played (sine (hz, 32000), { 4000, ratio }, 8000);
    double worst = 0.0;
    for (Eigen::Index n = 0; n < changed.size(); ++n)
    {
        const double place = 4000.0 + ratio * static_cast<double> (n);
        const double expected = 0.3 * std::sin (2.0 * std::numbers::pi * hz * place / mixingRateHz);
        worst = std::max (worst, std::abs (expected - static_cast<double> (changed[n])));
    }
    CHECK (worst < 3e-4); // 60 dB below the sinusoid
}

TEST_CASE ("What would fold back is taken away")
{
    // At these ratios the sinusoid belongs above half the rate, and would alias.
    for (const auto& [hz, ratio] : { std::pair{ 7000.0, 1.5 }, { 7600.0, 1.25 }, { 6000.0, 2.0 } })
    {
        const auto changed = played (sine (hz, 64000), { 1000, ratio }, 16000);
        CHECK (decibels (rms (changed) / rms (sine (hz, 16000))) < -50.0);
    }
}

TEST_CASE ("A ratio of one gives the recording back")
{
    const Eigen::VectorXf sound = test::Random (3).noise (5000, 0.3f);
    const auto same = played (sound, { 1200, 1.0 }, 2000);
    CHECK ((same - sound.segment (1200, 2000)).cwiseAbs().maxCoeff() < sixteenBits);
}

TEST_CASE ("Outside its ends a recording is silent")
{
    const auto after = played (Eigen::VectorXf::Constant (1000, 0.3f), { 500, 1.0 }, 800);
    CHECK ((after.head (500).array() - 0.3f).abs().maxCoeff() < sixteenBits);
    CHECK (after.tail (300).isZero (0.0f));
    const auto before = played (Eigen::VectorXf::Constant (1000, 0.3f), { -200, 1.0 }, 800);
    CHECK (before.head (200).isZero (0.0f));
    CHECK ((before.tail (600).array() - 0.3f).abs().maxCoeff() < sixteenBits);
}

TEST_CASE ("A reversed piece is the piece backwards")
{
    const Eigen::VectorXf sound = test::Random (4).noise (6000, 0.3f);
    Clip clip{ 1000, 1.0 };
    const auto forwards = played (sound, clip, 3000);
    clip.isReversed = true;
    const auto backwards = played (sound, clip, 3000);
    CHECK ((backwards.reverse() - forwards).cwiseAbs().maxCoeff() < sixteenBits);
}

TEST_CASE ("A short noise is repeated without seams: its power stays and nothing jumps")
{
    const Eigen::VectorXf noise = test::Random (5).noise (8000, 0.3f);
    const auto looped = played (noise, { 300, 1.0, true }, 64000);
    constexpr Eigen::Index stretch = 1000;
    for (Eigen::Index first = 0; first < looped.size(); first += stretch)
        CHECK (decibels (rms (looped.segment (first, stretch)) / rms (noise)) == Approx (0.0).margin (1.5));

    // Steps between neighbours of a slow sinusoid whose length is no whole number of periods.
    const auto slow = sine (100.0, 8037);
    const float largestStep = 0.3f * static_cast<float> (2.0 * std::numbers::pi * 100.0 / mixingRateHz);
    const auto loopedSine = played (slow, { 0, 1.0, true }, 32000);
    const Eigen::VectorXf steps = loopedSine.tail (31999) - loopedSine.head (31999);
    CHECK (steps.cwiseAbs().maxCoeff() < 1.6f * largestStep); // two of them meet, at most sqrt 2 as large
}
