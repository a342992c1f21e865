// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Days of sound, by counters that are set near the ends of 31 and 32 bits.
#include "Plugin/Audio/SignalPath.h"
#include "Support/NoteDictionary.h"
#include "Support/PathRunner.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace unbraid::test
{

/** Makes a path that has processed nothing count as if it had run for a long time. */
struct LongRun
{
    static void countOn (plugin::SignalPath& path, Index numHops)
    {
        auto& engine = *path.current;
        const Index numSamples = numHops * engine.hop;
        path.position += numSamples;
        engine.samplesProcessed += numSamples;
        for (auto& separator : engine.separators)
        {
            separator.numFrames += numHops;
            separator.numSamplesIn += numSamples;
        }
    }
};

} // namespace unbraid::test

namespace
{
constexpr double rateHz = 16000.0;
constexpr Index playedSamples = 16000;
constexpr Index blockSamples = 160;
constexpr Index hopsBefore = 20; // of the end that is passed

MatrixXf notesIn (const Index channels)
{
    test::Random random (5);
    MatrixXf sound (playedSamples, channels);
    for (Index n = 0; n < playedSamples; ++n)
        sound.row (n).setConstant (
            0.2f *
            static_cast<float> (std::sin (2.0 * EIGEN_PI * test::noteHz (60 + static_cast<int> (n / 4000)) *
                                          static_cast<double> (n) / rateHz)));
    sound.col (0) += random.noise (playedSamples, 0.05f);
    return sound;
}

struct Played
{
    test::PathOutput output;
    std::vector<std::int64_t> frames; // positions of the picture's, from where the counting began
};

/** Plays sound with notes that guide it, after so many hops. */
Played playAfter (Index numHops)
{
    const auto input = notesIn (2);
    plugin::EngineSpec spec{ rateHz, 2, 2 };
    spec.isGuided = true;
    auto engine = plugin::SeparationEngine::make (spec, test::noteDictionary(), {});
    REQUIRE (engine.ok());
    plugin::SignalPath path;
    path.install (std::move (engine).value());
    const Index hop = path.playing()->hopSamples();
    test::LongRun::countOn (path, numHops);
    path.feed.open();
    Played played;
    test::PathRunner runner (path, playedSamples, 2);
    for (int block = 0; runner.position < playedSamples; ++block)
    {
        if (block % 25 == 0) // each note at its sample, and the one before ends
        {
            path.queueNote ({ core::NoteEvent::Kind::on, 0, 60 + block / 25 }, 37);
            path.queueNote ({ core::NoteEvent::Kind::off, 0, 59 + block / 25 }, 41);
        }
        runner.play (input, blockSamples, {});
        path.feed.read ([&] (const plugin::PictureFrame& frame)
                        { played.frames.push_back (frame.position - numHops * hop); });
    }
    played.output = std::move (runner.output);
    return played;
}

/** Hops after which the samples, or else the frames, pass that end a little later; whole rounds of whatever takes turns by
    frames. */
Index hopsUntil (std::int64_t end, bool ofSamples)
{
    const auto spec = plugin::EngineSpec{ rateHz, 2, 2 };
    const auto hop = plugin::SeparationEngine::make (spec, test::noteDictionary(), {}).value()->hopSamples();
    const Index hops = (ofSamples ? end / hop : end) - hopsBefore;
    return hops - hops % 64;
}
} // namespace

TEST_CASE ("Past 2^31 and 2^32 samples and frames sound, notes and picture are those of the first second")
{
    const auto first = playAfter (0);
    REQUIRE (first.output.strips[0].cwiseAbs().maxCoeff() > 0.01f);
    REQUIRE (first.frames.size() > 50);
    const std::int64_t end = GENERATE (std::int64_t{ 1 } << 31, std::int64_t{ 1 } << 32);
    const bool ofSamples = GENERATE (true, false);
    const auto later = playAfter (hopsUntil (end, ofSamples));
    CHECK (later.output.mix == first.output.mix);
    for (size_t strip = 0; strip < first.output.strips.size(); ++strip)
        CHECK (later.output.strips[strip] == first.output.strips[strip]);
    CHECK (later.frames == first.frames);
}
