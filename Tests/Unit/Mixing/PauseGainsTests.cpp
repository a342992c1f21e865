// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/PauseGains.h"
#include "Unit/Mixing/MixingSounds.h"

using namespace unbraid;
using namespace unbraid::test;
using unfolding::PauseGains;

namespace
{
constexpr Eigen::Index oneSecond = 16000, wordEnd = 9600, gapStart = 3200, gapEnd = 4320;

/** In each of three seconds a word of .6 s, with a gap of 70 ms in it, and a pause, over a steady background that lies so far
    below the word. */
Eigen::VectorXf wordsOver (double floorDb)
{
    Random random (3);
    const Eigen::VectorXf word = sine (200.0, 3 * oneSecond);
    const Eigen::VectorXf background = random.noise (3 * oneSecond);
    const auto gain = static_cast<float> (rms (word) / rms (background) * std::pow (10.0, -floorDb / 20.0));
    Eigen::VectorXf sound = gain * background;
    for (Eigen::Index n = 0; n < sound.size(); ++n)
        if (const auto at = n % oneSecond; at < wordEnd && (at < gapStart || at >= gapEnd))
            sound[n] += word[n];
    return sound;
}

/** Of a place in the second word or after it, seconds from the word's beginning. */
float gainInWord (const PauseGains& gains, double seconds)
{
    return gains.at ((1.0 + seconds) * oneSecond);
}
} // namespace

TEST_CASE ("A background far below the words goes 25 dB down in pauses, and none of a word goes")
{
    const double floorDb = GENERATE (40.0, 60.0);
    const PauseGains gains (unfolding::packSound (wordsOver (floorDb), mixingRateHz), mixingRateHz);
    for (double at = 0.0; at < 0.655;
         at += 0.005) // words, the gap in one, and 60 ms, of which a step of 10 ms may be cut
        CHECK (gainInWord (gains, at) == 1.0f);
    for (double at = 0.72; at < 0.95; at += 0.005) // 60 ms, a level's 20 and a ramp's 20 after the word
        CHECK (gainInWord (gains, at) == Approx (0.0562).margin (1e-3)); // -25 dB
    CHECK (gainInWord (gains, 0.99) == 1.0f);
    for (double at = 0.655; at < 0.72; at += 0.005)
        CHECK (gainInWord (gains, at + 0.005) <= gainInWord (gains, at));
}

TEST_CASE (
    "A background that is less than 30 dB below the words is left in pauses, as it may be a part of them")
{
    const PauseGains gains (unfolding::packSound (wordsOver (25.0), mixingRateHz), mixingRateHz);
    for (double at = 0.0; at < 1.0; at += 0.01)
        CHECK (gainInWord (gains, at) == 1.0f);
}

TEST_CASE ("What is silent by editing does not pass for a recording's quiet level")
{
    Eigen::VectorXf sound = wordsOver (45.0);
    sound.conservativeResize (4 * oneSecond);
    sound.tail (oneSecond).setZero();
    const PauseGains gains (unfolding::packSound (sound, mixingRateHz), mixingRateHz);
    CHECK (gainInWord (gains, 0.8) == Approx (0.0562).margin (1e-3));
}

TEST_CASE ("With clean pauses the noise has what the voice lost in them, in four recordings of five, and the "
           "mixture is the same")
{
    Random random (5);
    const auto corpus =
        corpusOf ({ "speech", "noise" }, { Sounds (5, wordsOver (40.0)), { random.noise (48000) } });
    auto settings = plainMixtures();
    settings.seconds = 3.0;
    settings.speech.highSnrDb = settings.speech.lowSnrDb = { 60.0, 60.0 };
    settings.speech.unchangedProbability = 1.0;
    const auto before = mixturesOf (settings, corpus, 30);
    settings.speech.cleansPauses = true;
    const auto after = mixturesOf (settings, corpus, 30);
    int numAsTheyAre = 0;
    for (size_t i = 0; i < before.size(); ++i)
    {
        const double all = energy (before[i].mixture);
        CHECK (energy (after[i].mixture - before[i].mixture) < 1e-8 * all); // rounding
        const double moved = energy (after[i].stems.col (0) - before[i].stems.col (0));
        const double movedDb = decibels (std::sqrt (moved / all));
        INFO (movedDb << " dB were moved");
        CHECK ((movedDb < -100.0 || (movedDb < -40.0 && movedDb > -60.0)));
        numAsTheyAre += movedDb < -100.0;
    }
    CHECK (numAsTheyAre > 0);
    CHECK (numAsTheyAre < 15); // six of thirty, by chance fewer or more
}
