// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Songs/Production.h"

#include "Unfolding/Mixing/MixingTools.h"
#include "Unit/Mixing/MixingSounds.h"

using namespace unbraid;
using namespace unbraid::test;
using unfolding::Mixture;
using unfolding::Sides;
using unfolding::SongMixing;

namespace
{
/** A bass and drums of one stroke, in both channels. */
Mixture struck()
{
    Mixture mixture;
    mixture.stems.resize (16000, 2);
    mixture.stems.col (0) = sine (100.0, 16000, 0.2f);
    mixture.stems.col (1).setZero();
    mixture.stems.col (1).segment (8000, 800) = test::Random (1).noise (800, 0.9f);
    mixture.right = unfolding::ChannelSounds{ 0.5f * mixture.stems, {} };
    unfolding::addStems (mixture);
    return mixture;
}

SongMixing onlyCompression (double probability)
{
    SongMixing settings;
    settings.busCompressionProbability = probability;
    settings.limiterProbability = 1.0 - probability;
    settings.compressionRatio = { 4.0, 4.0 };
    settings.thresholdDb = { 0.0, 0.0 };
    settings.attackSeconds = { 0.002, 0.002 };
    settings.releaseSeconds = { 0.05, 0.05 };
    settings.limiterDb = { 6.0, 6.0 };
    return settings;
}
} // namespace

TEST_CASE ("Saturation leaves the peak and brings up what is below it")
{
    Sides sound{ sine (100.0, 16000, 0.5f), {} };
    sound.left.head (8000) *= 0.1f;
    const double before = rms (sound.left.head (8000)) / rms (sound.left.tail (8000));
    unfolding::saturate (18.0, sound);
    CHECK (sound.peak() == Approx (0.5).epsilon (1e-3));
    CHECK (rms (sound.left.head (8000)) / rms (sound.left.tail (8000)) > 2.0 * before);
    CHECK (amplitudeAt (300.0, sound.left.tail (8000)) > 0.01); // odd harmonics
}

TEST_CASE ("What a bus does to the mixture it does to all stems and channels alike")
{
    for (const double compressed : { 0.0, 1.0 })
    {
        auto mixture = struck();
        const auto before = mixture;
        unfolding::Draws draws (1, 2, 3);
        unfolding::master (onlyCompression (compressed), mixingRateHz, draws, mixture);
        const Eigen::VectorXf sum = mixture.stems.col (0) + mixture.stems.col (1);
        CHECK ((sum - mixture.mixture).cwiseAbs().maxCoeff() < 1e-6f);
        CHECK ((mixture.right->stems - 0.5f * mixture.stems).cwiseAbs().maxCoeff() < 1e-6f);
        const auto bass = [] (const Mixture& of, Eigen::Index first)
        { return rms (of.stems.col (0).segment (first, 800)); };
        CHECK (bass (mixture, 8000) < 0.8 * bass (before, 8000)); // under the stroke
        CHECK (bass (mixture, 0) == Approx (bass (before, 0)).epsilon (0.02));
    }
}

TEST_CASE ("A limiter lets no peak over its ceiling")
{
    auto mixture = struck();
    const float peak = mixture.mixture.cwiseAbs().maxCoeff();
    unfolding::Draws draws (1, 2, 3);
    unfolding::master (onlyCompression (0.0), mixingRateHz, draws, mixture);
    const float ceiling = peak * 0.50119f; // 6 dB
    CHECK (mixture.mixture.cwiseAbs().maxCoeff() <= ceiling * 1.0001f);
    CHECK (mixture.mixture.cwiseAbs().maxCoeff() > ceiling * 0.8f);
}
