// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/NoteScores.h"
#include "Host/Recording.h"
#include "Plugin/Audio/NoteInput.h"
#include "Plugin/Audio/NoteOutput.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace unbraid;
using plugin::GuideMode;
using Kind = core::NoteEvent::Kind;

namespace
{
test::Sound recording (const std::string& name)
{
    auto read = test::readForHost (name + ".flac", 2);
    REQUIRE (read.ok());
    return std::move (read).value().sound;
}

/** The score of the two hands as a host sends it. */
juce::MidiMessageSequence score()
{
    return test::readScore ("two-hands.mid");
}

/** A plugin that is guided, at rest, with the piano. */
struct Guided
{
    plugin::PluginProcessor processor;

    explicit Guided (GuideMode mode)
    {
        processor.setStagger (0.0f); // all are copies of one
        REQUIRE (processor.loadNow ("piano").ok());
        *processor.parameters().guide = static_cast<int> (mode);
        test::makeNeutral (processor.parameters());
        REQUIRE (test::startStereo (processor, test::recordingHz));
    }

    /** All outputs: [channels x samples]. */
    test::Sound play (const test::Sound& sound, const juce::MidiMessageSequence& notes, int blockSize)
    {
        const int outputs = processor.getTotalNumOutputChannels();
        test::Sound output (outputs, sound.getNumSamples());
        for (int done = 0; done < sound.getNumSamples(); done += blockSize)
        {
            const int size = std::min (blockSize, sound.getNumSamples() - done);
            test::Sound block (outputs, size);
            block.clear();
            for (int channel = 0; channel < 2; ++channel)
                block.copyFrom (channel, 0, sound, channel, done, size);
            juce::MidiBuffer midi;
            for (const auto* note : notes)
            {
                const int at = juce::roundToInt (note->message.getTimeStamp() * test::recordingHz) - done;
                if (at >= 0 && at < size && ! note->message.isMetaEvent())
                    midi.addEvent (note->message, at);
            }
            processor.processBlock (block, midi);
            CHECK (midi.isEmpty());
            for (int channel = 0; channel < outputs; ++channel)
                output.copyFrom (channel, done, block, channel, 0, size);
            if (afterBlock)
                afterBlock();
        }
        return output;
    }

    std::function<void()> afterBlock;
};

/** The pitches that a channel of the score plays. */
std::set<int> pitchesOf (int channel)
{
    std::set<int> pitches;
    for (const auto* event : score())
        if (event->message.isNoteOn() && event->message.getChannel() == channel)
            pitches.insert (event->message.getNoteNumber());
    return pitches;
}

/** How far a bus's left channel is from a late sound, in dB of it. */
double errorDb (const test::Sound& output, int bus, const test::Sound& sound, int latency)
{
    double error = 0.0, energy = 0.0;
    for (int i = latency; i < output.getNumSamples(); ++i)
    {
        const double wanted = static_cast<double> (sound.getSample (0, i - latency));
        const double found = static_cast<double> (output.getSample (2 * bus, i));
        error += (found - wanted) * (found - wanted);
        energy += wanted * wanted;
    }
    return 10.0 * std::log10 (error / energy);
}
} // namespace

TEST_CASE ("Notes on the MIDI input put the hands of a piano on Source 1 and 2, the rest on Source 8")
{
    Guided guided (GuideMode::channels);
    const auto mixture = recording ("two-hands");
    const auto left = recording ("two-hands/channel-1"), right = recording ("two-hands/channel-2");
    const auto output = guided.play (mixture, score(), 512);
    const int latency = guided.processor.getLatencySamples();
    const auto names = guided.processor.dictionaries().playing().sources;
    REQUIRE (names.size() == 8);
    CHECK (names[0].name == "channel-1");
    CHECK (names[7].name == "residual");
    CHECK (errorDb (output, 1, left, latency) < errorDb (output, 0, left, latency) - 6.0);
    CHECK (errorDb (output, 2, right, latency) < errorDb (output, 0, right, latency) - 6.0);
    test::Sound sum (2, output.getNumSamples());
    sum.clear();
    for (int source = 1; source <= 8; ++source)
        sum.addFrom (0, 0, output, 2 * source, 0, output.getNumSamples());
    CHECK (errorDb (sum, 0, mixture, latency) < -110.0);
    CHECK (output.getMagnitude (2 * 3, 0, output.getNumSamples()) == 0.0f); // nothing plays on channel 3
}

TEST_CASE ("The picture has the atoms of each part, and those of the notes it plays are active")
{
    Guided guided (GuideMode::channels);
    auto& processor = guided.processor;
    const auto curves = processor.dictionaries().atoms();
    REQUIRE (curves.numParts == plugin::numParts);
    CHECK (curves.number == processor.dictionaries().playing().number);
    std::vector<float> sums (curves.sources.size(), 0.0f);
    size_t numFrames = 0;
    guided.afterBlock = [&]
    {
        processor.picture().read (
            [&] (const plugin::PictureFrame& frame)
            {
                REQUIRE (frame.dictionary == curves.number);
                REQUIRE (frame.activations.size() == sums.size());
                for (size_t atom = 0; atom < sums.size(); ++atom)
                    sums[atom] += frame.activations[atom];
                ++numFrames;
            });
    };
    processor.picture().open();
    guided.play (recording ("two-hands"), score(), 512);
    REQUIRE (numFrames > 100);
    for (int part = 0; part < plugin::numParts; ++part)
    {
        INFO ("channel " << part + 1);
        std::set<int> active;
        for (size_t atom = 0; atom < sums.size(); ++atom)
            if (curves.sources[atom] == part && sums[atom] > 0.0f)
                active.insert (
                    juce::roundToInt (69.0f + 12.0f * std::log2 (curves.pitchesHz[atom] / 440.0f)));
        CHECK (active == pitchesOf (part + 1));
    }
    *processor.parameters().guide = static_cast<int> (GuideMode::off);
    REQUIRE (test::waitUntil ([&] { return processor.dictionaries().playing().number != curves.number; }));
    CHECK (processor.dictionaries().atoms().numParts == 0);
    CHECK (processor.dictionaries().atoms().sources.size() * plugin::numParts == curves.sources.size());
}

TEST_CASE ("Notes fall on their sample, however the host cuts its blocks")
{
    auto mixture = recording ("two-hands");
    mixture.setSize (2, static_cast<int> (3 * test::recordingHz), true);
    Guided reference (GuideMode::channels);
    const auto expected = reference.play (mixture, score(), 441);
    for (const int block : { 64, 1000, 4096 })
    {
        Guided guided (GuideMode::channels);
        const auto output = guided.play (mixture, score(), block);
        CHECK (test::differenceAfter (output, 2, expected, 2, 0) == 0.0f);
        CHECK (test::differenceAfter (output, 4, expected, 4, 0) == 0.0f);
    }
}

TEST_CASE ("A dictionary without notes is not guided, and plays as it does")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    *processor.parameters().guide = 1;
    REQUIRE (test::startStereo (processor));
    CHECK (processor.dictionaries().playing().sources.size() == 3);
    CHECK (processor.status().message().isEmpty());
}

TEST_CASE ("processBlock keeps the rules while notes guide it")
{
    Guided guided (GuideMode::split);
    const auto mixture = recording ("two-hands");
    test::Random random (4);
    for (int done = 0; done + 2048 < mixture.getNumSamples();)
    {
        const int size = static_cast<int> (random.integer (1, 2048));
        test::Sound block (guided.processor.getTotalNumOutputChannels(), size);
        block.clear();
        block.copyFrom (0, 0, mixture, 0, done, size);
        juce::MidiBuffer midi;
        for (int i = 0; i < 30; ++i)
        {
            const int note = static_cast<int> (random.integer (0, 127)), at = size * i / 30;
            midi.addEvent (i % 3 == 2   ? juce::MidiMessage::controllerEvent (1, 64, note)
                           : i % 3 == 1 ? juce::MidiMessage::noteOff (1, note)
                                        : juce::MidiMessage::noteOn (1, note, 0.5f),
                           at);
        }
        test::RealtimeTrap trap;
        guided.processor.processBlock (block, midi);
        trap.disarm();
        INFO (trap.firstViolation());
        REQUIRE (trap.violations() == 0);
        done += size;
    }
}

TEST_CASE ("MIDI messages become events of their channel's part, or of the split's")
{
    struct Received
    {
        Kind kind;
        int part, pitch;
        bool operator== (const Received&) const = default;
    };
    const auto received = [] (std::vector<std::uint8_t> message, GuideMode mode)
    {
        std::vector<Received> events;
        plugin::forEachNoteEvent (message, mode, 60,
                                  [&events] (const core::NoteEvent& event) {
                                      events.push_back ({ event.kind, event.part, event.pitch });
                                  });
        return events;
    };
    using Events = std::vector<Received>;
    const auto channels = GuideMode::channels, split = GuideMode::split;
    CHECK ((received ({ 0x92, 50, 90 }, channels) == Events{ { Kind::on, 2, 50 } }));
    CHECK ((received ({ 0x92, 50, 0 }, channels) == Events{ { Kind::off, 2, 50 } }));
    CHECK ((received ({ 0x82, 50, 64 }, channels) == Events{ { Kind::off, 2, 50 } }));
    CHECK (received ({ 0x97, 50, 90 }, channels).empty()); // channel 8 belongs to no part
    CHECK ((received ({ 0x97, 60, 90 }, split) == Events{ { Kind::on, 0, 60 } }));
    CHECK ((received ({ 0x90, 59, 90 }, split) == Events{ { Kind::on, 1, 59 } }));
    CHECK ((received ({ 0xb0, 64, 127 }, channels) == Events{ { Kind::pedalDown, 0, 0 } }));
    CHECK ((received ({ 0xb0, 64, 0 }, split) == Events{ { Kind::pedalUp, 0, 0 }, { Kind::pedalUp, 1, 0 } }));
    CHECK ((received ({ 0xb1, 123, 0 }, channels) == Events{ { Kind::allOff, 1, 0 } }));
    CHECK (received ({ 0xb0, 1, 30 }, channels).empty());
    CHECK (received ({ 0xf8 }, channels).empty());
    CHECK (received ({}, channels).empty());
    CHECK (received ({ 0x90, 60, 90 }, GuideMode::off).empty());
}

namespace
{
/** What came out of the MIDI output: pitch and second of every beginning, and how many notes were left hanging. */
struct SentNotes
{
    std::vector<std::pair<int, double>> begun;
    std::multiset<int> sounding;

    void add (const juce::MidiBuffer& midi, int blockStart)
    {
        for (const auto event : midi)
        {
            const auto message = event.getMessage();
            if (message.isNoteOn())
            {
                begun.emplace_back (message.getNoteNumber(),
                                    (blockStart + event.samplePosition) / test::recordingHz);
                sounding.insert (message.getNoteNumber());
            }
            else if (message.isNoteOff())
            {
                CHECK (sounding.erase (message.getNoteNumber()) == 1);
            }
        }
    }
};

/** A plugin with the piano at rest whose MIDI output is on. */
struct Transcribing
{
    plugin::PluginProcessor processor;

    Transcribing()
    {
        processor.setStagger (0.0f); // all are copies of one
        REQUIRE (processor.loadNow ("piano").ok());
        *processor.parameters().midiOut = true;
        REQUIRE (test::startStereo (processor, test::recordingHz));
    }

    SentNotes play (const test::Sound& sound, int blockSize,
                    const std::function<void (int)>& beforeBlock = {})
    {
        SentNotes sent;
        juce::MidiBuffer midi;
        midi.ensureSize (plugin::NoteOutput::bufferBytes);
        for (int done = 0; done < sound.getNumSamples(); done += blockSize)
        {
            if (beforeBlock)
                beforeBlock (done);
            const int size = std::min (blockSize, sound.getNumSamples() - done);
            test::Sound block (processor.getTotalNumOutputChannels(), size);
            block.clear();
            for (int channel = 0; channel < 2; ++channel)
                block.copyFrom (channel, 0, sound, channel, done, size);
            midi.clear();
            test::RealtimeTrap trap;
            processor.processBlock (block, midi);
            trap.disarm();
            INFO (trap.firstViolation());
            CHECK (trap.violations() == 0);
            sent.add (midi, done);
        }
        return sent;
    }
};
} // namespace

TEST_CASE ("The MIDI output has the notes of a strange piano, where they sound in the output")
{
    constexpr double floor = 0.55; // of 5 updates at 20 ms; measured 0.66
    Transcribing transcribing;
    const auto sound = recording ("two-hands");
    const auto sent = transcribing.play (sound, 512);
    const double latency = transcribing.processor.getLatencySamples() / test::recordingHz;
    std::vector<evaluation::NoteOnset> truth, found;
    for (const auto* note : score())
        if (note->message.isNoteOn())
            truth.push_back ({ note->message.getTimeStamp(), note->message.getNoteNumber() });
    for (const auto& [pitch, seconds] : sent.begun)
        found.push_back ({ seconds - latency, pitch });
    CHECK (evaluation::onsetScores (truth, found, 0.1).fMeasure() > floor);
}

TEST_CASE ("The MIDI output does not depend on the blocks, but for notes that are found late")
{
    const auto sound = recording ("two-hands");
    Transcribing first, second;
    const auto sent = first.play (sound, 64).begun;
    const auto again = second.play (sound, 37).begun;
    REQUIRE (sent.size() == again.size());
    for (size_t i = 0; i < sent.size(); ++i)
        CHECK (std::abs (sent[i].second - again[i].second) < 64 / test::recordingHz);
}

TEST_CASE ("No note of the MIDI output hangs when it is switched off, reset or given another dictionary")
{
    Transcribing transcribing;
    auto& processor = transcribing.processor;
    const auto sound = recording ("two-hands");
    const int third = sound.getNumSamples() / 3 / 512 * 512;
    const auto sent = transcribing.play (sound, 512,
                                         [&] (int done)
                                         {
                                             if (done == third)
                                                 processor.reset();
                                             if (done == 2 * third)
                                                 *processor.parameters().midiOut = false;
                                         });
    CHECK (sent.begun.size() > 20);
    CHECK (sent.sounding.empty());
    CHECK (sent.begun.back().second < (2 * third + 512) / test::recordingHz);
}

TEST_CASE ("The MIDI output has the hits of drums")
{
    Transcribing transcribing;
    const bool isGuideOn = GENERATE (false, true); // it guides nothing: drums have no pitches
    if (isGuideOn)
        *transcribing.processor.parameters().guide = 1;
    REQUIRE (transcribing.processor.loadNow ("drums").ok());
    REQUIRE (test::startStereo (transcribing.processor, test::recordingHz));
    const auto sent = transcribing.play (recording ("drums"), 512);
    std::map<int, int> hits;
    for (const auto& [pitch, seconds] : sent.begun)
        ++hits[pitch];
    CHECK (hits[36] >= 8); // of 10 kicks
    CHECK (hits[38] >= 5); // of snares
    CHECK (hits[42] >= 30);
    CHECK (hits.size() <= 5);
}

TEST_CASE ("Without being asked the plugin sends no notes")
{
    Transcribing transcribing;
    *transcribing.processor.parameters().midiOut = false;
    CHECK (transcribing.play (recording ("two-hands"), 512).begun.empty());
}
