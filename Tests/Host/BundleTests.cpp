// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The bundles as they are delivered, in a host: JUCE's own. What the processor does is tested beside this.
#include "Host/Bundle.h"
#include "Platform/Descriptors.h"
#include "Platform/Processes.h"
#include "Support/Paths.h"
#include "Support/Skip.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
constexpr float nullDb = -120.0f;    // of full scale: what rounding leaves of a null
constexpr float programDb = -100.0f; // of full scale: the program has one channel where a host has two
constexpr int largestBlock = 4096;

juce::StringArray namesOf (const juce::AudioProcessor& processor, bool isInput)
{
    juce::StringArray names;
    for (int bus = 0; bus < processor.getBusCount (isInput); ++bus)
        names.add (processor.getBus (isInput, bus)->getName());
    return names;
}

/** `differenceAfter`, in dB of full scale. */
float differenceDb (const test::Sound& late, int lateChannel, const test::Sound& sound, int channel,
                    int latency)
{
    constexpr float silentDb = -400.0f;
    return juce::Decibels::gainToDecibels (test::differenceAfter (late, lateChannel, sound, channel, latency),
                                           silentDb);
}

/** Starts anew, as a host does when it stops and plays again, and plays. */
test::Sound replay (juce::AudioPluginInstance& instance, const test::HostSound& input,
                    const std::function<int()>& nextBlock)
{
    instance.releaseResources();
    instance.setRateAndBufferSizeDetails (input.sampleRateHz, largestBlock);
    instance.prepareToPlay (input.sampleRateHz, largestBlock);
    return test::render (instance, input.sound, nextBlock);
}

/** What `unbraid separate` makes of a recording with a dictionary: [channels x samples]. */
test::Sound separatedByProgram (const test::TemporaryFolder& folder, const std::string& stem,
                                const std::filesystem::path& dictionary, const std::string& source)
{
    const int said = platform::createUnnamedFile();
    REQUIRE (said >= 0);
    const auto end = platform::runProgram (
        { paths::program, "separate", std::string (paths::resources) + "/Audio/" + stem + ".flac",
          "--dictionary", dictionary.string(), "--out", folder.path.string() },
        -1, said, said);
    platform::closeFile (said);
    REQUIRE_FALSE (end.failure);
    REQUIRE (end.exitStatus == 0);
    return test::recording (folder / (stem + "." + source + ".wav"), 1).sound;
}
} // namespace

TEST_CASE ("A host sees every bus under its frozen name and turns all on")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    const auto instance = bundle.start();
    CHECK (instance->getName() == "Unbraid");
    CHECK (namesOf (*instance, true) == juce::StringArray{ "Input", "Reference" });
    juce::StringArray outputs{ "Mix" };
    for (int source = 1; source <= 8; ++source)
        outputs.add ("Source " + juce::String (source));
    CHECK (namesOf (*instance, false) == outputs);
    CHECK (instance->getTotalNumInputChannels() == 4);
    CHECK (instance->getTotalNumOutputChannels() == 18);
    CHECK (instance->acceptsMidi());
    CHECK (instance->producesMidi());
}

TEST_CASE ("A host shows the reduction that plays from the start")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    const auto instance = bundle.start();
    const auto& parameters = instance->getParameters();
    const auto shown = std::find_if (parameters.begin(), parameters.end(),
                                     [] (const auto* each) { return each->getName (64) == "Reduction"; });
    REQUIRE (shown != parameters.end());
    CHECK ((*shown)->getValue() == Approx ((60.0 - 20.0) / 60.0).margin (1e-4)); // -60 to 0 dB
}

TEST_CASE ("Hosts that show only what can be automated show every parameter")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    const auto instance = bundle.start();
    for (const juce::String name : { "Latency", "Stereo Link", "MIDI Guide", "Reduction" })
    {
        INFO (name);
        const auto& parameters = instance->getParameters();
        CHECK (std::any_of (parameters.begin(), parameters.end(),
                            [&] (const auto* each)
                            { return each->getName (64) == name && each->isAutomatable(); }));
    }
}

TEST_CASE ("Unbraid Stereo has two inputs and two outputs, whatever a host turns on")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format, true);
    const auto instance = bundle.start();
    CHECK (instance->getName() == "Unbraid Stereo");
    CHECK (namesOf (*instance, true) == juce::StringArray{ "Input" });
    CHECK (namesOf (*instance, false) == juce::StringArray{ "Mix" });
    CHECK (instance->getTotalNumInputChannels() == 2);
    CHECK (instance->getTotalNumOutputChannels() == 2);
    CHECK_FALSE (instance->acceptsMidi());
    CHECK_FALSE (instance->producesMidi());
}

TEST_CASE ("Unbraid Stereo's output is the Mix of Unbraid")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    const auto input = test::recording ("noisy-voice.flac", 2);
    const auto outputOf = [&] (bool isStereo)
    {
        test::Bundle bundle (format, isStereo);
        const auto instance = bundle.start (input.sampleRateHz);
        return test::render (*instance, input.sound, 512);
    };
    const auto whole = outputOf (false), stereo = outputOf (true);
    REQUIRE (stereo.getNumChannels() == 2);
    CHECK (stereo.getMagnitude (0, stereo.getNumSamples()) > 0.1f);
    for (int channel = 0; channel < 2; ++channel)
        CHECK (differenceDb (stereo, channel, whole, channel, 0) < nullDb);
}

TEST_CASE ("An impulse peaks on each bus of the hosted plugin at the reported latency")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    bundle.addUserSpeech (test::equalSources (8));
    test::checkEqualEighths (*bundle.start());
}

TEST_CASE ("A bundle needs no dictionary but its own")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    bundle.exchangeSpeech (
        test::equalSources (8)); // audible: so it was this one, not that of the source tree
    test::checkEqualEighths (*bundle.start());
}

TEST_CASE ("The hosted plugin's sources sum to a noisy voice and a neutral Mix is it")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    const auto input = test::recording ("noisy-voice.flac", 2);
    const auto instance = bundle.start (input.sampleRateHz);
    test::setParameter (*instance, "Reduction", 1.0f);
    const auto output = test::render (*instance, input.sound, 512);
    const int latency = test::reportedLatency (*instance);
    CHECK (latency == 320);
    const auto sum = test::sumOfSources (output);
    for (int channel = 0; channel < 2; ++channel)
    {
        CHECK (differenceDb (sum, channel, input.sound, channel, latency) < nullDb);
        CHECK (differenceDb (output, channel, input.sound, channel, latency) < nullDb);
        CHECK (output.getRMSLevel (2 + channel, 0, output.getNumSamples()) > 0.01f);
        CHECK (output.getRMSLevel (4 + channel, 0, output.getNumSamples()) > 0.01f);
    }
}

TEST_CASE ("The hosted plugin separates as the program does")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    const auto input = test::recording ("noisy-voice.flac", 2);
    const auto instance = bundle.start (input.sampleRateHz);
    const auto output = test::render (*instance, input.sound, 512);
    const int latency = test::reportedLatency (*instance);
    const test::TemporaryFolder folder;
    const auto dictionary = bundle.dictionaries() / "speech.safetensors";
    for (const auto& [source, channel] : { std::pair{ "speech", 2 }, std::pair{ "noise", 4 } })
    {
        INFO (source);
        const auto separated = separatedByProgram (folder, "noisy-voice", dictionary, source);
        REQUIRE (separated.getNumSamples() == output.getNumSamples());
        CHECK (differenceDb (output, channel, separated, 0, latency) < programDb);
    }
}

TEST_CASE ("The hosted plugin's output does not depend on the host's blocks")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    const auto input = test::recording ("noisy-voice.flac", 2);
    const auto instance = bundle.start (input.sampleRateHz, largestBlock);
    const auto whole = replay (*instance, input, [] { return largestBlock; });
    CHECK (whole.getMagnitude (2, 0, whole.getNumSamples()) > 0.1f);
    for (const int size : { 17, 64, 441, 512 })
    {
        INFO ("blocks of " << size);
        CHECK (test::isSame (replay (*instance, input, [size] { return size; }), whole));
    }
    test::Random random (11);
    CHECK (test::isSame (
        replay (*instance, input, [&] { return static_cast<int> (random.integer (1, largestBlock)); }),
        whole));
}

#if ! JUCE_WINDOWS // read by nm
TEST_CASE ("A bundle's library shows its entry points and nothing else")
{
    const bool isStereo = GENERATE (false, true);
    const auto [format, entries] = GENERATE (table<std::string, std::vector<std::string>> (
        { { "VST3", { "GetPluginFactory", "ModuleEntry", "ModuleExit" } },
          { "LV2", { "lv2_descriptor", "lv2ui_descriptor" } } }));
    const test::Bundle bundle (format, isStereo);
    const test::TemporaryFolder folder;
    const auto list = folder / "symbols";
    const auto command = "nm -D --defined-only --format=posix '" + bundle.library().string() +
                         "' | cut -d' ' -f1 > '" + list.string() + "'";
    REQUIRE (std::system (command.c_str()) == 0);
    std::vector<std::string> found;
    std::ifstream lines (list);
    for (std::string line; std::getline (lines, line);)
        found.push_back (line);
    std::sort (found.begin(), found.end());
    CHECK (found == entries);
}
#endif

TEST_CASE ("A host opens the editor and closes it and opens it again", "[window]")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    // As an app JUCE bears X errors: it sets properties whose names only window managers make known.
    juce::JUCEApplicationBase::createInstance = []() -> juce::JUCEApplicationBase* { return nullptr; };
    if (juce::Desktop::getInstance().getDisplays().displays.isEmpty())
        return test::skip ("no display");
    test::Bundle bundle (format);
    const auto instance = bundle.start();
    for (int turn = 0; turn < 2; ++turn)
    {
        const std::unique_ptr<juce::AudioProcessorEditor> editor (instance->createEditorIfNeeded());
        REQUIRE (editor != nullptr);
        editor->addToDesktop (0);
        editor->setVisible (true);
        juce::MessageManager::getInstance()->runDispatchLoopUntil (300);
        CHECK (editor->getWidth() > 400);
        CHECK (editor->getHeight() > 300);
        test::render (*instance, test::impulse (2, 2048), 512);
    }
}
