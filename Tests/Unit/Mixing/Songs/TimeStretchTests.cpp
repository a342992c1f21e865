// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Songs/TimeStretch.h"

#include "Unit/Mixing/MixingSounds.h"

using namespace unbraid;
using namespace unbraid::test;
using unfolding::TimeStretch;

namespace
{
constexpr Eigen::Index stretchedLength = 16000;

Eigen::VectorXf stretched (const TimeStretch& stretch, const Eigen::VectorXf& sound)
{
    return stretch.apply (sound, stretch.joints (sound));
}
} // namespace

TEST_CASE ("A tone that is stretched keeps its frequency and its level")
{
    for (const double speed : { 0.6, 0.85, 1.2, 1.6 })
    {
        const TimeStretch stretch (mixingRateHz, speed, stretchedLength);
        for (const double hz : { 110.0, 440.0, 1000.0 })
        {
            const auto made = stretched (stretch, sine (hz, stretch.numRead()));
            REQUIRE (made.size() == stretchedLength);
            // Joints lie on samples: half a sample in a piece of 23 ms detunes by 0.14 % at most.
            CHECK (amplitudeAt (hz, made) == Approx (0.3).epsilon (0.05));
        }
    }
}

TEST_CASE ("A stretched sound lies where its speed says")
{
    constexpr double speed = 1.25;
    constexpr Eigen::Index at = 12000; // of the sound, after its lead
    const TimeStretch stretch (mixingRateHz, speed, stretchedLength);
    Eigen::VectorXf sound = Eigen::VectorXf::Zero (stretch.numRead());
    sound.segment (stretch.lead() + at, 400) = test::Random (3).noise (400);
    Eigen::Index loudest = 0;
    stretched (stretch, sound).cwiseAbs().maxCoeff (&loudest);
    const double tolerance = 0.04 * mixingRateHz; // half a piece and the reach
    CHECK (static_cast<double> (loudest) == Approx (static_cast<double> (at) / speed).margin (tolerance));
}

TEST_CASE ("At its own speed a sound stays as it is")
{
    const TimeStretch stretch (mixingRateHz, 1.0, stretchedLength);
    const auto sound = test::Random (4).noise (stretch.numRead());
    const Eigen::VectorXf apart =
        stretched (stretch, sound) - sound.segment (stretch.lead(), stretchedLength);
    CHECK (apart.cwiseAbs().maxCoeff() < 1e-5f);
}
