// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/HostedProcessor.h"
#include "Host/OtherHome.h"
#include "Support/EqualSources.h"
#include "Support/TemporaryFolder.h"

#include "Files/DictionaryFile.h"

#include <catch2/catch.hpp>

#include <thread>

using namespace unbraid;
using juce::AudioChannelSet;

namespace
{
constexpr float nullTolerance = 1e-6f; // -120 dB of full scale

std::string equalFile (const test::TemporaryFolder& folder, int numSources)
{
    const auto path = folder / ("equal" + std::to_string (numSources) + ".safetensors");
    REQUIRE (files::saveDictionary (path, test::equalSources (numSources)).ok());
    return path.string();
}

/** Where a channel is loudest. */
int peakPlace (const test::Sound& sound, int channel)
{
    const auto* samples = sound.getReadPointer (channel);
    return static_cast<int> (std::max_element (samples, samples + sound.getNumSamples(),
                                               [] (float a, float b)
                                               { return std::abs (a) < std::abs (b); }) -
                             samples);
}
} // namespace

TEST_CASE ("Parameter ids are frozen")
{
    std::vector<std::string> expected{ "reduction",       "wet",      "latency",           "delta",
                                       "stereo_link",     "bypass",   "updates",           "sparsity",
                                       "smoothing",       "dynamics", "dynamics_strength", "adaptation",
                                       "adaptation_time", "freeze" };
    for (int strip = 1; strip <= 8; ++strip)
        for (const auto* what : { "gain", "pan", "mute", "solo", "gate" })
            expected.push_back ("source_" + std::to_string (strip) + "_" + what);
    expected.insert (expected.end(),
                     { "midi_guide", "split_note", "midi_out", "note_threshold", "place", "quieter_pauses" });
    plugin::PluginProcessor processor;
    std::vector<std::string> found;
    for (const auto* parameter : processor.parameters().all())
        found.push_back (parameter->getParameterID().toStdString());
    CHECK (found == expected);
    CHECK (processor.getParameters().size() == static_cast<int> (expected.size()));
}

TEST_CASE ("Every parameter's text is read back as its value")
{
    plugin::PluginProcessor processor;
    for (auto* parameter : processor.parameters().all())
        for (const float value : { 0.0f, 0.1f, 0.35f, 0.5f, 0.8f, 1.0f })
        {
            const auto text = parameter->getText (value, 64);
            INFO (parameter->getParameterID() << ": " << text);
            CHECK (parameter->getText (parameter->getValueForText (text), 64) == text);
        }
}

TEST_CASE ("A new plugin has the speech dictionary and cleans at once")
{
    plugin::PluginProcessor processor;
    CHECK (processor.status().message().isEmpty());
    CHECK (processor.dictionaries().playing().name == "speech");
    CHECK (processor.dictionaries().playing().isFactory);
    CHECK (processor.parameters().reductionDb->get() == -20.0f);
    CHECK (processor.dictionaries().playing().reductionDb.value_or (0.0f) == -20.0f); // to return to
}

TEST_CASE ("An impulse peaks on each bus at the reported latency in every mode and at every rate")
{
    const test::TemporaryFolder folder;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow (equalFile (folder, 8)).ok());
    const double rate = GENERATE (8000.0, 16000.0, 22050.0, 44100.0, 48000.0, 96000.0, 192000.0);
    const int mode = GENERATE (0, 1, 2);
    *processor.parameters().latency = mode;
    REQUIRE (test::startStereo (processor, rate));
    const int latency = processor.getLatencySamples();
    constexpr std::array<double, 3> maxMs{ 8.0, 20.0, 43.0 };
    CHECK (latency <= maxMs[static_cast<size_t> (mode)] * 0.001 * rate + 0.5);
    const auto output = test::render (processor, test::impulse (2, latency + 1000), 512);
    REQUIRE (output.getNumChannels() == 18);
    for (int channel = 0; channel < 18; ++channel)
    {
        CHECK (peakPlace (output, channel) == latency);
        CHECK (output.getSample (channel, latency) == Approx (channel < 2 ? 1.0f : 0.125f).margin (1e-4));
    }
}

TEST_CASE ("Source buses sum to the delayed input and a neutral Mix is it")
{
    plugin::PluginProcessor processor;
    const auto* name = GENERATE ("speech", "speech-plain", "drums-plain", "piano", "vocals");
    REQUIRE (processor.loadNow (name).ok());
    test::makeNeutral (processor.parameters());
    REQUIRE (test::startStereo (processor));
    const auto input = test::whiteNoise (2, 48000);
    const auto output = test::render (processor, input, 512);
    const int latency = processor.getLatencySamples();
    const auto sum = test::sumOfSources (output);
    for (int channel = 0; channel < 2; ++channel)
    {
        CHECK (test::differenceAfter (sum, channel, input, channel, latency) < nullTolerance);
        CHECK (test::differenceAfter (output, channel, input, channel, latency) < nullTolerance);
    }
}

TEST_CASE ("Mix and each source sound the same whichever buses are on")
{
    plugin::PluginProcessor processor;
    const auto input = test::whiteNoise (2, 12000);
    const auto stereo = AudioChannelSet::stereo();
    REQUIRE (test::startStereo (processor));
    const auto whole = test::render (processor, input, 512);
    std::vector<std::vector<bool>> subsets{ std::vector<bool> (8, false) };
    for (size_t alone = 0; alone < 8; ++alone)
    {
        subsets.emplace_back (8, false);
        subsets.back()[alone] = true;
    }
    test::Random random (20);
    for (int i = 0; i < 20; ++i)
    {
        subsets.emplace_back();
        for (int bus = 0; bus < 8; ++bus)
            subsets.back().push_back (random.uniform() > 0.5f);
    }
    for (const auto& subset : subsets)
    {
        REQUIRE (test::start (processor, test::layoutOf (stereo, stereo, subset, random.uniform() > 0.5f),
                              48000.0, 512));
        const auto output = test::render (processor, input, 512);
        int place = 0;
        for (int bus = 0; bus < 9; ++bus)
        {
            if (bus > 0 && ! subset[static_cast<size_t> (bus) - 1])
                continue;
            for (int side = 0; side < 2; ++side, ++place)
                CHECK (std::equal (output.getReadPointer (place), output.getReadPointer (place) + 12000,
                                   whole.getReadPointer (2 * bus + side)));
        }
        CHECK (place == output.getNumChannels());
    }
}

TEST_CASE ("Layouts: mono and stereo in and Mix no wider than stereo")
{
    plugin::PluginProcessor processor;
    const auto mono = AudioChannelSet::mono(), stereo = AudioChannelSet::stereo(),
               off = AudioChannelSet::disabled();
    CHECK (processor.checkBusesLayoutSupported (test::layoutOf (mono, stereo, {})));
    CHECK (processor.checkBusesLayoutSupported (test::layoutOf (mono, mono, { true })));
    CHECK (
        processor.checkBusesLayoutSupported (test::layoutOf (stereo, stereo, { true, false, true }, true)));
    CHECK_FALSE (processor.checkBusesLayoutSupported (test::layoutOf (stereo, mono, {})));
    CHECK_FALSE (
        processor.checkBusesLayoutSupported (test::layoutOf (AudioChannelSet::create5point1(), stereo, {})));
    CHECK_FALSE (processor.checkBusesLayoutSupported (test::layoutOf (off, stereo, {})));
    auto monoSource = test::layoutOf (stereo, stereo, { true });
    monoSource.outputBuses.getReference (1) = mono;
    CHECK_FALSE (processor.checkBusesLayoutSupported (monoSource));
    for (int bus = 0; bus < processor.getBusCount (false); ++bus)
        CHECK (processor.getBus (false, bus)->getName() ==
               (bus == 0 ? juce::String ("Mix") : "Source " + juce::String (bus)));
    CHECK (processor.getBus (true, 0)->getName() == "Input");
    CHECK (processor.getBus (true, 1)->getName() == "Reference");
    CHECK_FALSE (processor.getBus (true, 1)->isEnabledByDefault());
}

TEST_CASE ("Mono in and stereo out nulls as well as stereo does")
{
    plugin::PluginProcessor processor;
    test::makeNeutral (processor.parameters());
    const auto mono = AudioChannelSet::mono(), stereo = AudioChannelSet::stereo();
    const auto mix = GENERATE_COPY (mono, stereo);
    REQUIRE (test::start (processor, test::layoutOf (mono, mix, std::vector<bool> (8, true)), 44100.0, 256));
    const auto input = test::whiteNoise (1, 20000);
    const auto output = test::render (processor, input, 333);
    for (int channel = 0; channel < mix.size(); ++channel)
        CHECK (test::differenceAfter (output, channel, input, 0, processor.getLatencySamples()) <
               nullTolerance);
}

TEST_CASE ("Blocks of any size and offline rendering give the same bits")
{
    const auto input = test::whiteNoise (2, 30000);
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    const auto whole = test::render (processor, input, 30000); // far larger than announced
    const int size = GENERATE (1, 17, 32, 64, 441, 512, 4096, 8192, 0);
    REQUIRE (test::startStereo (processor));
    processor.setNonRealtime (size == 512);
    test::Random random (3);
    const auto cut = test::render (
        processor, input, [&] { return size > 0 ? size : static_cast<int> (random.integer (1, 5000)); });
    CHECK (test::isSame (cut, whole));
}

TEST_CASE ("Level does not matter: 20 dB more in is 20 dB more out")
{
    plugin::PluginProcessor processor;
    auto input = test::whiteNoise (2, 30000);
    REQUIRE (test::startStereo (processor));
    auto plain = test::render (processor, input, 512);
    input.applyGain (0.1f);
    REQUIRE (test::startStereo (processor));
    const auto quiet = test::render (processor, input, 512);
    for (int channel = 0; channel < plain.getNumChannels(); ++channel)
        CHECK (test::differenceAfter (quiet, channel, plain, channel, 0, 0.1f) <
               1e-4f); // -80 dB: floors do not scale
}

TEST_CASE ("Copies of an instance that each solo one source sum to the input")
{
    const auto input = test::whiteNoise (2, 30000);
    test::Sound sum (2, 30000);
    sum.clear();
    int latency = 0;
    for (size_t soloed = 0; soloed < 3; ++soloed)
    {
        plugin::PluginProcessor processor;
        processor.setStagger (0.25f); // they are copies of one
        REQUIRE (processor.loadNow ("drums-plain").ok());
        *processor.parameters().strips[soloed].solo = true;
        REQUIRE (test::startStereo (processor, 48000.0, false));
        const auto output = test::render (processor, input, 512);
        for (int channel = 0; channel < 2; ++channel)
            sum.addFrom (channel, 0, output, channel, 0, 30000);
        latency = processor.getLatencySamples();
    }
    for (int channel = 0; channel < 2; ++channel)
        CHECK (test::differenceAfter (sum, channel, input, channel, latency) < nullTolerance);
}

TEST_CASE ("Reset forgets all past sound")
{
    const auto input = test::whiteNoise (2, 20000);
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    const auto first = test::render (processor, input, 512);
    CHECK_FALSE (test::isSame (test::render (processor, input, 512), first));
    processor.reset();
    CHECK (test::isSame (test::render (processor, input, 512), first));
}

TEST_CASE ("The tail that is reported is the longest that sounds")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    const auto tail = static_cast<int> (processor.getTailLengthSeconds() * 48000.0 + 0.5);
    auto input = test::whiteNoise (2, 20000 + tail + 2000);
    for (int channel = 0; channel < 2; ++channel)
        input.clear (channel, 20000, input.getNumSamples() - 20000);
    const auto output = test::render (processor, input, 512);
    for (int channel = 0; channel < output.getNumChannels(); ++channel)
    {
        CHECK (output.getMagnitude (channel, 20000 + tail, 2000) == 0.0f);
        if (channel < 8)
            CHECK (output.getMagnitude (channel, 20000 + processor.getLatencySamples() - 100, 100) > 0.0f);
    }
}

TEST_CASE ("Instances share a dictionary in memory")
{
    plugin::PluginProcessor one, two;
    const auto first = plugin::dictionaries::load ("piano");
    const auto second = plugin::dictionaries::load ("piano");
    REQUIRE ((first.ok() && second.ok()));
    CHECK (first.value().shared == second.value().shared);
    const auto made = plugin::dictionaries::share (first.value().shared->content, "other");
    CHECK (made.shared == first.value().shared);
}

TEST_CASE ("A dictionary that cannot be loaded leaves the last one playing and says why")
{
    const test::TemporaryFolder folder;
    const auto broken = folder / "broken.safetensors";
    juce::File (broken.string()).replaceWithText ("this is no dictionary");
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    const auto* wrong = GENERATE ("no-such-name", "broken");
    processor.dictionaries().load (std::string (wrong) == "broken" ? broken.string() : wrong);
    REQUIRE (test::waitUntil ([&] { return processor.status().message().isNotEmpty(); }));
    CHECK (processor.status().message().contains (wrong));
    CHECK (processor.dictionaries().playing().name == "drums-plain");
    processor.status().dismissMessage();
    CHECK (processor.status().message().isEmpty());
}

TEST_CASE ("A rate beyond those of the engine passes the sound on and says why")
{
    plugin::PluginProcessor processor;
    const double rate = GENERATE (4000.0, 384000.0);
    REQUIRE (test::startStereo (processor, rate));
    CHECK (processor.status().message().contains ("8000"));
    const auto input = test::whiteNoise (2, 3000);
    const auto output = test::render (processor, input, 512);
    CHECK (test::differenceAfter (output, 0, input, 0, processor.getLatencySamples()) == 0.0f);
    CHECK (test::differenceAfter (output, 2, input, 0, processor.getLatencySamples()) == 0.0f);
    REQUIRE (test::startStereo (processor, 48000.0));
    CHECK (processor.getLatencySamples() == 960);
}

TEST_CASE ("A preset that is saved brings back its mixer and a file of the user")
{
    const test::OtherHome home;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    *processor.parameters().strips[1].gainDb = -7.5f;
    *processor.parameters().strips[2].pan = 0.5f;
    *processor.parameters().updates = 9;
    processor.dictionaries().savePreset ("my/kit");
    CHECK (processor.status().message().contains ("name"));
    processor.dictionaries().savePreset ("my-kit");
    CHECK (processor.status().message().isEmpty());
    CHECK (processor.dictionaries().playing().name == "my-kit");
    CHECK_FALSE (processor.dictionaries().playing().isFactory);
    plugin::PluginProcessor other;
    REQUIRE (other.loadNow ("my-kit").ok());
    CHECK (other.parameters().strips[1].gainDb->get() == Approx (-7.5f));
    CHECK (other.parameters().strips[2].pan->get() == Approx (0.5f));
    CHECK (other.parameters().updates->get() == 9);
}

TEST_CASE ("A host that prepares on a thread of its own knows the latency before any message is read")
{
    plugin::PluginProcessor processor;
    bool isStarted = false;
    std::thread ([&] { isStarted = test::startStereo (processor); }).join();
    REQUIRE (isStarted);
    CHECK (processor.getLatencySamples() == 960);
}

TEST_CASE ("A latency mode that is chosen while playing takes effect and is reported")
{
    const test::TemporaryFolder folder;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow (equalFile (folder, 2)).ok());
    REQUIRE (test::startStereo (processor));
    const auto input = test::whiteNoise (2, 10000);
    test::render (processor, input, 512);
    *processor.parameters().latency = 0;
    REQUIRE (test::waitUntil ([&] { return processor.getLatencySamples() == 384; }));
    test::render (processor, input, 512);
    const auto output = test::render (processor, test::impulse (2, 2000), 512);
    CHECK (peakPlace (output, 2) == 384);
}

TEST_CASE ("Meters tell left from right")
{
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    test::makeNeutral (processor.parameters());
    auto sound = test::whiteNoise (2, 9600);
    sound.clear (1, 0, sound.getNumSamples());
    test::render (processor, sound, 480);
    const auto [left, right] = processor.meters().mix.takeSides();
    CHECK (left > 0.1f);
    CHECK (right < 1e-3f * left);
    float strips = 0.0f, silent = 0.0f;
    for (auto& strip : processor.meters().strips)
    {
        const auto [one, other] = strip.takeSides();
        strips = std::max (strips, one);
        silent = std::max (silent, other);
    }
    CHECK (strips > 0.05f);
    CHECK (silent < 1e-3f * strips);
    CHECK (processor.meters().mix.take() == 0.0f);
}
