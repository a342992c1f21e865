// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Three minutes as a host plays them, beside the same as a host renders them offline. Days are Unit/Plugin/Audio/LongRunTests.
#include "Host/Recording.h"

#include <catch2/catch.hpp>

#include <future>

using namespace unbraid;

namespace
{
constexpr double sampleRateHz = 48000.0;
constexpr int liveBlock = 64;
constexpr int offlineBlock = 9601; // far more than is announced, and of no measure with a hop
constexpr int numOfflineBlocks = 180 * 48000 / offlineBlock + 1;

/** A noisy voice that goes round and round, each side at a level that wanders for itself: no second is like
    another. */
class EndlessVoice
{
public:
    EndlessVoice()
    {
        auto read = test::readForHost ("noisy-voice.flac", 1, sampleRateHz);
        REQUIRE (read.ok());
        voice = std::move (read).value().sound;
    }

    /** As much as is rendered at once. */
    test::Sound next()
    {
        test::Sound sound (2, offlineBlock);
        const std::array<float, 2> before{ level (0), level (1) };
        for (int i = 0; i < offlineBlock; ++i, ++numRendered)
            for (int side = 0; side < 2; ++side)
                sound.setSample (side, i,
                                 voice.getSample (0, static_cast<int> (numRendered % voice.getNumSamples())));
        for (int side = 0; side < 2; ++side)
            sound.applyGainRamp (side, 0, offlineBlock, before[static_cast<size_t> (side)], level (side));
        return sound;
    }

private:
    /** Between -20 and 0 dB; the periods have no common multiple within the test. */
    [[nodiscard]] float level (int side) const
    {
        const double turns = static_cast<double> (numRendered) / sampleRateHz / (side == 0 ? 17.3 : 23.9);
        return static_cast<float> (
            std::pow (10.0, 0.5 * (std::sin (juce::MathConstants<double>::twoPi * turns) - 1.0)));
    }

    test::Sound voice;
    std::int64_t numRendered = 0;
};

bool isFinite (const test::Sound& sound)
{
    for (int channel = 0; channel < sound.getNumChannels(); ++channel)
        if (! Eigen::Map<const Eigen::ArrayXf> (sound.getReadPointer (channel), sound.getNumSamples())
                  .isFinite()
                  .all())
            return false;
    return true;
}
} // namespace

TEST_CASE ("Three minutes in small blocks are those rendered offline bit by bit", "[full]")
{
    plugin::PluginProcessor live, offline;
    offline.setStagger (live.stagger());
    REQUIRE (test::startStereo (live, sampleRateHz));
    REQUIRE (test::startStereo (offline, sampleRateHz));
    offline.setNonRealtime (true);
    EndlessVoice voice;
    float loudest = 0.0f;
    for (int block = 0; block < numOfflineBlocks; ++block)
    {
        const auto input = voice.next();
        auto rendered =
            std::async (std::launch::async, [&] { return test::render (offline, input, offlineBlock); });
        const auto played = test::render (live, input, liveBlock);
        INFO ("from sample " << static_cast<std::int64_t> (block) * offlineBlock);
        REQUIRE (isFinite (played));
        REQUIRE (test::isSame (played, rendered.get()));
        loudest = std::max (loudest, played.getMagnitude (2, 0, offlineBlock));
    }
    CHECK (loudest > 0.1f);
}
