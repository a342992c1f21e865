// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/DamageFinder.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

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
    return findDamage (samples, rateHz, 0.0f, {});
}

Index count (const Damage& damage, SampleState state)
{
    return std::count (damage.states.begin(), damage.states.end(), state);
}
} // namespace

TEST_CASE ("the level of clipping is found for each side, at any level and resolution")
{
    for (const float level : { 0.7f, 0.1f, 0.003f })
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
    const auto damage = findDamage (whole, rateHz, 0.5f, {});
    CHECK (count (damage, SampleState::clippedHigh) == (whole.array() >= 0.5f).count());
    CHECK (count (damage, SampleState::clippedLow) == (whole.array() <= -0.5f).count());
}

TEST_CASE ("gaps are zeros between loud sound, what is no number, and what the user says")
{
    VectorXf samples = tone (310.0);
    samples.segment (4000, 320).setZero();
    samples[9000] = std::numeric_limits<float>::quiet_NaN();
    samples[9001] = std::numeric_limits<float>::infinity();
    const auto damage = findDamage (samples, rateHz, 0.0f, { { 12000, 12010 }, { 15990, 99999 } });
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
