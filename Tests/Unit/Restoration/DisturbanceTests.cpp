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
    CHECK (clicks.size() >= places.size() * 3 / 4); // the prediction learns the longest ones
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
