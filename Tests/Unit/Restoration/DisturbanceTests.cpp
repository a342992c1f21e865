// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/ClickRemoval.h"
#include "Restoration/HumRemoval.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace unbraid;
using Eigen::Index;
using Eigen::VectorXf;

namespace
{
constexpr double disturbedRateHz = 16000.0;
constexpr double twoPi = 2.0 * std::numbers::pi;

/** Notes of any pitch, level and length with pauses, and a little noise. */
VectorXf melodyOf (double seconds, std::uint64_t seed)
{
    const auto length = static_cast<Index> (seconds * disturbedRateHz);
    test::Random random (seed);
    VectorXf sound = random.noise (length, 0.003f);
    for (Index at = 0; at < length;)
    {
        const VectorXf dice = random.noise (3, 1.0f);
        const double hz = 150.0 * std::pow (2.0, static_cast<double> (dice[0]));
        const double level = 0.2 * std::pow (10.0, 0.3 * static_cast<double> (dice[1]));
        const auto count =
            static_cast<Index> (disturbedRateHz * (0.3 + 0.15 * static_cast<double> (dice[2])));
        for (Index n = 0; n < std::min (count, length - at); ++n)
        {
            const double time = static_cast<double> (n) / disturbedRateHz;
            const double rest = static_cast<double> (count - n) / disturbedRateHz - 0.05; // a pause follows
            const double shape =
                std::exp (-5.0 * time) * std::min (1.0, 200.0 * time) * std::clamp (40.0 * rest, 0.0, 1.0);
            for (const int harmonic : { 1, 2, 3, 5 })
                sound[at + n] +=
                    static_cast<float> (level * shape / harmonic * std::sin (harmonic * twoPi * hz * time));
        }
        at += count;
    }
    return sound;
}

VectorXf humOf (Index length, double hz, double driftHz)
{
    VectorXf hum (length);
    double phase = 0.3;
    for (Index n = 0; n < length; ++n)
    {
        const double time = static_cast<double> (n) / disturbedRateHz;
        phase += twoPi * (hz + driftHz * std::sin (twoPi * time / 20.0)) / disturbedRateHz;
        double value = 0.0;
        for (const int harmonic : { 1, 2, 3, 4, 6, 9 })
            value += 0.02 / harmonic * std::sin (harmonic * (phase + 0.4 * harmonic));
        hum[n] = static_cast<float> (value);
    }
    return hum;
}

double decibels (const VectorXf& error, const VectorXf& sound)
{
    return 20.0 * std::log10 (static_cast<double> (error.norm() / sound.norm()));
}
} // namespace

TEST_CASE (
    "Hum of the mains is found, measured and removed from under a melody, at any frequency near 50 and 60 Hz")
{
    const VectorXf melody = melodyOf (20.0, 1);
    for (const double hz : { 49.97, 50.13, 60.02 })
    {
        const VectorXf hum = humOf (melody.size(), hz, 0.01);
        VectorXf sound = melody + hum;
        const auto found = restoration::removeHum (sound, disturbedRateHz, 0.0);
        CHECK (found.frequencyHz == Approx (hz).margin (0.02)); // it drifts by 0.01 Hz
        CHECK (found.numHarmonics >= 6);
        CHECK (found.level ==
               Approx (hum.norm() / std::sqrt (static_cast<float> (hum.size()))).epsilon (0.05));
        CHECK (decibels (sound - melody, hum) < -15.0);
    }
}

TEST_CASE ("Where there is no hum no sample is changed")
{
    VectorXf sound = melodyOf (12.0, 2);
    const VectorXf unchanged = sound;
    CHECK (restoration::removeHum (sound, disturbedRateHz, 0.0).numHarmonics == 0);
    CHECK ((sound == unchanged)); // never printed
    VectorXf tooShort = humOf (16000, 50.0, 0.0);
    const VectorXf before = tooShort;
    CHECK (restoration::removeHum (tooShort, disturbedRateHz, 0.0).numHarmonics == 0);
    CHECK ((tooShort == before));
}

TEST_CASE ("Clicks are found and replaced, and no other sample is changed")
{
    const VectorXf melody = melodyOf (8.0, 3);
    VectorXf sound = melody;
    test::Random random (4);
    std::vector<Index> places;
    for (Index at = 3001; at + 100 < sound.size(); at += 5003)
        places.push_back (at);
    for (const Index at : places)
    {
        const Index length = 1 + at % 12;
        sound.segment (at, length) += 0.5f * random.noise (length, 1.0f).array().sign().matrix();
    }
    const VectorXf clicked = sound;
    const auto clicks = restoration::findClicks (sound, disturbedRateHz, {});
    restoration::removeClicks (sound, disturbedRateHz, clicks);
    CHECK (clicks.size() >= places.size() * 5 / 8); // not those next to the beginning or end of a note
    VectorXf before = VectorXf::Zero (sound.size()), after = before;
    for (const auto& click : clicks)
    {
        CHECK (std::any_of (places.begin(), places.end(),
                            [&] (Index place) { return place >= click.begin && place < click.end; }));
        const Index count = click.end - click.begin;
        before.segment (click.begin, count) = (clicked - melody).segment (click.begin, count);
        after.segment (click.begin, count) = (sound - melody).segment (click.begin, count);
    }
    VectorXf outside = sound - clicked;
    for (const auto& click : clicks)
        outside.segment (click.begin, click.end - click.begin).setZero();
    CHECK (outside.isZero (0.0f));
    CHECK (decibels (after, before) < -12.0);
}

/** Adds a sound of its own at a time, if that is within. */
void addAt (VectorXf& sound, double seconds, const VectorXf& more)
{
    const auto at = static_cast<Index> (seconds * disturbedRateHz);
    const Index count = std::min (more.size(), sound.size() - at);
    sound.segment (at, count) += more.head (count);
}

/** A tone that dies away from its first sample on. */
VectorXf struck (double hz, double decaySeconds, float level)
{
    return VectorXf::NullaryExpr (static_cast<Index> (8.0 * decaySeconds * disturbedRateHz),
                                  [=] (Index n)
                                  {
                                      const double time = static_cast<double> (n) / disturbedRateHz;
                                      return level * static_cast<float> (std::exp (-time / decaySeconds) *
                                                                         std::sin (twoPi * hz * time));
                                  });
}

/** Noise that dies away: a snare, a hi-hat, a plosive. */
VectorXf burst (double decaySeconds, float level, std::uint64_t seed)
{
    VectorXf noise =
        test::Random (seed).noise (static_cast<Index> (8.0 * decaySeconds * disturbedRateHz), level);
    for (Index n = 0; n < noise.size(); ++n)
        noise[n] *= static_cast<float> (std::exp (-static_cast<double> (n) / disturbedRateHz / decaySeconds));
    return noise;
}

/** Hits three times a second on a quiet ground. */
template <class Hit>
VectorXf beaten (float groundLevel, std::uint64_t seed, const Hit& hit)
{
    VectorXf sound = test::Random (seed).noise (static_cast<Index> (6.0 * disturbedRateHz), groundLevel);
    for (int number = 0; number < 18; ++number)
        addAt (sound, 0.3 + 0.3 * number, hit (number));
    return sound;
}

/** Harmonics of a gliding voice in syllables, with digital silence between them and its noise. */
VectorXf spokenWithSilence()
{
    VectorXf sound = VectorXf::Zero (static_cast<Index> (8.0 * disturbedRateHz));
    test::Random random (8);
    double phase = 0.0;
    for (Index n = 0; n < sound.size(); ++n)
    {
        const double time = static_cast<double> (n) / disturbedRateHz;
        const double shape = std::sin (twoPi * 1.3 * time);
        phase += twoPi * (110.0 + 25.0 * std::sin (twoPi * 0.7 * time)) / disturbedRateHz;
        double value = 0.0;
        for (int harmonic = 1; harmonic <= 20; ++harmonic)
            value += std::cos (harmonic * phase) / (harmonic + 4);
        sound[n] = shape > 0.0 ? static_cast<float> (0.2 * shape * value) + 0.001f * random.uniform() : 0.0f;
    }
    return sound;
}

void checkNothingIsFound (const VectorXf& sound)
{
    CHECK (restoration::findClicks (sound, disturbedRateHz, {}).empty());
    VectorXf same = sound;
    CHECK (restoration::removeHum (same, disturbedRateHz, 0.0).numHarmonics == 0);
    CHECK ((same == sound)); // never printed
}

TEST_CASE ("Percussion is neither clicks nor hum: claves, blocks, castanets, hi-hats, kicks")
{
    for (const float ground : { 0.001f, 0.00002f })
    {
        INFO ("on a ground of " << ground);
        for (const double decaySeconds : { 0.004, 0.012, 0.04 })
            for (const double hz : { 800.0, 2500.0, 5200.0 })
            {
                INFO ("struck, " << hz << " Hz, " << decaySeconds << " s");
                checkNothingIsFound (
                    beaten (ground, 7, [&] (int) { return struck (hz, decaySeconds, 0.7f); }));
            }
        for (const double decaySeconds : { 0.003, 0.01, 0.08 })
        {
            INFO ("a burst of noise, " << decaySeconds << " s");
            checkNothingIsFound (
                beaten (ground, 8,
                        [&] (int number)
                        { return burst (decaySeconds, 0.4f, static_cast<std::uint64_t> (100 + number)); }));
        }
        checkNothingIsFound (beaten (ground, 9, [] (int) { return struck (55.0, 0.12, 0.8f); }));
    }
}

TEST_CASE ("Sound chips and speech with digital silence are neither clicks nor hum")
{
    VectorXf chip (static_cast<Index> (6.0 * disturbedRateHz));
    for (Index n = 0; n < chip.size(); ++n)
    {
        const double time = static_cast<double> (n) / disturbedRateHz;
        const double hz =
            110.0 * std::pow (2.0, static_cast<double> (static_cast<int> (4.0 * time) % 5) / 5.0);
        chip[n] = std::fmod (hz * time, 1.0) < 0.25 ? 0.3f : -0.3f;
    }
    checkNothingIsFound (chip);
    checkNothingIsFound (spokenWithSilence());
}

TEST_CASE ("A note of 50 Hz that pauses is no hum, and frequencies beside the mains are none")
{
    VectorXf note = test::Random (12).noise (static_cast<Index> (12.0 * disturbedRateHz), 0.0005f);
    const VectorXf hum = humOf (note.size(), 50.0, 0.0);
    for (Index n = 0; n < note.size(); ++n)
        note[n] += std::fmod (static_cast<double> (n) / disturbedRateHz, 1.5) < 0.9 ? hum[n] : 0.0f;
    checkNothingIsFound (note);
    for (const double hz : { 45.0, 55.0, 65.0 })
    {
        INFO (hz << " Hz");
        checkNothingIsFound (test::Random (13).noise (note.size(), 0.0005f) + humOf (note.size(), hz, 0.0));
    }
}

TEST_CASE ("Hum is never written into silence")
{
    VectorXf sound = melodyOf (12.0, 14) + humOf (static_cast<Index> (12.0 * disturbedRateHz), 50.0, 0.0);
    const Index begin = 60000, count = 8000; // half a second
    sound.segment (begin, count).setZero();
    sound.segment (120000, 4000) *= 0.0001f; // and a pause that is nearly silent
    const VectorXf before = sound;
    CHECK (restoration::removeHum (sound, disturbedRateHz, 50.0).numHarmonics >= 1);
    CHECK (sound.segment (begin, count).isZero (0.0f));
    CHECK (sound.segment (120000, 4000).cwiseAbs().maxCoeff() <=
           2.0f * before.segment (120000, 4000).cwiseAbs().maxCoeff());
}

TEST_CASE ("A melody, its attacks and the pulses of a voice are no clicks")
{
    const VectorXf melody = melodyOf (8.0, 5);
    CHECK (restoration::findClicks (melody, disturbedRateHz, {}).empty());
    VectorXf pulses = test::Random (6).noise (64000, 1e-4f);
    for (Index n = 0; n < pulses.size(); n += 133) // 120 Hz, through a resonance
        for (Index k = 0; n + k < pulses.size() && k < 100; ++k)
            pulses[n + k] +=
                0.3f * std::exp (-0.06f * static_cast<float> (k)) * std::cos (0.3f * static_cast<float> (k));
    CHECK (restoration::findClicks (pulses, disturbedRateHz, {}).empty());
}
