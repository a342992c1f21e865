// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "FakeDevices.h"
#include "Live/LiveEngine.h"
#include "Support/BareProcessor.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using test::Hardware;
using Blocks = std::vector<std::vector<float>>;

namespace
{
constexpr double rateHz = 48000.0;
constexpr int blockSamples = 256;
constexpr int delaySamples = 700; // no whole number of blocks

/** What goes in comes out halved and late, in exact numbers. */
class LateHalver : public test::BareProcessor
{
public:
    LateHalver()
        : BareProcessor (BusesProperties()
                             .withInput ("In", juce::AudioChannelSet::stereo())
                             .withOutput ("Out", juce::AudioChannelSet::stereo()))
    {
    }
    void processBlock (juce::AudioBuffer<float>& block, juce::MidiBuffer&) override
    {
        for (int n = 0; n < block.getNumSamples(); ++n)
        {
            for (int side = 0; side < 2; ++side)
            {
                auto& kept = memory[static_cast<size_t> (side)][static_cast<size_t> (position)];
                block.setSample (side, n, 0.5f * std::exchange (kept, block.getSample (side, n)));
            }
            position = (position + 1) % delaySamples;
        }
    }
    using test::BareProcessor::processBlock;
    const juce::String getName() const override { return "LateHalver"; }

private:
    std::array<std::array<float, delaySamples>, 2> memory{};
    int position = 0;
};

/** An engine on a device that runs when it is pumped; every sample that goes in has a number of its own. */
struct Desk
{
    Desk()
    {
        juce::BigInteger channels;
        channels.setRange (0, 2, true);
        (void)device.open (channels, channels, rateHz, blockSamples);
        engine.audioDeviceAboutToStart (&device);
        hardware.running = &engine;
    }
    static float sampleAt (int index, int side)
    {
        return static_cast<float> (1 + (index * 7 + side) % 4096) / 8192.0f;
    }
    Blocks pump()
    {
        Blocks input (2, std::vector<float> (blockSamples));
        for (int n = 0; n < blockSamples; ++n, ++numPumped)
            for (int side = 0; side < 2; ++side)
                input[static_cast<size_t> (side)][static_cast<size_t> (n)] =
                    isSilent ? 0.0f : sampleAt (numPumped, side);
        return hardware.pump (input, 2, blockSamples);
    }
    void pumpSeconds (double seconds)
    {
        for (int block = 0; block < seconds * rateHz / blockSamples; ++block)
            (void)pump();
    }
    float loudestOf (double seconds)
    {
        float loudest = 0.0f;
        for (int block = 0; block < seconds * rateHz / blockSamples; ++block)
            for (const auto& channel : pump())
                for (const float value : channel)
                    loudest = std::max (loudest, std::abs (value));
        return loudest;
    }

    LateHalver processor;
    live::FilePlayer player;
    live::LiveEngine engine{ processor, player };
    Hardware hardware;
    test::FakeDevice device{ hardware, "Headset", "Headset" };
    int numPumped = 0;
    bool isSilent = false;
};
} // namespace

TEST_CASE ("a take has what went in and what came out sample by sample beside each other", "[rehearsal]")
{
    Desk desk;
    desk.pumpSeconds (0.1);
    desk.engine.rehearsal.record (delaySamples);
    const int start = desk.numPumped;
    desk.pumpSeconds (1.0);
    CHECK (desk.engine.rehearsal.status().isRecording);
    CHECK (desk.engine.rehearsal.status().recordedSeconds == Approx (1.0).margin (0.03));
    desk.pumpSeconds (4.1);
    const auto status = desk.engine.rehearsal.status();
    CHECK (status.isReady);
    CHECK_FALSE (status.isRecording);
    CHECK (status.recordedSeconds == Approx (5.0));
    const auto* take = desk.engine.rehearsal.take();
    REQUIRE (take != nullptr);
    REQUIRE (take->numSamples() == 240000);
    int numWrong = 0;
    for (int side = 0; side < 2; ++side)
        for (int n = 0; n < take->numSamples(); ++n)
        {
            const float wanted = Desk::sampleAt (start + n, side);
            numWrong += take->before.getSample (side, n) != wanted ||
                        take->after.getSample (side, n) != 0.5f * wanted;
        }
    CHECK (numWrong == 0);
}

TEST_CASE ("a take plays again and again in place of the microphone, before or after", "[rehearsal]")
{
    Desk desk;
    auto& rehearsal = desk.engine.rehearsal;
    rehearsal.record (delaySamples);
    const int start = desk.numPumped;
    desk.pumpSeconds (5.1);
    desk.isSilent = true;
    rehearsal.choose (false);
    rehearsal.play();
    (void)desk.pump();
    desk.pumpSeconds (0.05); // glides are over
    const auto playsFrom = [&] (float factor)
    {
        const int at = juce::roundToInt (rehearsal.status().positionSeconds * rateHz);
        const auto out = desk.pump();
        for (int n = 0; n < blockSamples; ++n)
            if (std::abs (out[1][static_cast<size_t> (n)] - factor * Desk::sampleAt (start + at + n, 1)) >
                1e-6f)
                return false;
        return true;
    };
    CHECK (playsFrom (1.0f));
    rehearsal.choose (true);
    desk.pumpSeconds (0.05);
    CHECK (playsFrom (0.5f));
    const double before = rehearsal.status().positionSeconds;
    desk.pumpSeconds (4.95);
    CHECK (rehearsal.status().positionSeconds < before); // round the loop
    CHECK (playsFrom (0.5f));
    CHECK (rehearsal.status().isPlaying);

    desk.isSilent = false;
    rehearsal.choose (true);
    desk.pumpSeconds (0.5);
    CHECK (playsFrom (0.5f)); // and nothing of the microphone
    rehearsal.pause();
    desk.pumpSeconds (0.1);
    const auto live = desk.pump();
    CHECK (live[0][0] == 0.5f * Desk::sampleAt (desk.numPumped - blockSamples - delaySamples, 0));
}

TEST_CASE ("what is held is not heard until the rehearsal ends", "[rehearsal]")
{
    Desk desk;
    desk.pumpSeconds (0.1);
    CHECK (desk.loudestOf (0.1) > 0.2f);
    desk.engine.rehearsal.setHeld (true);
    desk.pumpSeconds (0.05);
    CHECK (desk.loudestOf (0.1) == 0.0f);
    desk.engine.rehearsal.record (delaySamples);
    CHECK (desk.loudestOf (5.2) == 0.0f);
    CHECK (desk.engine.rehearsal.take()->after.getMagnitude (0, 0, 240000) > 0.2f);
    desk.engine.rehearsal.end();
    CHECK (desk.engine.rehearsal.take() == nullptr);
    desk.pumpSeconds (0.05);
    CHECK (desk.loudestOf (0.1) > 0.2f);
}

TEST_CASE ("a device that comes back at another rate leaves no take to be played", "[rehearsal]")
{
    Desk desk;
    desk.engine.rehearsal.record (delaySamples);
    desk.pumpSeconds (5.2);
    CHECK (desk.engine.rehearsal.status().isReady);
    desk.engine.rehearsal.prepare (44100.0);
    desk.engine.rehearsal.play();
    CHECK_FALSE (desk.engine.rehearsal.status().isReady);
    CHECK (desk.loudestOf (0.2) > 0.0f);
}

TEST_CASE ("the test tone is a soft second at 440 Hz and goes to the output alone", "[rehearsal]")
{
    Desk desk;
    desk.isSilent = true;
    desk.pumpSeconds (0.1);
    (void)desk.engine.inputSides[0].take();
    desk.engine.rehearsal.setHeld (true);
    desk.engine.tone.play();
    std::vector<float> played;
    for (int block = 0; block < 250; ++block)
    {
        const auto out = desk.pump();
        played.insert (played.end(), out[0].begin(), out[0].end());
        CHECK (out[0] == out[1]);
    }
    CHECK_FALSE (desk.engine.tone.isPlaying());
    CHECK (desk.engine.inputSides[0].take() == 0.0f);
    const auto peak = [&] (int from, int to)
    {
        float loudest = 0.0f;
        for (int n = from; n < to; ++n)
            loudest = std::max (loudest, std::abs (played[static_cast<size_t> (n)]));
        return loudest;
    };
    CHECK (peak (0, 48) < 0.002f);
    CHECK (peak (2000, 46000) == Approx (0.1f).epsilon (0.001));
    CHECK (peak (47952, 48000) < 0.002f);
    CHECK (peak (48000, 64000) == 0.0f);
    int numRising = 0;
    for (size_t n = 1; n < 48000; ++n)
        numRising += played[n - 1] < 0.0f && played[n] >= 0.0f;
    CHECK (std::abs (numRising - 440) <= 1);
}

TEST_CASE ("recording, playing and the test tone neither lock nor take memory", "[rehearsal][realtime]")
{
    Desk desk;
    auto& rehearsal = desk.engine.rehearsal;
    desk.pumpSeconds (0.1);
    Blocks input (2, std::vector<float> (blockSamples, 0.1f)), output = input;
    const float* from[] = { input[0].data(), input[1].data() };
    float* const to[] = { output[0].data(), output[1].data() };
    const auto runs = [&] (double seconds)
    {
        const int numBlocks = juce::roundToInt (seconds * rateHz / blockSamples);
        test::RealtimeTrap trap;
        for (int block = 0; block < numBlocks; ++block)
            desk.engine.audioDeviceIOCallbackWithContext (from, 2, to, 2, blockSamples, {});
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
    };
    rehearsal.record (delaySamples);
    runs (5.2);
    CHECK (rehearsal.status().isReady);
    rehearsal.play();
    runs (0.2);
    rehearsal.choose (false);
    desk.engine.tone.play();
    runs (1.2);
    rehearsal.record (delaySamples); // while the last one plays
    runs (5.3);
    CHECK (rehearsal.status().isReady);
    rehearsal.end();
    runs (0.1);
}
