// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/HostedProcessor.h"
#include "Support/EqualSources.h"
#include "Support/Paths.h"
#include "Support/TemporaryFolder.h"

#include "Files/DictionaryChange.h"
#include "Files/DictionaryFile.h"
#include "Plugin/Session/Session.h"

#include <catch2/catch.hpp>

#include <memory>
#include <set>

using namespace unbraid;

namespace
{
using State = juce::MemoryBlock;

State stateOf (juce::AudioProcessor& processor)
{
    State state;
    processor.getStateInformation (state);
    return state;
}

void restore (juce::AudioProcessor& processor, const State& state)
{
    processor.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
}

std::vector<float> valuesOf (plugin::PluginProcessor& processor)
{
    std::vector<float> values;
    for (const auto* parameter : processor.parameters().all())
        values.push_back (parameter->getValue());
    return values;
}

/** Turns every knob. */
void scramble (plugin::PluginProcessor& processor, std::uint64_t seed)
{
    test::Random random (seed);
    for (auto* parameter : processor.parameters().all())
        parameter->setValueNotifyingHost (
            parameter->convertTo0to1 (parameter->convertFrom0to1 (random.uniform())));
}

/** Its seal made anew, as if the bytes had been saved like that. */
State sealed (const State& state)
{
    constexpr size_t sealBytes = 32;
    auto made = state;
    const auto seal = juce::SHA256 (made.getData(), made.getSize() - sealBytes).getRawData();
    made.copyFrom (seal.getData(), static_cast<int> (made.getSize() - sealBytes), sealBytes);
    return made;
}

/** One of the ways in which bytes go wrong. */
State mutated (const State& state, test::Random& random)
{
    auto bytes = state;
    const auto place = [&]
    { return static_cast<size_t> (random.integer (0, static_cast<Eigen::Index> (bytes.getSize()) - 1)); };
    switch (random.integer (0, 4))
    {
    case 0:
        bytes[static_cast<int> (place())] = static_cast<char> (random.integer (0, 255));
        break;
    case 1:
        bytes.setSize (place());
        break;
    case 2:
        bytes.removeSection (place(), static_cast<size_t> (random.integer (1, 50)));
        break;
    case 3:
    {
        const char noise[4] = { 'x', '9', '\0', '"' };
        bytes.insert (noise, 4, place());
        break;
    }
    default:
        for (int i = 0; i < 20; ++i)
            bytes[static_cast<int> (place())] = static_cast<char> (random.integer (0, 255));
    }
    return bytes;
}

/** The text of a session with a word exchanged for one of the same length, sealed. */
State withText (const State& state, const std::string& text, const std::string& other)
{
    std::string bytes (static_cast<const char*> (state.getData()), state.getSize());
    const auto found = bytes.find (text);
    REQUIRE (found != std::string::npos);
    REQUIRE (text.size() == other.size());
    bytes.replace (found, text.size(), other);
    return sealed (State (bytes.data(), bytes.size()));
}
} // namespace

TEST_CASE ("A session brings every parameter and the dictionary back")
{
    plugin::PluginProcessor saved, opened;
    REQUIRE (saved.loadNow ("drums-plain").ok());
    scramble (saved, 1);
    restore (opened, stateOf (saved));
    CHECK (opened.status().message() == juce::String());
    CHECK (valuesOf (opened) == valuesOf (saved));
    CHECK (opened.dictionaries().playing().name == "drums-plain");
    CHECK (stateOf (opened) == stateOf (saved));
}

TEST_CASE ("A session opens at another rate and sounds as if it had been made there")
{
    plugin::PluginProcessor saved, opened, fresh;
    REQUIRE (saved.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (saved, 48000.0));
    *saved.parameters().reductionDb = -6.0f;
    *saved.parameters().latency = 0;
    REQUIRE (test::startStereo (opened, 96000.0));
    restore (opened, stateOf (saved));
    CHECK (opened.getLatencySamples() == 768);
    fresh.setStagger (saved.stagger());
    REQUIRE (fresh.loadNow ("drums-plain").ok());
    *fresh.parameters().reductionDb = -6.0f;
    *fresh.parameters().latency = 0;
    REQUIRE (test::startStereo (fresh, 96000.0));
    const auto input = test::whiteNoise (2, 30000);
    CHECK (test::isSame (test::render (opened, input, 512), test::render (fresh, input, 512)));
}

TEST_CASE ("A session holds the dictionary itself unless it came with the program")
{
    State state;
    {
        const test::TemporaryFolder folder;
        const auto path = folder / "mine.safetensors";
        REQUIRE (files::saveDictionary (path, test::equalSources (3)).ok());
        plugin::PluginProcessor saved;
        REQUIRE (saved.loadNow (path.string()).ok());
        state = stateOf (saved);
    }
    plugin::PluginProcessor opened;
    restore (opened, state); // the file is gone
    CHECK (opened.status().message() == juce::String());
    CHECK (opened.dictionaries().playing().name == "mine");
    CHECK (opened.dictionaries().playing().sources.size() == 3);
    REQUIRE (opened.loadNow ("piano").ok());
    CHECK (stateOf (opened).getSize() < 10000); // the factory piano has a megabyte
}

TEST_CASE ("A change of a factory dictionary plays, and a session keeps it")
{
    const auto input = test::whiteNoise (2, 30000);
    State state;
    test::Sound played;
    {
        const test::TemporaryFolder folder;
        const auto base = files::loadChangeBase (std::filesystem::path (paths::resources) /
                                                 "Dictionaries/speech-light.safetensors");
        REQUIRE (base.ok());
        auto changed = base.value().dictionary;
        auto& weights = changed.unfolding->encoder->inputWeights;
        weights += 0.3f * Eigen::VectorXf::Ones (weights.rows()) * Eigen::RowVectorXf::Ones (weights.cols());
        const auto path = folder / "own.safetensors", whole = folder / "whole.safetensors";
        REQUIRE (files::saveChange (path, base.value(), changed, 1).ok());
        REQUIRE (files::saveDictionary (whole, changed).ok());
        plugin::PluginProcessor saved, plain, unchanged;
        for (auto* processor : { &saved, &plain, &unchanged })
        {
            processor->setStagger (0.0);
            REQUIRE (test::startStereo (*processor, 48000.0));
        }
        REQUIRE (saved.loadNow (path.string()).ok());
        REQUIRE (plain.loadNow (whole.string()).ok());
        REQUIRE (unchanged.loadNow ("speech-light").ok());
        state = stateOf (saved);
        played = test::render (saved, input, 512);
        CHECK (test::differenceAfter (played, 2, test::render (plain, input, 512), 2, 0) < 1e-3f);
        CHECK (test::differenceAfter (played, 2, test::render (unchanged, input, 512), 2, 0) > 3e-3f);
    }
    plugin::PluginProcessor opened;
    REQUIRE (test::startStereo (opened, 48000.0));
    restore (opened, state); // the change's file is gone, its base came with the program
    CHECK (opened.status().message() == juce::String());
    CHECK (opened.dictionaries().playing().name == "own");
    CHECK (test::isSame (test::render (opened, input, 512), played));
}

TEST_CASE ("Instances are staggered, and each sums to the input at the same latency")
{
    constexpr float nullingTolerance = 1e-6f; // -120 dB of full scale
    const auto input = test::whiteNoise (2, 30000);
    std::set<float> staggers;
    std::vector<test::Sound> outputs;
    std::vector<std::unique_ptr<plugin::PluginProcessor>> processors;
    for (int i = 0; i < 4; ++i)
    {
        auto& processor = *processors.emplace_back (std::make_unique<plugin::PluginProcessor>());
        CHECK (processor.stagger() >= 0.0f);
        CHECK (processor.stagger() < 1.0f);
        staggers.insert (processor.stagger());
        REQUIRE (processor.loadNow ("drums-plain").ok());
        REQUIRE (test::startStereo (processor));
        outputs.push_back (test::render (processor, input, 512));
        const auto sum = test::sumOfSources (outputs.back());
        for (int channel = 0; channel < 2; ++channel)
            CHECK (test::differenceAfter (sum, channel, input, channel, 960) < nullingTolerance);
        CHECK (processor.getLatencySamples() == 960);
    }
    CHECK (staggers.size() == 4);
    CHECK_FALSE (test::isSame (outputs[0], outputs[1]));
}

TEST_CASE (
    "Copies of an instance are staggered as it is and sound the same, playing or not when they were made")
{
    const auto input = test::whiteNoise (2, 30000);
    plugin::PluginProcessor original, copy, playingCopy;
    original.setStagger (0.625f);
    REQUIRE (test::startStereo (playingCopy));
    for (auto* processor : { &copy, &playingCopy })
    {
        restore (*processor, stateOf (original));
        CHECK (processor->stagger() == 0.625f);
        CHECK (stateOf (*processor) == stateOf (original));
    }
    REQUIRE (test::waitForEngine (playingCopy));
    for (auto* processor : { &original, &copy, &playingCopy })
        REQUIRE (test::startStereo (*processor));
    copy.setNonRealtime (true);
    const auto whole = test::render (original, input, 64);
    CHECK (test::isSame (test::render (copy, input, 4096), whole));
    CHECK (test::isSame (test::render (playingCopy, input, 512), whole));
}

TEST_CASE ("A session that says nothing of staggering, as those of 0.1, plays without")
{
    plugin::PluginProcessor saved, opened;
    saved.setStagger (0.0f);
    opened.setStagger (0.5f);
    const auto state = stateOf (saved);
    const std::string bytes (static_cast<const char*> (state.getData()), state.getSize());
    CHECK (bytes.find ("stagger") == std::string::npos);
    restore (opened, state);
    CHECK (opened.stagger() == 0.0f);
    CHECK (stateOf (opened) == state);
}

TEST_CASE ("A stagger beyond a hop is refused and changes nothing")
{
    plugin::PluginProcessor saved, opened;
    saved.setStagger (0.5f);
    opened.setStagger (0.25f);
    for (const auto* wrong : { "1.5", "-.5", "nan", "x.5" })
    {
        restore (opened, withText (stateOf (saved), "\"stagger\":\"0.5\"",
                                   std::string ("\"stagger\":\"") + wrong + "\""));
        INFO (wrong);
        CHECK (opened.status().message().contains ("stagger"));
        CHECK (opened.stagger() == 0.25f);
        opened.status().dismissMessage();
    }
}

TEST_CASE ("What was frozen comes back with the session")
{
    const auto noise = test::whiteNoise (2, 96000, 5);
    plugin::PluginProcessor saved, opened, unfrozen;
    for (auto* processor : { &saved, &unfrozen }) // a dictionary whose noise adapts
        REQUIRE (processor->loadNow ("speech-plain").ok());
    REQUIRE (test::startStereo (saved));
    test::render (saved, noise, 512);
    *saved.parameters().freeze = true;
    test::render (saved, noise, 512);
    const auto state = stateOf (saved);
    restore (opened, state);
    CHECK (opened.status().message() == juce::String());
    REQUIRE (test::startStereo (opened));
    REQUIRE (test::startStereo (unfrozen));
    *unfrozen.parameters().freeze = true;
    const auto speechOf = [&] (plugin::PluginProcessor& processor)
    { return test::render (processor, noise, 512).getRMSLevel (2, 10000, 80000); };
    const auto before = speechOf (saved);
    CHECK (speechOf (opened) == Approx (before).epsilon (0.02));
    CHECK (speechOf (unfrozen) > 1.5f * before); // frozen before it had processed the noise
}

TEST_CASE ("What the last dictionary froze while the next one warms up is not kept for the next")
{
    const auto noise = test::whiteNoise (2, 96000, 5);
    plugin::PluginProcessor saved, opened;
    REQUIRE (saved.loadNow ("speech-plain").ok());
    REQUIRE (test::startStereo (saved));
    REQUIRE (test::startStereo (opened));
    test::render (saved, noise, 512);
    REQUIRE (saved.loadNow ("drums-plain").ok());
    *saved.parameters().freeze = true;
    test::render (saved, test::whiteNoise (2, 512), 512); // speech plays on and freezes
    juce::MessageManager::getInstance()->runDispatchLoopUntil (100);
    restore (opened, stateOf (saved));
    CHECK (opened.status().message() == juce::String());
    CHECK (opened.dictionaries().playing().name == "drums-plain");
    *saved.parameters().latency = 0;
    CHECK (test::waitUntil ([&] { return saved.getLatencySamples() == 384; }));
    CHECK (saved.status().message() == juce::String());
}

TEST_CASE ("Opening a session does not apply the preset's mixer and loading a preset does")
{
    plugin::PluginProcessor saved, opened;
    *saved.parameters().reductionDb = -3.0f;
    restore (opened, stateOf (saved));
    CHECK (opened.parameters().reductionDb->get() == Approx (-3.0f));
    REQUIRE (opened.loadNow ("speech").ok());
    CHECK (opened.parameters().reductionDb->get() == Approx (-20.0f));
}

TEST_CASE ("Ten thousand broken sessions each leave what was there and say why or restore all", "[full]")
{
    const test::TemporaryFolder folder;
    const auto path = folder / "mine.safetensors";
    REQUIRE (files::saveDictionary (path, test::equalSources (3)).ok());
    plugin::PluginProcessor source, target;
    REQUIRE (source.loadNow (path.string()).ok());
    scramble (source, 2);
    const auto whole = stateOf (source);
    const auto before = stateOf (target);
    test::Random random (4);
    int refused = 0, restored = 0;
    for (int i = 0; i < 10000; ++i)
    {
        auto bytes = mutated (whole, random);
        if (i % 2 == 1 && bytes.getSize() > 64)
            bytes = sealed (bytes); // as an enemy would
        restore (target, bytes);
        const auto now = stateOf (target);
        if (now == before)
        {
            REQUIRE ((target.status().message().isNotEmpty() || bytes == before));
            ++refused;
            target.status().dismissMessage();
            continue;
        }
        ++restored;
        for (const auto* parameter : target.parameters().all())
        {
            REQUIRE (parameter->getValue() >= 0.0f);
            REQUIRE (parameter->getValue() <= 1.0f);
        }
        const auto session =
            plugin::parseSession ({ static_cast<const std::byte*> (now.getData()), now.getSize() });
        REQUIRE (session.ok()); // its dictionary matches its hash
        restore (target, before);
        REQUIRE (stateOf (target) == before);
    }
    INFO ("refused " << refused << ", restored " << restored);
    CHECK (refused > 5000);
    CHECK (refused + restored == 10000);
}

TEST_CASE ("A session is refused with what and where and found and allowed")
{
    plugin::PluginProcessor source, target;
    REQUIRE (source.loadNow ("drums-plain").ok());
    *source.parameters().reductionDb = -25.0f;
    source.dictionaries().setColour (2, 8);
    const auto whole = stateOf (source);
    const auto before = stateOf (target);
    struct Row
    {
        const char* name;
        State state;
        const char* said;
    };
    auto damaged = whole;
    damaged[100] = 'x';
    const Row row = GENERATE_COPY (
        Row{ "empty", State(), "byte 0" },
        Row{ "another program's", State ("something else altogether, and long enough", 42), "byte 0" },
        Row{ "damaged", damaged, "seal" },
        Row{ "newer", withText (whole, "\"version\":\"1\"", "\"version\":\"2\""), "version" },
        Row{ "out of range", withText (whole, "\"-25\"", "\"+25\""), "parameter.reduction" },
        Row{ "loud", withText (whole, "\"-25\"", "\"325\""), "parameter reduction: found 325" },
        Row{ "no colour", withText (whole, "hi-hat=8", "hi-hat=9"), "colours" },
        Row{ "not a number", withText (whole, "\"-25\"", "\"nan\""), "parameter.reduction" });
    INFO (row.name);
    restore (target, row.state);
    CHECK (target.status().message().contains (row.said));
    CHECK (stateOf (target) == before);
}

TEST_CASE ("A session of another version of a factory dictionary opens with the installed one and says so")
{
    plugin::PluginProcessor source, target;
    REQUIRE (source.loadNow ("drums-plain").ok());
    const auto whole = stateOf (source);
    const auto hash = plugin::dictionaries::load ("drums-plain").value().shared->hash;
    restore (target, withText (whole, hash, std::string (hash.rbegin(), hash.rend())));
    CHECK (target.dictionaries().playing().name == "drums-plain");
    CHECK (target.status().message().contains ("another version"));
}

TEST_CASE (
    "A session of a dictionary that is not here keeps all else, plays speech, says so, and names it again")
{
    plugin::PluginProcessor source, target;
    REQUIRE (source.loadNow ("drums-plain").ok());
    scramble (source, 6);
    *source.parameters().freeze = false;
    source.dictionaries().setColour (2, 8);
    source.setView ({ plugin::Look::lab, {}, { 1300, 800 } });
    const auto absent = withText (stateOf (source), "\"drums-plain\"", "\"brums-plain\"");
    REQUIRE (test::startStereo (target));
    restore (target, absent);
    INFO (target.status().message());
    CHECK (target.status().message().startsWith (
        "The session's factory dictionary is not installed, and speech plays in its place"));
    CHECK (target.status().message().contains ("brums-plain"));
    CHECK (target.dictionaries().playing().name == "speech");
    CHECK (valuesOf (target) == valuesOf (source));
    CHECK (target.stagger() == source.stagger());
    CHECK (target.view() == source.view());
    CHECK (stateOf (target) == absent); // byte by byte, so that it plays again where it is installed
    *target.parameters().reductionDb = -7.0f;
    plugin::PluginProcessor again;
    restore (again, stateOf (target));
    CHECK (again.status().message().contains ("brums-plain"));
    CHECK (again.parameters().reductionDb->get() == Approx (-7.0f));

    target.dictionaries().load ("drums"); // whoever chooses another one has let it go
    REQUIRE (test::waitUntil ([&] { return target.dictionaries().playing().name == "drums"; }));
    target.history().undo(); // but not for good
    REQUIRE (test::waitUntil ([&] { return target.dictionaries().playing().name == "speech"; }));
    restore (again, stateOf (target));
    CHECK (again.status().message().contains ("brums-plain"));
    target.dictionaries().load ("speech");
    REQUIRE (test::waitUntil ([&] { return stateOf (target) != stateOf (again); }));
    restore (again, stateOf (target));
    CHECK (again.status().message() == juce::String());
}

TEST_CASE ("What was frozen of a dictionary that is not here is kept for the computer that has it")
{
    const auto noise = test::whiteNoise (2, 96000, 5);
    plugin::PluginProcessor source, target;
    REQUIRE (source.loadNow ("speech-plain").ok());
    REQUIRE (test::startStereo (source));
    test::render (source, noise, 512);
    *source.parameters().freeze = true;
    test::render (source, noise, 512);
    const auto absent = withText (stateOf (source), "\"speech-plain\"", "\"speech-plane\"");
    REQUIRE (test::startStereo (target));
    restore (target, absent);
    test::render (target, noise, 512); // speech freezes nothing of its own into it
    CHECK (stateOf (target) == absent);
}

TEST_CASE ("A session of version 1 opens for ever")
{
    juce::MemoryBlock state;
    REQUIRE (juce::File (paths::testData).getChildFile ("session-1.bin").loadFileAsData (state));
    plugin::PluginProcessor opened;
    restore (opened, state);
    CHECK (opened.status().message() == juce::String());
    CHECK (opened.dictionaries().playing().name == "kit-of-three");
    CHECK (opened.dictionaries().playing().sources.size() == 3);
    CHECK (opened.parameters().reductionDb->get() == Approx (-12.5f));
    CHECK (opened.parameters().strips[1].pan->get() == Approx (-0.25f));
    CHECK (opened.parameters().latency->getIndex() == 2);
    CHECK (opened.parameters().strips[2].mute->get());
}

TEST_CASE ("A session brings the look and the size of the window back, and each instance has its own")
{
    plugin::PluginProcessor saved, opened, other;
    const plugin::ViewState lab{ plugin::Look::lab, { 480, 300 }, { 1300, 800 } };
    saved.setView (lab);
    CHECK (other.view() == plugin::ViewState{});
    restore (opened, stateOf (saved));
    CHECK (opened.view() == lab);
}

TEST_CASE ("A session without a look, or with one of a later version, leaves the window as it is")
{
    plugin::PluginProcessor saved, opened;
    const plugin::ViewState voice{ plugin::Look::voice, {}, {} };
    opened.setView (voice);
    saved.setView ({ plugin::Look::mix, {}, { 1300, 800 } });
    const auto state = stateOf (saved);
    restore (opened, withText (state, "\"mix\"", "\"new\""));
    CHECK (opened.status().message() == juce::String());
    CHECK (opened.view() == voice);
    restore (opened, withText (state, "1300x800", "1300xabc"));
    CHECK (opened.view() == plugin::ViewState{});
    restore (opened, withText (state, "view.look", "view.book"));
    CHECK (opened.view() == plugin::ViewState{});
}
