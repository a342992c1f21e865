// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "FakeDevices.h"
#include "Files/AudioReader.h"
#include "Live/LiveSession.h"
#include "Support/BareProcessor.h"
#include "Support/Random.h"
#include "Support/RealtimeTrap.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>

using namespace unbraid;
using test::Hardware;
using Stage = live::LiveSession::Stage;
using Blocks = std::vector<std::vector<float>>;

namespace
{
constexpr int blockSamples = 256;

/** Lets the message thread run, with sound going through the device, until something is so. */
bool runUntil (const Hardware& hardware, const std::function<bool()>& isSo)
{
    constexpr int maxMs = 20000;
    const Blocks silence (2, std::vector<float> (blockSamples, 0.0f));
    for (int ms = 0; ms < maxMs && ! isSo(); ms += 20)
    {
        (void)hardware.pump (silence, 2, blockSamples);
        juce::MessageManager::getInstance()->runDispatchLoopUntil (20);
    }
    return isSo();
}

/** A processor that does nothing but delay nothing: what goes in comes out of the same channel, halved. */
class Halver : public test::BareProcessor
{
public:
    Halver()
        : BareProcessor (BusesProperties()
                             .withInput ("In", juce::AudioChannelSet::stereo())
                             .withOutput ("Out", juce::AudioChannelSet::stereo()))
    {
    }
    void processBlock (juce::AudioBuffer<float>& block, juce::MidiBuffer&) override
    {
        block.applyGain (0.5f);
    }
    using test::BareProcessor::processBlock;
    const juce::String getName() const override { return "Halver"; }
};

Blocks constants (const std::vector<float>& values, int numSamples)
{
    Blocks blocks;
    for (const float value : values)
        blocks.emplace_back (static_cast<size_t> (numSamples), value);
    return blocks;
}
} // namespace

TEST_CASE ("channels of every device find their way in and out", "[live]")
{
    Halver processor;
    live::FilePlayer player;
    live::LiveEngine engine (processor, player);
    Hardware hardware;
    hardware.running = &engine;
    constexpr int numSamples = 1300; // more than a chunk, and no whole number of them

    const auto out = [&] (const std::vector<float>& inputs, int numOutputs)
    {
        std::vector<float> firsts;
        for (const auto& channel : hardware.pump (constants (inputs, numSamples), numOutputs, numSamples))
        {
            CHECK (std::all_of (channel.begin(), channel.end(), [&] (float x) { return x == channel[0]; }));
            firsts.push_back (channel[0]);
        }
        return firsts;
    };
    CHECK (out ({ 0.5f, 0.25f }, 2) == std::vector<float>{ 0.25f, 0.125f });
    CHECK (out ({ 0.5f }, 2) == std::vector<float>{ 0.25f, 0.25f });
    CHECK (out ({}, 2) == std::vector<float>{ 0.0f, 0.0f });
    CHECK (out ({ 0.5f, 0.25f, 1.0f, 1.0f }, 4) == std::vector<float>{ 0.25f, 0.125f, 0.0f, 0.0f });
    CHECK (out ({ 0.5f, 0.25f }, 1) == std::vector<float>{ 0.1875f });
    CHECK (out ({ 0.5f, 0.25f }, 0).empty());
    CHECK (engine.numBlocks() == 6);
    CHECK (engine.input.take() == 0.5f);
    CHECK (engine.output.take() == 0.25f);
}

TEST_CASE ("a microphone is processed as soon as its device runs", "[live]")
{
    Hardware hardware;
    live::LiveSession session (nullptr, test::typesOf (hardware));
    REQUIRE (session.open ({}).ok());
    CHECK (session.stage() == Stage::running);
    CHECK (session.description() == "Desk Microphone to Desk Speakers, 48 kHz, 256 samples");
    REQUIRE (session.deviceLatencyMs());
    CHECK (*session.deviceLatencyMs() == Approx (1000.0 * 512.0 / 48000.0));
    CHECK (session.processorLatencyMs() > 0.0);

    // Dry, so that what comes out is what went in, later by the reported latency.
    session.processor().parameters().wet->setValueNotifyingHost (0.0f);
    const int latency = session.processor().status().latencySamples();
    float loudest = 0.0f;
    int clickAt = -1, sample = 0;
    for (int block = 0; block < 40; ++block)
    {
        auto input = constants ({ 0.0f, 0.0f }, blockSamples);
        constexpr int clickBlock = 8; // parameters have glided by then
        if (block == clickBlock)
            input[0][0] = input[1][0] = 0.5f;
        const auto output = hardware.pump (input, 2, blockSamples);
        for (const float value : output[0])
        {
            if (std::abs (value) > loudest)
            {
                loudest = std::abs (value);
                clickAt = sample - clickBlock * blockSamples;
            }
            ++sample;
        }
    }
    CHECK (clickAt == latency);
    CHECK (loudest == Approx (0.5f).margin (1e-4)); // single precision through the transforms
}

TEST_CASE ("devices are chosen by a part of their names", "[live]")
{
    Hardware hardware;
    live::LiveSession session (nullptr, test::typesOf (hardware));
    live::DeviceChoice choice;
    choice.input = "headset";
    choice.output = "speak";
    choice.rateHz = 44100.0;
    choice.bufferSamples = 128;
    REQUIRE (session.open (choice).ok());
    CHECK (session.description() == "Headset to Desk Speakers, 44.1 kHz, 128 samples");
}

TEST_CASE ("a device or a rate that is not there is an error that lists what is", "[live]")
{
    Hardware hardware;
    live::LiveSession session (nullptr, test::typesOf (hardware));
    const auto errorOf = [&] (const live::DeviceChoice& choice)
    {
        const auto opened = session.open (choice);
        REQUIRE_FALSE (opened.ok());
        CHECK (session.stage() == Stage::none);
        CHECK (hardware.running == nullptr);
        return opened.error().message();
    };
    live::DeviceChoice choice;
    choice.input = "gramophone";
    CHECK_THAT (errorOf (choice), Catch::Contains ("'gramophone'") && Catch::Contains ("Desk Microphone"));
    choice = {};
    choice.type = "Tape";
    CHECK_THAT (errorOf (choice), Catch::Contains ("'Tape'") && Catch::Contains ("Fake"));
    choice = {};
    choice.rateHz = 32000.0;
    CHECK_THAT (errorOf (choice), Catch::Contains ("32000") && Catch::Contains ("44100, 48000 Hz"));
    choice = {};
    choice.bufferSamples = 100;
    CHECK_THAT (errorOf (choice), Catch::Contains ("100") && Catch::Contains ("128, 256 samples"));
    hardware.inputs.clear();
    hardware.outputs.clear();
    session.lookForDevices();
    CHECK (session.stage() == Stage::missing);
}

TEST_CASE ("an unknown device is told the names of the first type that has some", "[live]")
{
    Hardware first, second;
    second.inputs = { "plughw:0" };
    juce::OwnedArray<juce::AudioIODeviceType> types;
    for (auto* hardware : { &first, &second })
        types.add (new test::FakeType (*hardware))->scanForDevices();
    live::DeviceChoice choice;
    choice.input = "gramophone";
    const auto found = live::findDevice (types, choice);
    REQUIRE_FALSE (found.ok());
    CHECK_THAT (found.error().message(),
                Catch::Contains (first.inputs[0].toStdString()) && ! Catch::Contains ("plughw"));
    choice.input = "plughw";
    CHECK (live::findDevice (types, choice).ok()); // of a later one
}

TEST_CASE ("a device that is unplugged is looked for and goes on when it is back", "[live]")
{
    Hardware hardware;
    live::LiveSession session (nullptr, test::typesOf (hardware));
    live::DeviceChoice choice;
    choice.input = choice.output = "Headset";
    REQUIRE (session.open (choice).ok());
    REQUIRE (runUntil (hardware, [&] { return session.engine().numBlocks() > 20; }));
    CHECK (session.stage() == Stage::running);

    const auto inputs = std::exchange (hardware.inputs, { "Desk Microphone" });
    const auto outputs = std::exchange (hardware.outputs, { "Desk Speakers" });
    REQUIRE (runUntil (hardware, [&] { return session.stage() == Stage::missing; }));
    CHECK (session.description() == "Headset: unplugged");
    CHECK (hardware.running == nullptr);
    juce::MessageManager::getInstance()->runDispatchLoopUntil (1500); // looked for and not found meanwhile
    CHECK (session.stage() == Stage::missing);
    CHECK (session.description() == "Headset: unplugged");

    hardware.inputs = inputs;
    hardware.outputs = outputs;
    REQUIRE (runUntil (hardware, [&] { return session.stage() == Stage::running; }));
    CHECK (session.description() == "Headset, 48 kHz, 256 samples");
    const auto blocks = session.engine().numBlocks();
    REQUIRE (runUntil (hardware, [&] { return session.engine().numBlocks() > blocks; }));
}

TEST_CASE ("a device that falls silent counts as unplugged", "[live]")
{
    Hardware hardware;
    live::LiveSession session (nullptr, test::typesOf (hardware));
    REQUIRE (session.open ({}).ok());
    auto* running = std::exchange (hardware.running, nullptr); // no more blocks, and no word of it
    REQUIRE (running != nullptr);
    session.setChoosing (true); // so that it is not opened again at once
    CHECK (runUntil (hardware, [&] { return session.stage() == Stage::missing; }));
}

TEST_CASE ("the first device that is plugged in is taken where none was there", "[live]")
{
    Hardware hardware;
    const auto inputs = std::exchange (hardware.inputs, {});
    const auto outputs = std::exchange (hardware.outputs, {});
    live::LiveSession session (nullptr, test::typesOf (hardware));
    session.reopen (nullptr);
    CHECK (session.stage() == Stage::missing);
    CHECK (session.description() == "no sound device");
    hardware.inputs = inputs;
    hardware.outputs = outputs;
    CHECK (runUntil (hardware, [&] { return session.stage() == Stage::running; }));
}

TEST_CASE ("what is kept of a device opens it again", "[live]")
{
    Hardware hardware;
    std::unique_ptr<juce::XmlElement> kept;
    {
        live::LiveSession session (nullptr, test::typesOf (hardware));
        live::DeviceChoice choice;
        choice.input = "Headset";
        choice.bufferSamples = 128;
        REQUIRE (session.open (choice).ok());
        kept = session.kept();
    }
    CHECK (hardware.running == nullptr);
    live::LiveSession session (nullptr, test::typesOf (hardware));
    session.reopen (std::move (kept));
    CHECK (session.description() == "Headset to Desk Speakers, 48 kHz, 128 samples");
}

TEST_CASE ("a kept device that is not plugged in is waited for", "[live]")
{
    Hardware hardware;
    juce::XmlElement kept ("DEVICESETUP");
    kept.setAttribute ("deviceType", "Fake");
    kept.setAttribute ("audioInputDeviceName", "Field Recorder");
    kept.setAttribute ("audioOutputDeviceName", "Desk Speakers");
    live::LiveSession session (nullptr, test::typesOf (hardware));
    session.reopen (std::make_unique<juce::XmlElement> (kept));
    CHECK (session.stage() == Stage::missing);
    CHECK (session.description() == "Field Recorder to Desk Speakers: not plugged in");
    hardware.inputs.add ("Field Recorder");
    CHECK (runUntil (hardware, [&] { return session.stage() == Stage::running; }));
}

TEST_CASE ("the words about howling come where the microphone may pick up the loudspeakers", "[live]")
{
    CHECK (live::mayFeedBack ("HDA Intel PCH, ALC257 Analog", "HDA Intel PCH, ALC257 Analog"));
    CHECK (live::mayFeedBack ("Built-in Microphone", "Built-in Output"));
    CHECK (live::mayFeedBack ("Default ALSA Input", "Default ALSA Output"));
    CHECK_FALSE (live::mayFeedBack ("HDA Intel PCH, ALC257 Analog", "USB Headset"));
    CHECK_FALSE (live::mayFeedBack ("USB Microphone", "Default ALSA Output"));
}

TEST_CASE ("our part of a device's callback neither locks nor takes memory", "[live][realtime]")
{
    plugin::PluginProcessor processor;
    live::FilePlayer player;
    live::LiveEngine engine (processor, player);
    Hardware hardware;
    test::FakeDevice device (hardware, "Headset", "Headset");
    juce::BigInteger channels;
    channels.setRange (0, 2, true);
    REQUIRE (device.open (channels, channels, 48000.0, blockSamples).isEmpty());
    engine.audioDeviceAboutToStart (&device);
    const auto input = constants ({ 0.1f, 0.2f }, blockSamples);
    auto output = constants ({ 0.0f, 0.0f }, blockSamples);
    const float* from[] = { input[0].data(), input[1].data() };
    float* const to[] = { output[0].data(), output[1].data() };
    test::RealtimeTrap trap;
    for (int block = 0; block < 200; ++block)
        engine.audioDeviceIOCallbackWithContext (from, 2, to, 2, blockSamples, {});
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}

TEST_CASE ("a session records the mix and each source, which sum to what came in", "[live]")
{
    const test::TemporaryFolder folder;
    Hardware hardware;
    live::LiveSession session (nullptr, test::typesOf (hardware));
    live::DeviceChoice choice;
    choice.input = choice.output = "Headset";
    REQUIRE (session.open (choice).ok());
    *session.processor().parameters().reductionDb = 0.0f; // so that the mix is all of it
    REQUIRE (session.record (folder / "take.wav", true).ok());
    const auto deadline = juce::Time::getMillisecondCounter() + 20000;
    test::Random random (1);
    while (session.engine().recorder.status().seconds < 0.5 && juce::Time::getMillisecondCounter() < deadline)
    {
        Blocks noise (2, std::vector<float> (blockSamples));
        for (auto& channel : noise)
            for (auto& sample : channel)
                sample = random.uniform (-0.2f, 0.2f);
        (void)hardware.pump (noise, 2, blockSamples);
        juce::Thread::sleep (1);
    }
    REQUIRE (session.engine().recorder.stop().ok());
    const auto samplesOf = [&folder] (const char* name)
    {
        const auto read = files::readRecording (folder / name, 10'000'000);
        REQUIRE (read.ok());
        return read.value().samples;
    };
    const auto mix = samplesOf ("take.wav");
    const Eigen::MatrixXf sum = samplesOf ("take.speech.wav") + samplesOf ("take.noise.wav");
    REQUIRE (mix.rows() == sum.rows());
    REQUIRE (mix.norm() > 0.0f);
    CHECK ((mix - sum).norm() < 1.0e-3f * mix.norm()); // -60 dB: the gains may still glide at the start
}
