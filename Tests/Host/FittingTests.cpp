// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/HostedProcessor.h"
#include "Plugin/Session/Session.h"
#include "Support/EqualSources.h"
#include "Support/Paths.h"
#include "Support/TemporaryFolder.h"

#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"

#include <catch2/catch.hpp>

#include <thread>

using namespace unbraid;
using Stage = plugin::LearnStatus::Stage;

namespace
{
const juce::File resources (paths::resources);

juce::String pathOf (const char* name)
{
    return resources.getChildFile ("Audio").getChildFile (name).getFullPathName();
}

bool waitUntilIdle (plugin::PluginProcessor& processor)
{
    for (int tries = 0; tries < 12 && processor.learning().progress().stage != Stage::idle; ++tries)
        test::waitUntil ([&] { return processor.learning().progress().stage == Stage::idle; });
    return processor.learning().progress().stage == Stage::idle;
}

bool areAllChecked (plugin::PluginProcessor& processor)
{
    return test::waitUntil (
        [&]
        {
            const auto all = processor.learning().recordings();
            return std::all_of (all.begin(), all.end(), [] (const auto& each) { return each.isChecked; });
        });
}

/** The whole file on two channels. */
test::Sound soundOf (const char* name)
{
    const auto read = files::readRecording (pathOf (name).toStdString(), 1 << 22);
    REQUIRE (read.ok());
    const auto& samples = read.value().samples;
    test::Sound sound (2, static_cast<int> (samples.rows()));
    for (int channel = 0; channel < 2; ++channel)
        std::copy (samples.col (std::min<Eigen::Index> (channel, samples.cols() - 1)).begin(),
                   samples.col (std::min<Eigen::Index> (channel, samples.cols() - 1)).end(),
                   sound.getWritePointer (channel));
    return sound;
}
} // namespace

TEST_CASE ("A source is learned from two recordings and has the colour that was asked for")
{
    const test::TemporaryFolder folder;
    const auto silent = folder / "silent.wav";
    auto writer = files::AudioWriter::create (silent, 44100.0, 1);
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (Eigen::MatrixXf::Constant (44100, 1, 1e-5f)).ok());
    REQUIRE (writer.value().finish().ok());
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    const auto number = processor.dictionaries().playing().number;
    processor.learning().addRecordings ({ pathOf ("duo/piano.flac"), pathOf ("four-notes.flac"),
                                          juce::String (silent.string()), pathOf ("make_audio.py") });
    REQUIRE (areAllChecked (processor));
    const auto listed = processor.learning().recordings();
    REQUIRE (listed.size() == 4);
    CHECK (listed[0].error.isEmpty());
    CHECK (listed[0].seconds == Approx (9.23).epsilon (0.01));
    CHECK (listed[1].error.isEmpty());
    CHECK (listed[2].error == "silent: peak -100 dBFS, needs -60 or more");
    CHECK (listed[3].error == "no audio that can be read");
    plugin::LearnOptions options;
    options.as = plugin::LearnAs::newSource;
    options.name = "keys";
    options.numAtoms = 8;
    options.colour = 6;
    processor.learning().learnFromRecordings (options);
    CHECK (processor.status().message().isEmpty());
    CHECK (processor.learning().progress().stage == Stage::training);
    plugin::LearnStatus seen;
    test::waitUntil (
        [&]
        {
            const auto status = processor.learning().progress();
            if (status.stage == Stage::training && status.iteration > 0)
                seen = status;
            return status.stage == Stage::idle || seen.iteration > 3;
        });
    processor.learning().finishTraining();
    REQUIRE (waitUntilIdle (processor));
    CHECK (processor.status().message().isEmpty());
    CHECK (seen.numIterations == 100);
    CHECK (seen.divergenceByIteration.size() == static_cast<size_t> (seen.iteration));
    CHECK (seen.secondsLeft > 0.0);
    CHECK_FALSE (seen.isFit);
    CHECK (processor.learning().progress().result.startsWith ("keys: 8 atoms from "));
    const auto info = processor.dictionaries().playing();
    REQUIRE (info.sources.size() == 4);
    CHECK (info.sources[3].name == "keys");
    CHECK (info.sources[3].colour == 6);
    CHECK (info.isChanged);
    CHECK (info.number != number);
    CHECK (processor.learning().recordings().empty());
    CHECK (processor.history().undoName() == "dictionary drums-plain");
    processor.history().undo();
    CHECK (processor.dictionaries().playing().sources.size() == 3);
}

TEST_CASE ("Recordings that hold nothing to learn from are refused together")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    processor.learning().addRecordings ({ pathOf ("make_audio.py") });
    REQUIRE (areAllChecked (processor));
    plugin::LearnOptions options;
    options.as = plugin::LearnAs::newSource;
    options.name = "keys";
    processor.learning().learnFromRecordings (options);
    CHECK (processor.status().message().contains ("at least 0.5 s"));
    CHECK (processor.learning().progress().stage == Stage::idle);
    CHECK (processor.learning().recordings().size() == 1);
    processor.learning().removeRecording (juce::File (pathOf ("make_audio.py")));
    CHECK (processor.learning().recordings().empty());
}

TEST_CASE (
    "A kit that is played hit by hit splits the drums of a song, and plays by itself where there are none")
{
    plugin::LearnOptions options;
    options.as = plugin::LearnAs::kit;
    options.name = plugin::ownKit;
    for (const bool isSong : { true, false })
    {
        plugin::PluginProcessor processor;
        REQUIRE (processor.loadNow (isSong ? "band" : "speech-light").ok());
        REQUIRE (test::startStereo (processor, 44100.0));
        *processor.parameters().strips[1].gainDb = -6.0f;
        processor.learning().addRecordings ({ pathOf ("played-kit.flac") });
        REQUIRE (areAllChecked (processor));
        processor.learning().learnFromRecordings (options);
        REQUIRE (waitUntilIdle (processor));
        INFO (processor.status().message());
        CHECK (processor.status().message().isEmpty());
        const auto drums = [&]
        {
            juce::StringArray names;
            for (const auto& source : processor.dictionaries().playing().sources)
                names.add (source.name);
            return names;
        };
        CHECK (drums().contains (isSong ? "drums.kick" : "kick"));
        CHECK (drums().contains ("bass") == isSong);
        CHECK (processor.dictionaries().playing().name == (isSong ? "band" : "my-kit"));
        CHECK (processor.learning().progress().result.startsWith ("my-kit: kick "));
        CHECK (processor.learning().recordings().empty());
        if (isSong)
            CHECK (processor.parameters().strips[2].gainDb->get() ==
                   Approx (-6.0f)); // each part as the whole
        processor.history().undo();
        REQUIRE (test::waitUntil ([&] { return ! drums().contains (isSong ? "drums.kick" : "kick"); }));
        CHECK (processor.parameters().strips[1].gainDb->get() == Approx (-6.0f));
    }
}

TEST_CASE ("A kit is learned from one recording of some drums, else it says what it wants")
{
    plugin::LearnOptions options;
    options.as = plugin::LearnAs::kit;
    options.name = plugin::ownKit;
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("band").ok());
    REQUIRE (test::startStereo (processor, 44100.0));
    const auto said = [&]
    {
        REQUIRE (areAllChecked (processor));
        processor.learning().learnFromRecordings (options);
        REQUIRE (waitUntilIdle (processor));
        CHECK (processor.dictionaries().playing().sources.size() == 4);
        return processor.status().message();
    };
    processor.learning().addRecordings ({ pathOf ("played-kit.flac"), pathOf ("drums.flac") });
    CHECK (said().contains ("struck one drum at a time"));
    processor.learning().removeRecording (juce::File (pathOf ("played-kit.flac")));
    processor.learning().removeRecording (juce::File (pathOf ("drums.flac")));
    processor.learning().addRecordings ({ pathOf ("drums/kick.flac") });
    INFO (said());
    CHECK (said().contains ("one kind of drum"));
    CHECK (processor.learning().recordings().size() == 1); // kept, to be replaced
}

TEST_CASE ("A dictionary is fitted to frozen sound by marks and the source that is silent gets quieter there")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor, 44100.0));
    processor.picture().open();
    juce::MessageManager::getInstance()->runDispatchLoopUntil (20);
    const auto sound = soundOf ("duo/saxophone.flac"); // which no drum is
    const auto snareLevel = [&]
    {
        test::render (processor, sound, 512);
        return test::render (processor, sound, 512).getRMSLevel (4, 44100, 4 * 44100);
    };
    test::render (processor, sound, 512);
    processor.picture().freeze();
    const auto before = snareLevel();
    const plugin::SpanMark silent{ false, 1, 0, 9 * 44100 };
    const plugin::SpanMark alone{ true, 0, 0, 9 * 44100 };
    processor.learning().fit ({ silent, alone });
    CHECK (processor.status().message().isEmpty());
    CHECK (processor.learning().progress().isFit);
    REQUIRE (waitUntilIdle (processor));
    CHECK (processor.status().message().isEmpty());
    CHECK (processor.learning().progress().result.startsWith ("fitted to 9.2 s of sound by 2 marks"));
    CHECK (processor.dictionaries().playing().name == "drums-plain");
    CHECK (processor.dictionaries().playing().isChanged);
    CHECK (processor.history().undoName() == "dictionary drums-plain");
    REQUIRE (test::waitForEngine (processor));
    CHECK (snareLevel() < 0.5f * before);
    processor.history().undo();
    CHECK_FALSE (processor.dictionaries().playing().isChanged);
}

TEST_CASE ("A dictionary that sessions take away is fitted as it was found, or not at all")
{
    plugin::PluginProcessor processor (nullptr, [] (const auto& spec, const auto&, const auto&)
                                       { return plugin::SeparationEngine::makeDry (spec); });
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    processor.picture().open();
    juce::MessageManager::getInstance()->runDispatchLoopUntil (20);
    test::render (processor, test::whiteNoise (2, 480000), 512); // takes a moment to copy
    processor.picture().freeze();
    std::atomic<bool> ends{ false };
    std::thread host (
        [&]
        {
            plugin::Session without, own;
            own.dictionaryName = "equal";
            own.isFactory = false;
            own.dictionary = test::equalSources (2);
            const auto empty = plugin::serialiseSession (without);
            const auto full = plugin::serialiseSession (own);
            while (! ends)
                for (const auto* session : { &empty, &full })
                    processor.setStateInformation (session->data(), static_cast<int> (session->size()));
        });
    int numWithout = 0; // a dictionary, at the moment when it was asked for
    const auto begin = juce::Time::getMillisecondCounter();
    while (juce::Time::getMillisecondCounter() - begin < 1500)
    {
        processor.learning().fit ({ { true, 99, 0, 4800 } }); // no such source: nothing is begun
        numWithout += processor.status().message().contains ("no source") ? 0 : 1;
    }
    ends = true;
    host.join();
    CHECK (numWithout > 0);
}

TEST_CASE ("What cannot be fitted is refused with what could")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    const plugin::SpanMark mark{ true, 0, 0, 48000 };
    const auto refusal = [&] (const std::vector<plugin::SpanMark>& marks)
    {
        processor.status().dismissMessage();
        processor.learning().fit (marks);
        CHECK (processor.learning().progress().stage == Stage::idle);
        return processor.status().message();
    };
    CHECK (refusal ({ mark }).contains ("frozen"));
    processor.picture().open();
    test::render (processor, test::whiteNoise (2, 96000), 512);
    processor.picture().freeze();
    CHECK (refusal ({}).contains ("marks"));
    CHECK (refusal ({ { true, 0, 200000, 300000 } }).contains ("outside of the frozen sound"));
    CHECK (refusal ({ { true, 7, 0, 48000 } }).contains ("no source"));
    REQUIRE (processor.loadNow ("piano").ok());
    CHECK (refusal ({ { true, 1, 0, 48000 } }).contains ("residual"));
    REQUIRE (processor.loadNow ("speech").ok());
    CHECK (refusal ({ mark }).contains ("speech-plain"));
}
