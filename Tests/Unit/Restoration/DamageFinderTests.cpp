// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/DamageFinder.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace unbraid::restoration;
using Eigen::Index;
using Eigen::VectorXf;

namespace
{
constexpr double rateHz = 16000.0;

VectorXf tone (double hz, float peak = 0.9f)
{
    return VectorXf::NullaryExpr (
        16000,
        [=] (Index n) {
            return peak * static_cast<float> (std::sin (6.283185307 * hz * static_cast<double> (n) / rateHz));
        });
}

VectorXf sixteenBits (const VectorXf& samples)
{
    return (samples * 32767.0f).array().round().matrix() / 32768.0f;
}

Damage damageOf (const VectorXf& samples)
{
    return findDamage (samples, rateHz, {});
}

Index count (const Damage& damage, SampleState state)
{
    return std::count (damage.states.begin(), damage.states.end(), state);
}
} // namespace

TEST_CASE ("the level of clipping is found for each side, at any level and resolution")
{
    for (const float level : { 0.7f, 0.3f })
        for (const bool isRounded : { false, true })
        {
            INFO (level << (isRounded ? ", 16 bits" : ""));
            const VectorXf whole = tone (310.0) + tone (1234.5, 0.1f);
            VectorXf clipped = whole.cwiseMin (level).cwiseMax (-0.8f * level);
            clipped = isRounded ? sixteenBits (clipped) : clipped;
            const auto damage = damageOf (clipped);
            REQUIRE (damage.highLevel);
            REQUIRE (damage.lowLevel);
            CHECK (*damage.highLevel == clipped.maxCoeff());
            CHECK (*damage.lowLevel == -clipped.minCoeff());
            CHECK (count (damage, SampleState::clippedHigh) >= (whole.array() > level).count());
            CHECK (count (damage, SampleState::clippedLow) >= (whole.array() < -0.8f * level).count());
            for (Index n = 0; n < whole.size(); ++n)
                if (damage.states[static_cast<size_t> (n)] == SampleState::intact)
                    CHECK (std::abs (clipped[n] - whole[n]) < 1.0f / 16384.0f);
        }
}

TEST_CASE ("whole recordings have no clipping, low tones at 16 bits among them")
{
    for (const double hz : { 20.0, 50.0, 310.0, 4000.0 })
        for (const float peak : { 1.0f, 0.3f })
        {
            INFO (hz << " Hz, peak " << peak);
            CHECK (damageOf (tone (hz, peak)).numClipped == 0);
            CHECK (damageOf (sixteenBits (tone (hz, peak))).numClipped == 0);
        }
    CHECK (damageOf (VectorXf::Zero (1000)).numClipped == 0);
    CHECK (damageOf (VectorXf (0)).numClipped == 0);
}

TEST_CASE ("with a level given, all at or beyond it is clipped")
{
    const VectorXf whole = tone (310.0);
    DamageSettings settings;
    settings.clipping = DamageSettings::Search::given;
    settings.clipLevel = 0.5f;
    const auto damage = findDamage (whole, rateHz, settings);
    CHECK (count (damage, SampleState::clippedHigh) == (whole.array() >= 0.5f).count());
    CHECK (count (damage, SampleState::clippedLow) == (whole.array() <= -0.5f).count());
}

TEST_CASE ("gaps are zeros between loud sound, what is no number, and what the user says")
{
    VectorXf samples = tone (310.0);
    samples.segment (4000, 320).setZero();
    samples[9000] = std::numeric_limits<float>::quiet_NaN();
    samples[9001] = std::numeric_limits<float>::infinity();
    DamageSettings settings;
    settings.gaps = { { 12000, 12010 }, { 15990, 99999 } };
    const auto damage = findDamage (samples, rateHz, settings);
    for (const Index lost : { 4000, 4319, 9000, 9001, 12000, 12009, 15990, 15999 })
        CHECK (damage.states[static_cast<size_t> (lost)] == SampleState::lost);
    for (const Index intact : { 3998, 4322, 8999, 9002, 11999, 12010 })
        CHECK (damage.states[static_cast<size_t> (intact)] == SampleState::intact);
    CHECK (damage.numClipped == 0);
}

TEST_CASE ("silence is no gap: at the ends, between fades, or long")
{
    VectorXf samples = tone (310.0);
    samples.head (100).setZero();
    samples.tail (100).setZero();
    for (Index n = 0; n < 800; ++n) // out, silence, in
    {
        const float fade = static_cast<float> (std::max<Index> (0, std::abs (n - 400) - 100)) / 300.0f;
        samples[3000 + n] *= fade * fade * fade;
    }
    samples.segment (8000, 5000).setZero(); // longer than can be filled
    CHECK (damageOf (samples).numLost == 0);
}

namespace
{
constexpr double chipRateHz = 48000.0;
constexpr Index chipLength = 48000;

using Wave = std::function<float (double phase)>;

/** Voices of sound chips, held for an eighth of a second each. */
VectorXf tune (const std::vector<Wave>& voices, double lowestHz)
{
    VectorXf sound = VectorXf::Zero (chipLength);
    double phase = 0.0;
    for (size_t voice = 0; voice < voices.size(); ++voice)
        for (Index n = 0; n < chipLength; ++n)
        {
            const double hz =
                lowestHz *
                std::pow (2.0,
                          static_cast<double> ((n / 6000 * 5 + 7 * static_cast<Index> (voice)) % 24) / 12.0);
            phase += hz / chipRateHz;
            sound[n] += 0.8f / static_cast<float> (voices.size()) * voices[voice](phase - std::floor (phase));
        }
    return sound;
}

Wave pulse (double duty)
{
    return [duty] (double phase) { return phase < duty ? 0.5f : -0.5f; };
}

float triangleInSteps (double phase) // of 16 levels
{
    return static_cast<float> (std::floor (std::abs (phase - 0.5) * 31.99) / 15.0 - 0.5);
}

float saw (double phase)
{
    return static_cast<float> (phase - 0.5);
}

VectorXf speechLike (float peak) // bursts of harmonics, which fade in and out
{
    VectorXf sound (chipLength);
    for (Index n = 0; n < chipLength; ++n)
    {
        const double t = static_cast<double> (n) / chipRateHz, envelope = std::max (0.0, std::sin (25.0 * t));
        double sum = 0.0;
        for (const int k : { 1, 2, 3, 5, 8, 13 })
            sum += std::sin (880.0 * k * t + k) / k;
        sound[n] = peak * static_cast<float> (0.4 * envelope * envelope * sum);
    }
    return sound;
}

/** The levels of 8 bits, none in between. */
VectorXf eightBits (const VectorXf& samples)
{
    return (samples * 127.0f).array().round().matrix() / 128.0f;
}

/** What a limiter leaves: each half wave scaled so that none is higher than the ceiling. */
VectorXf limited (VectorXf samples, float ceiling)
{
    for (Index begin = 0; begin < samples.size();)
    {
        Index end = begin + 1;
        while (end < samples.size() && (samples[end] > 0.0f) == (samples[begin] > 0.0f))
            ++end;
        auto halfWave = samples.segment (begin, end - begin);
        if (const float peak = halfWave.cwiseAbs().maxCoeff(); peak > ceiling)
            halfWave *= ceiling / peak;
        begin = end;
    }
    return samples;
}

VectorXf gated (VectorXf samples, float threshold, Index hold)
{
    Index last = -hold;
    for (Index n = 0; n < samples.size(); ++n)
    {
        if (std::abs (samples[n]) > threshold)
            last = n;
        if (n - last >= hold)
            samples[n] = 0.0f;
    }
    return samples;
}
} // namespace

TEST_CASE ("nothing is changed of intact sound: chip tunes, 8 bits, synthesis, gates, masters")
{
    std::vector<std::pair<std::string, VectorXf>> intact;
    const auto add = [&intact] (const std::string& name, VectorXf sound)
    { intact.emplace_back (name, std::move (sound)); };
    for (const double hz : { 55.0, 220.0, 697.0 })
    {
        const auto at = " from " + std::to_string (hz) + " Hz";
        for (const double duty : { 0.125, 0.25, 0.5 })
            add ("a pulse of duty " + std::to_string (duty) + at, tune ({ pulse (duty) }, hz));
        add ("two pulses" + at, tune ({ pulse (0.5), pulse (0.25) }, hz));
        add ("three pulses and a triangle in steps" + at,
             tune ({ pulse (0.5), pulse (0.25), pulse (0.125), triangleInSteps }, hz));
        add ("a triangle in steps" + at, tune ({ triangleInSteps }, hz));
        add ("a saw" + at, tune ({ saw }, hz));
        add ("a saw of 8 bits" + at, eightBits (tune ({ saw }, hz)));
        VectorXf unipolar = tune ({ pulse (0.5) }, hz).array() + 0.4f;
        add ("a pulse above zero" + at, unipolar);
        VectorXf smooth = tune ({ pulse (0.5) }, hz); // as resampling by straight lines makes it
        smooth.segment (1, chipLength - 2) =
            (0.5f * smooth.segment (1, chipLength - 2) + 0.25f * smooth.head (chipLength - 2) +
             0.25f * smooth.tail (chipLength - 2))
                .eval();
        add ("a pulse with slopes" + at, smooth);
    }
    for (const float peak : { 1.0f, 0.3f, 0.05f })
    {
        const auto at = " at " + std::to_string (peak);
        add ("8 bits" + at, eightBits (speechLike (peak)));
        add ("tones of 8 bits" + at, eightBits (tone (110.0, peak)));
        add ("speech" + at, sixteenBits (speechLike (peak)));
        add ("a gate" + at, sixteenBits (gated (speechLike (peak), 0.02f * peak, 240)));
        add ("a slow gate" + at, sixteenBits (gated (speechLike (peak), 0.1f * peak, 960)));
    }
    for (const float gain : { 2.0f, 6.0f })
    {
        add ("a master", limited (gain * speechLike (1.0f), 0.97f));
        add ("a master of 16 bits", sixteenBits (limited (gain * speechLike (1.0f), 0.97f)));
    }
    REQUIRE (intact.size() >= 40);
    for (const auto& [name, sound] : intact)
    {
        INFO (name);
        const auto damage = findDamage (sound, chipRateHz, {});
        CHECK (damage.numClipped == 0);
        CHECK (damage.numLost == 0);
    }
}

TEST_CASE (
    "what is clipped is found among speech, masters and 8 bits; what the user says is taken, and off is off")
{
    for (const float gain : { 1.5f, 4.0f, 10.0f })
        for (const bool isCoarse : { false, true })
        {
            INFO (gain << (isCoarse ? ", 8 bits" : ""));
            const VectorXf whole = gain * speechLike (1.0f);
            VectorXf clipped = whole.cwiseMin (0.9f).cwiseMax (-0.9f);
            clipped = isCoarse ? eightBits (clipped) : sixteenBits (clipped);
            const auto damage = findDamage (clipped, chipRateHz, {});
            CHECK (damage.numClipped >= (whole.array().abs() >= 0.9f).count());
            DamageSettings off;
            off.clipping = DamageSettings::Search::off;
            CHECK (findDamage (clipped, chipRateHz, off).numClipped == 0);
        }
}

TEST_CASE ("gaps are zeros of a length that the user gives, whatever is beside them, or none")
{
    const VectorXf samples = gated (speechLike (1.0f), 0.02f, 240);
    DamageSettings settings;
    settings.zeros = DamageSettings::Search::given;
    settings.zerosSeconds = 0.25;
    CHECK (findDamage (samples, chipRateHz, settings).numLost > 0);
    settings.zerosSeconds = 0.002;
    CHECK (findDamage (samples, chipRateHz, settings).numLost == 0);
    VectorXf dropout = tone (310.0);
    dropout.segment (4000, 320).setZero();
    CHECK (damageOf (dropout).numLost >= 320);
    settings.zeros = DamageSettings::Search::off;
    CHECK (findDamage (dropout, rateHz, settings).numLost == 0);
}
