// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryFile.h"
#include "Host/HostedProcessor.h"
#include "Support/Environment.h"
#include "Support/TemporaryFolder.h"
#include "Support/UnfoldedDictionary.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
constexpr int spokenSamples = 5 * 48000;

/** A home of its own with a dictionary that learns voices. */
struct Home
{
    Home()
    {
        test::UnfoldedKind kind;
        kind.refiningUnits = 8;
        kind.speakerValues = 5;
        REQUIRE (files::saveDictionary (voices, test::unfoldedDictionary (3, kind)).ok());
    }

    [[nodiscard]] juce::File fileOf (const char* name) const
    {
        return juce::File ((folder / test::ownDictionaries / name).string() + ".safetensors");
    }

    test::TemporaryFolder folder;
    std::filesystem::path voices = folder / "voices.safetensors";
    test::OtherVariable variable{ test::dataVariable, (folder / "").string() };
};

plugin::LearnOptions asVoice (const char* name)
{
    plugin::LearnOptions options;
    options.as = plugin::LearnAs::voice;
    options.name = name;
    return options;
}

void learn (plugin::PluginProcessor& processor, const plugin::LearnOptions& options, const test::Sound& sound)
{
    processor.learning().startCapture (options);
    test::render (processor, sound, 512);
    processor.learning().finishCapture();
    REQUIRE (test::waitUntil (
        [&] { return processor.learning().progress().stage == plugin::LearnStatus::Stage::idle; }));
}

juce::MemoryBlock stateOf (plugin::PluginProcessor& processor)
{
    juce::MemoryBlock state;
    processor.getStateInformation (state);
    return state;
}

void restore (plugin::PluginProcessor& processor, const juce::MemoryBlock& state)
{
    processor.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
}
} // namespace

TEST_CASE (
    "A voice is learned from what plays, kept on this computer, in no session, and deleted by one call")
{
    const Home home;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow (home.voices.string()).ok());
    REQUIRE (test::startStereo (processor));
    CHECK (processor.dictionaries().playing().learnsVoices);
    learn (processor, asVoice ("my-voice"), test::tone (spokenSamples, 150.0));
    INFO (processor.status().message());
    const auto info = processor.dictionaries().playing();
    CHECK (info.name == "my-voice");
    CHECK (info.knowsVoice);
    CHECK_FALSE (info.learnsVoices);
    CHECK_FALSE (info.isChanged);
    CHECK (
        processor.learning().progress().result.startsWith ("my-voice: 5 s of speech; 10 to 30 s are best"));
    CHECK (home.fileOf ("my-voice").existsAsFile());

    const auto state = stateOf (processor);
    CHECK (state.getSize() < 8000);
    plugin::PluginProcessor opened;
    restore (opened, state);
    CHECK (opened.dictionaries().playing().name == "my-voice");
    CHECK (stateOf (opened) == state);

    processor.dictionaries().deleteVoice();
    CHECK_FALSE (home.fileOf ("my-voice").existsAsFile());
    REQUIRE (test::waitUntil ([&] { return processor.dictionaries().playing().name == "speech"; }));
    processor.history().undo();
    CHECK (processor.dictionaries().playing().name == "speech");
    plugin::PluginProcessor other;
    REQUIRE (other.loadNow ("drums-plain").ok());
    restore (other, state);
    CHECK (other.status().message().startsWith (
        "The voice that the session was saved with is not on this computer, and speech plays in its place"));
    CHECK (other.dictionaries().playing().name == "speech");
    CHECK (stateOf (other) == state); // for the computer that has it
}

TEST_CASE ("A voice is deleted by its file: not another one of its name, and none that lies elsewhere")
{
    const Home home;
    plugin::PluginProcessor processor, other;
    REQUIRE (processor.loadNow (home.voices.string()).ok());
    REQUIRE (test::startStereo (processor));
    learn (processor, asVoice ("my-voice"), test::tone (spokenSamples, 150.0));
    const auto file = home.fileOf ("my-voice");
    const juce::File backup ((home.folder / "my-voice.safetensors").string());
    REQUIRE (file.copyFileTo (backup));
    REQUIRE (other.loadNow (backup.getFullPathName().toStdString()).ok());
    CHECK (other.dictionaries().playing().name == "my-voice");
    other.dictionaries().deleteVoice();
    CHECK (other.status().message().startsWithIgnoreCase ("the voice cannot be deleted"));
    CHECK (other.status().message().contains (backup.getFullPathName()));
    CHECK (backup.existsAsFile());
    CHECK (file.existsAsFile());

    REQUIRE (other.loadNow (home.voices.string()).ok()); // another voice takes the name
    REQUIRE (test::startStereo (other));
    learn (other, asVoice ("my-voice"), test::tone (spokenSamples, 240.0));
    REQUIRE (other.dictionaries().playing().name == "my-voice");
    processor.dictionaries().deleteVoice();
    CHECK (processor.status().message().contains ("another voice"));
    CHECK (file.existsAsFile());
    other.dictionaries().deleteVoice();
    CHECK_FALSE (file.existsAsFile());
}

TEST_CASE (
    "A voice that is learned from noisy speech is learned with a warning, and one from clean speech without")
{
    const Home home;
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    auto spoken = test::tone (3 * spokenSamples, 150.0);
    for (int start = 0; start < spoken.getNumSamples(); start += 48000) // with pauses, as people speak
        for (int channel = 0; channel < 2; ++channel)
            spoken.clear (channel, start, juce::jmin (12000, spoken.getNumSamples() - start));
    auto noisy = spoken;
    const auto noise = test::whiteNoise (2, noisy.getNumSamples());
    const float share = 0.63f * spoken.getRMSLevel (0, 0, spoken.getNumSamples()) /
                        noise.getRMSLevel (0, 0, noise.getNumSamples()); // 4 dB below the voice
    for (int channel = 0; channel < 2; ++channel)
        noisy.addFrom (channel, 0, noise, channel, 0, noisy.getNumSamples(), share);
    for (const bool isNoisy : { false, true })
    {
        REQUIRE (processor.loadNow (home.voices.string()).ok());
        learn (processor, asVoice ("my-voice"), isNoisy ? noisy : spoken);
        REQUIRE (processor.dictionaries().playing().name == "my-voice");
        const auto message = processor.status().message();
        INFO (isNoisy << message);
        CHECK (message.contains ("noise was taken for a part of it") == isNoisy);
        CHECK (processor.learning().progress().result.contains ("noise was taken") == isNoisy);
    }
}

TEST_CASE (
    "While speech plays a voice is learned by the factory's dictionary for that, which takes its place")
{
    const Home home;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("speech").ok());
    REQUIRE (test::startStereo (processor));
    const auto before = processor.dictionaries().playing();
    CHECK (before.offersVoice);
    CHECK_FALSE (before.learnsVoices);
    learn (processor, asVoice ("my-voice"), test::tone (spokenSamples, 150.0));
    INFO (processor.status().message());
    const auto info = processor.dictionaries().playing();
    CHECK (info.name == "my-voice");
    CHECK (info.knowsVoice);
    REQUIRE (info.sources.size() == 3);
    CHECK (info.sources.front().name == "me");
    CHECK (info.sources.back().name == "others");
    CHECK (home.fileOf ("my-voice").existsAsFile());
    processor.dictionaries().deleteVoice();
    REQUIRE (test::waitUntil ([&] { return processor.dictionaries().playing().name == "speech"; }));
}

TEST_CASE ("A voice is not learned under the name of a dictionary, from too little speech, or by one that "
           "learns none")
{
    const Home home;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow (home.voices.string()).ok());
    REQUIRE (test::startStereo (processor));
    processor.learning().startCapture (asVoice ("speech"));
    CHECK (processor.status().message().contains ("\"speech\", which is taken"));
    CHECK (processor.learning().progress().stage == plugin::LearnStatus::Stage::idle);

    learn (processor, asVoice ("my-voice"), test::whiteNoise (2, spokenSamples));
    CHECK (processor.status().message().containsIgnoreCase ("nobody speaks aloud"));
    learn (processor, asVoice ("my-voice"), test::tone (spokenSamples / 5, 150.0));
    CHECK (processor.status().message().containsIgnoreCase ("there is too little speech to know a voice by"));
    CHECK_FALSE (home.fileOf ("my-voice").existsAsFile());
    CHECK (processor.dictionaries().playing().name == "voices");

    REQUIRE (processor.loadNow ("drums-plain").ok());
    CHECK_FALSE (processor.dictionaries().playing().offersVoice);
    processor.learning().startCapture (asVoice ("my-voice"));
    CHECK (processor.status().message().contains ("one that learns no voice"));
    processor.dictionaries().deleteVoice();
    CHECK (processor.status().message().containsIgnoreCase ("the voice cannot be deleted"));
}
