// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/HostedProcessor.h"

#include <catch2/catch.hpp>

#include <thread>

using namespace unbraid;

namespace
{
/** A transport that a test starts and stops. */
struct Transport : juce::AudioPlayHead
{
    juce::Optional<PositionInfo> getPosition() const override
    {
        PositionInfo position;
        position.setIsPlaying (isPlaying);
        return position;
    }
    bool isPlaying = true;
};
} // namespace

TEST_CASE ("A sound that is captured becomes a source which then takes that sound")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    plugin::LearnOptions options;
    options.as = plugin::LearnAs::newSource;
    options.name = "hum";
    options.numAtoms = 4;
    processor.learning().startCapture (options);
    CHECK (processor.learning().progress().stage == plugin::LearnStatus::Stage::capturing);
    test::render (processor, test::tone (96000), 512);
    CHECK (processor.learning().progress().capturedSeconds == Approx (2.0).epsilon (0.01));
    processor.learning().finishCapture();
    REQUIRE (test::waitUntil (
        [&] { return processor.learning().progress().stage == plugin::LearnStatus::Stage::idle; }));
    INFO (processor.status().message());
    CHECK (processor.status().message().isEmpty());
    const auto info = processor.dictionaries().playing();
    REQUIRE (info.sources.size() == 4);
    CHECK (info.sources[3].name == "hum");
    CHECK (info.isChanged);
    const auto result = [&processor] { return processor.learning().progress().result; };
    CHECK (result().startsWith ("hum: 4 atoms"));
    processor.history().undo();
    CHECK (result().isEmpty()); // it was taken back
    processor.history().redo();
    CHECK (result().startsWith ("hum: 4 atoms"));
    REQUIRE (test::waitForEngine (processor));
    test::render (processor, test::tone (24000), 512); // the new engine takes over
    const auto output = test::render (processor, test::tone (48000), 512);
    const auto learned = output.getRMSLevel (8, 24000, 20000);
    for (int bus = 1; bus < 4; ++bus)
        CHECK (output.getRMSLevel (2 * bus, 24000, 20000) < 0.3f * learned);
}

TEST_CASE ("Sound is captured only while the transport runs")
{
    plugin::PluginProcessor processor;
    Transport transport;
    processor.setPlayHead (&transport);
    REQUIRE (test::startStereo (processor));
    processor.learning().startCapture ({});
    test::render (processor, test::tone (48000), 512);
    transport.isPlaying = false;
    test::render (processor, test::tone (48000), 512);
    CHECK (processor.learning().progress().capturedSeconds == Approx (1.0).epsilon (0.01));
    processor.learning().cancelLearning();
    CHECK (processor.learning().progress().stage == plugin::LearnStatus::Stage::idle);
}

TEST_CASE ("A capture begins anew at the sample rate that a host changes to, and says so")
{
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor, 48000.0));
    processor.learning().startCapture ({});
    test::render (processor, test::tone (48000), 512);
    processor.setRateAndBufferSizeDetails (96000.0, 512);
    {
        std::thread host ([&] { processor.prepareToPlay (96000.0, 512); });
        host.join();
    }
    test::render (processor, test::tone (48000), 512); // before the message thread has had its turn
    CHECK (processor.learning().progress().capturedSeconds == Approx (1.0).epsilon (0.01));
    REQUIRE (test::waitUntil ([&] { return processor.status().message().isNotEmpty(); }));
    CHECK (processor.status().message().contains ("began anew"));
    CHECK (processor.learning().progress().capturedSeconds == 0.0);
    test::render (processor, test::tone (48000), 512);
    CHECK (processor.learning().progress().capturedSeconds == Approx (0.5).epsilon (0.02));
    processor.learning().cancelLearning();
}

TEST_CASE ("Reference is captured where the host connects it and asked for where not")
{
    plugin::PluginProcessor processor;
    const auto stereo = juce::AudioChannelSet::stereo();
    plugin::LearnOptions options;
    options.from = plugin::CaptureFrom::reference;
    REQUIRE (test::startStereo (processor));
    CHECK (processor.learning().canCapture (plugin::CaptureFrom::input));
    CHECK_FALSE (processor.learning().canCapture (plugin::CaptureFrom::reference));
    processor.learning().startCapture (options);
    CHECK (processor.status().message().contains ("Reference"));
    processor.status().dismissMessage();
    REQUIRE (test::start (processor, test::layoutOf (stereo, stereo, {}, true), 48000.0, 512));
    CHECK (processor.learning().canCapture (plugin::CaptureFrom::reference));
    processor.learning().startCapture (options);
    test::Sound both (4, 48000);
    both.clear();
    const auto sound = test::tone (48000);
    both.copyFrom (2, 0, sound, 0, 0, 48000);
    both.copyFrom (3, 0, sound, 1, 0, 48000);
    test::render (processor, both, 512);
    CHECK (processor.learning().progress().capturedPeak > 0.1f);
    processor.learning().cancelLearning();
}

TEST_CASE ("Learning that cannot be done says so and changes nothing")
{
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    processor.learning().startCapture ({});
    test::render (processor, test::tone (4800), 512); // a tenth of a second
    processor.learning().finishCapture();
    CHECK (processor.status().message().isNotEmpty());
    CHECK (processor.learning().progress().stage == plugin::LearnStatus::Stage::idle);
    CHECK (processor.dictionaries().playing().name == "speech");
    CHECK_FALSE (processor.dictionaries().playing().isChanged);
}
