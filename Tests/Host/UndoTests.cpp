// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/HostedProcessor.h"
#include "Host/OtherHome.h"
#include "Support/EqualSources.h"

#include "Files/DictionaryFile.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
/** Receives the changes that an editor receives. */
struct Changes : juce::ChangeListener
{
    void changeListenerCallback (juce::ChangeBroadcaster*) override { ++count; }
    int count = 0;
};
} // namespace

TEST_CASE ("A gesture at a parameter is taken back and made again and automation is not")
{
    plugin::PluginProcessor processor;
    auto& parameters = processor.parameters();
    CHECK (processor.history().undoName().isEmpty());
    Changes changes;
    processor.addChangeListener (&changes);
    *parameters.wet = 50.0f; // as a host automates
    CHECK (processor.history().undoName().isEmpty());
    test::turn (*parameters.reductionDb, -6.0f);
    CHECK (processor.history().undoName() == "Reduction");
    CHECK (test::waitUntil ([&] { return changes.count > 0; }));
    test::turn (*parameters.reductionDb, -9.0f); // at once: the same step
    test::turn (*parameters.delta, 1.0f);
    CHECK (processor.history().undoName() == "Removed");
    processor.history().undo();
    CHECK_FALSE (parameters.delta->get());
    CHECK (processor.history().redoName() == "Removed");
    processor.history().undo();
    CHECK (parameters.reductionDb->get() == Approx (-20.0f)); // as the preset has it
    CHECK (processor.history().undoName().isEmpty());
    processor.history().redo();
    CHECK (parameters.reductionDb->get() == Approx (-9.0f));
    CHECK (parameters.wet->get() == Approx (50.0f));
    processor.removeChangeListener (&changes);
}

TEST_CASE ("A load is taken back with the mixer that was there before")
{
    plugin::PluginProcessor processor;
    auto& parameters = processor.parameters();
    REQUIRE (test::startStereo (processor));
    *parameters.reductionDb = -3.5f;
    *parameters.strips[1].gainDb = -4.0f;
    const auto before = processor.dictionaries().playing();
    processor.dictionaries().load ("drums-plain");
    REQUIRE (test::waitUntil ([&] { return processor.dictionaries().playing().name == "drums-plain"; }));
    REQUIRE (test::waitUntil ([&] { return processor.history().undoName() == "dictionary drums-plain"; }));
    CHECK (parameters.reductionDb->get() == Approx (0.0f));
    processor.history().undo();
    CHECK (processor.dictionaries().playing().name == "speech");
    CHECK (processor.dictionaries().playing().number != before.number); // another engine
    CHECK (parameters.reductionDb->get() == Approx (-3.5f));
    CHECK (parameters.strips[1].gainDb->get() == Approx (-4.0f));
    CHECK (processor.history().redoName() == "dictionary drums-plain");
    CHECK (processor.history().undoName().isEmpty());
    processor.history().redo();
    CHECK (processor.dictionaries().playing().name == "drums-plain");
    CHECK (parameters.reductionDb->get() == Approx (0.0f));
    test::render (processor, test::whiteNoise (2, 24000), 512);
    CHECK (processor.status().message().isEmpty());
}

TEST_CASE ("A dictionary on trial gives its place back with the mixer as it was, or is kept as one step")
{
    plugin::PluginProcessor processor;
    auto& parameters = processor.parameters();
    auto& dictionaries = processor.dictionaries();
    REQUIRE (test::startStereo (processor));
    *parameters.reductionDb = -3.5f;
    const auto isTried = [&] (const char* name)
    { return test::waitUntil ([&] { return dictionaries.trial() == name; }); };

    dictionaries.tryOut ("drums-plain");
    REQUIRE (isTried ("drums-plain"));
    CHECK (dictionaries.playing().name == "drums-plain");
    CHECK (parameters.reductionDb->get() == Approx (0.0f));
    dictionaries.tryOut ("piano"); // another, in place of the first
    REQUIRE (isTried ("piano"));
    CHECK (processor.history().undoName().isEmpty());
    dictionaries.endTrial();
    CHECK (dictionaries.trial().isEmpty());
    CHECK (dictionaries.playing().name == "speech");
    CHECK (parameters.reductionDb->get() == Approx (-3.5f));
    CHECK (processor.history().undoName().isEmpty());

    dictionaries.tryOut ("drums-plain");
    REQUIRE (isTried ("drums-plain"));
    dictionaries.load ("drums-plain"); // keeps it
    CHECK (dictionaries.trial().isEmpty());
    CHECK (processor.history().undoName() == "dictionary drums-plain");
    dictionaries.endTrial(); // of none
    CHECK (dictionaries.playing().name == "drums-plain");
    processor.history().undo();
    CHECK (dictionaries.playing().name == "speech");
    CHECK (parameters.reductionDb->get() == Approx (-3.5f));
}

TEST_CASE (
    "A dictionary that is loaded ends the trial of another, and is one step from what played before it")
{
    plugin::PluginProcessor processor;
    auto& dictionaries = processor.dictionaries();
    REQUIRE (test::startStereo (processor));
    dictionaries.tryOut ("drums-plain");
    REQUIRE (test::waitUntil ([&] { return dictionaries.trial() == "drums-plain"; }));
    dictionaries.load ("piano");
    REQUIRE (test::waitUntil ([&] { return processor.history().undoName() == "dictionary piano"; }));
    CHECK (dictionaries.trial().isEmpty());
    processor.history().undo();
    CHECK (dictionaries.playing().name == "speech");
    CHECK (processor.history().undoName().isEmpty());
}

TEST_CASE ("A preset that is loaded once more is taken back as far as it reset the parameters")
{
    plugin::PluginProcessor processor;
    *processor.parameters().reductionDb = -3.5f;
    REQUIRE (processor.loadNow ("speech").ok());
    CHECK (processor.parameters().reductionDb->get() == Approx (-20.0f));
    CHECK (processor.history().undoName() == "dictionary speech");
    processor.history().undo();
    CHECK (processor.parameters().reductionDb->get() == Approx (-3.5f));
    REQUIRE (processor.loadNow ("speech").ok());
    REQUIRE (processor.loadNow ("speech").ok()); // changes nothing
    processor.history().undo();
    CHECK (processor.parameters().reductionDb->get() == Approx (-3.5f));
}

TEST_CASE ("A session that opens leaves nothing to take back")
{
    plugin::PluginProcessor processor, saved;
    juce::MemoryBlock state;
    REQUIRE (saved.loadNow ("drums-plain").ok());
    saved.getStateInformation (state);
    test::turn (*processor.parameters().wet, 10.0f);
    REQUIRE (processor.loadNow ("piano").ok());
    CHECK (processor.history().undoName() == "dictionary piano");
    processor.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
    CHECK (processor.dictionaries().playing().name == "drums-plain");
    CHECK (processor.history().undoName().isEmpty());
    juce::MessageManager::getInstance()->runDispatchLoopUntil (50);
    CHECK (processor.history().undoName().isEmpty());
}

TEST_CASE ("A colour is taken back and kept with the session and the preset")
{
    const test::OtherHome home;
    plugin::PluginProcessor processor, opened, loading;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    CHECK (processor.dictionaries().playing().sources[2].colour == 3);
    processor.dictionaries().setColour (2, 8);
    CHECK (processor.dictionaries().playing().sources[2].colour == 8);
    CHECK (processor.history().undoName() == "colour of hi-hat");
    processor.history().undo();
    CHECK (processor.dictionaries().playing().sources[2].colour == 3);
    processor.history().redo();
    CHECK (processor.dictionaries().playing().sources[2].colour == 8);
    processor.dictionaries().setColour (2, 9); // none
    processor.dictionaries().setColour (5, 1); // nobody
    CHECK (processor.dictionaries().playing().sources[2].colour == 8);
    juce::MemoryBlock state;
    processor.getStateInformation (state);
    opened.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
    CHECK (opened.dictionaries().playing().sources[2].colour == 8);
    processor.dictionaries().savePreset ("coloured");
    CHECK (processor.status().message().isEmpty());
    CHECK (processor.history().undoName() == "colour of hi-hat"); // saving is no step
    REQUIRE (loading.loadNow ("coloured").ok());
    CHECK (loading.dictionaries().playing().sources[2].colour == 8);
    CHECK (loading.dictionaries().playing().sources[1].colour == 2);
    loading.history().undo();
    CHECK (loading.dictionaries().playing().name == "speech");
}

TEST_CASE ("A source is split further with its level, sums to it, is taken back, and becomes one again")
{
    const test::OtherHome home;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("band").ok());
    REQUIRE (test::startStereo (processor));
    auto& strips = processor.parameters().strips;
    *strips[1].gainDb = -6.0f; // drums
    *strips[3].gainDb = 3.0f;  // other
    const auto shown = [&]
    {
        juce::StringArray names;
        for (const auto& source : processor.dictionaries().playing().sources)
            names.add (source.name);
        return names.joinIntoString (" ");
    };
    const juce::String parts =
        "vocals drums.kick drums.snare drums.hi-hat drums.toms drums.cymbals bass other";
    processor.dictionaries().split (1, "drums");
    CHECK (processor.status().message().isEmpty());
    REQUIRE (test::waitUntil ([&] { return shown() == parts; }));
    CHECK (strips[1].gainDb->get() == Approx (-6.0f));
    CHECK (strips[5].gainDb->get() == Approx (-6.0f));
    CHECK (strips[6].gainDb->get() == Approx (0.0f));
    CHECK (strips[7].gainDb->get() == Approx (3.0f));
    processor.history().undo();
    REQUIRE (test::waitUntil ([&] { return shown() == "vocals drums bass other"; }));
    CHECK (strips[3].gainDb->get() == Approx (3.0f));
    processor.history().redo();
    REQUIRE (test::waitUntil ([&] { return shown() == parts; }));
    *strips[1].gainDb = -9.0f;
    processor.dictionaries().split (4, {}); // any part of it
    REQUIRE (test::waitUntil ([&] { return shown() == "vocals drums bass other"; }));
    CHECK (strips[1].gainDb->get() == Approx (-9.0f));
    CHECK (strips[3].gainDb->get() == Approx (3.0f));
}

TEST_CASE ("A piano that splits a source of a song is guided by the notes that arrive, hand by hand")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("band").ok());
    REQUIRE (test::startStereo (processor));
    CHECK_FALSE (processor.dictionaries().playing().hasNotes);
    processor.dictionaries().split (3, "piano");
    CHECK (processor.dictionaries().playing().hasNotes);
    CHECK (processor.dictionaries().playing().tellsNotes);
    const auto ofOther = [&]
    {
        juce::StringArray names;
        for (const auto& source : processor.dictionaries().playing().sources)
            if (source.name.startsWith ("other."))
                names.add (source.name + (source.isTarget ? "" : " (no target)"));
        return names.joinIntoString (" ");
    };
    REQUIRE (test::waitUntil ([&] { return ofOther() == "other.piano other.residual"; }));
    *processor.parameters().guide = static_cast<int> (plugin::GuideMode::split);
    REQUIRE (test::waitUntil ([&] { return ofOther() == "other.channel-1 other.channel-2 other.residual"; }));
    CHECK (processor.dictionaries().playing().sources.size() == 6);
    *processor.parameters().guide = static_cast<int> (plugin::GuideMode::off);
    REQUIRE (test::waitUntil ([&] { return ofOther() == "other.piano other.residual"; }));
}

TEST_CASE ("A split that has no room, no dictionary or no source is refused and all stays as it was")
{
    const test::OtherHome home;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("band-six").ok());
    const auto refused = [&] (int source, const juce::String& dictionary, const juce::String& said)
    {
        processor.dictionaries().split (source, dictionary);
        INFO (processor.status().message());
        CHECK (processor.status().message().contains (said));
        processor.status().dismissMessage();
        CHECK (processor.dictionaries().playing().sources.size() == 6);
    };
    refused (1, "drums", "at most 8");
    refused (1, "nowhere", "nowhere");
    processor.dictionaries().split (9, "drums");
    CHECK (processor.status().message().isEmpty());
    CHECK (processor.history().undoName() != "source split further");
}

TEST_CASE ("A session and a preset keep a tree with the levels of its leaves")
{
    const test::OtherHome home;
    plugin::PluginProcessor processor, opened, loading;
    REQUIRE (processor.loadNow ("band").ok());
    processor.dictionaries().split (1, "drums");
    *processor.parameters().strips[2].gainDb = -12.0f;
    processor.dictionaries().setColour (2, 7);
    juce::MemoryBlock state;
    processor.getStateInformation (state);
    opened.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
    REQUIRE (opened.dictionaries().playing().sources.size() == 8);
    CHECK (opened.dictionaries().playing().sources[2].name == "drums.snare");
    CHECK (opened.parameters().strips[2].gainDb->get() == Approx (-12.0f));
    processor.dictionaries().savePreset ("my band");
    CHECK (processor.status().message().isEmpty());
    REQUIRE (loading.loadNow ("my band").ok());
    REQUIRE (loading.dictionaries().playing().sources.size() == 8);
    CHECK (loading.parameters().strips[2].gainDb->get() == Approx (-12.0f));
    CHECK (loading.parameters().strips[6].gainDb->get() == Approx (0.0f));
    CHECK (loading.dictionaries().playing().sources[2].colour == 7);
}

TEST_CASE ("One of the user's presets is renamed and the dictionary that plays follows")
{
    const test::OtherHome home;
    plugin::PluginProcessor processor;
    CHECK (processor.dictionaries().userFolder().isDirectory());
    REQUIRE (processor.loadNow ("drums-plain").ok());
    processor.dictionaries().savePreset ("mine");
    CHECK (processor.dictionaries().playing().file ==
           processor.dictionaries().userFolder().getChildFile ("mine.safetensors"));
    test::writeText (
        processor.dictionaries().userFolder().getChildFile ("mine.md").getFullPathName().toStdString(),
        "# mine");
    struct Row
    {
        const char *name, *newName, *said;
    };
    for (const Row& row : { Row{ "drums", "kit", "one of your own" }, Row{ "mine", "a/b", "letters" },
                            Row{ "mine", "piano", "taken" }, Row{ "gone", "kit", "one of your own" } })
    {
        processor.dictionaries().renamePreset (row.name, row.newName);
        CHECK (processor.status().message().contains (row.said));
        processor.status().dismissMessage();
    }
    processor.dictionaries().renamePreset ("mine", "kit");
    CHECK (processor.status().message().isEmpty());
    CHECK (processor.dictionaries().playing().name == "kit");
    CHECK (processor.dictionaries().userFolder().getChildFile ("kit.md").existsAsFile());
    CHECK (processor.history().undoName() == "dictionary kit");
    processor.history().undo();
    CHECK (processor.dictionaries().playing().name == "mine");
    CHECK (processor.dictionaries().userFolder().getChildFile ("mine.safetensors").existsAsFile());
}

TEST_CASE ("Presets are read in the background and say what they are")
{
    const test::OtherHome home;
    plugin::PluginProcessor processor;
    test::writeText (processor.dictionaries()
                         .userFolder()
                         .getChildFile ("broken.safetensors")
                         .getFullPathName()
                         .toStdString(),
                     "nothing");
    const auto find = [&] (const juce::String& name)
    {
        for (const auto& preset : processor.dictionaries().presets())
            if (preset.name == name)
                return preset;
        return plugin::PresetInfo();
    };
    CHECK (find ("drums-plain").isFactory);
    REQUIRE (test::waitUntil ([&] { return find ("drums-plain").isRead && find ("broken").isRead; }));
    const auto drums = find ("drums-plain");
    CHECK (drums.sources.joinIntoString (" ") == "kick snare hi-hat");
    CHECK (drums.numAtoms == 48);
    CHECK (drums.windowMs == Approx (46.0).epsilon (0.01));
    CHECK (drums.licence == "CC BY 4.0");
    CHECK (drums.about.startsWith ("Splits kick, snare and hi-hat on a slow computer."));
    CHECK (drums.error.isEmpty());
    CHECK (drums.file.existsAsFile());
    CHECK (find ("broken").error.isNotEmpty());
    CHECK_FALSE (find ("broken").isFactory);
    const auto info = processor.dictionaries().playing();
    CHECK (info.geometry == "48 kHz, 32 ms window, 16 ms hop");
    CHECK (info.divergence == "Kullback-Leibler");
    CHECK (info.command.contains ("unbraid train"));
    CHECK (info.numAtoms == 128);
    CHECK (info.file.existsAsFile());
}
