// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Host/EditorFakes.h"
#include "Host/Recording.h"
#include "Support/Paths.h"

#include <cmath>

namespace unbraid::test
{

/** A frame that outlives the feed. */
struct KeptFrame
{
    plugin::PictureFrame frame;
    std::vector<float> power, masks, activations;

    explicit KeptFrame (const plugin::PictureFrame& shown)
        : frame (shown)
        , power (shown.power.begin(), shown.power.end())
        , masks (shown.masks.begin(), shown.masks.end())
        , activations (shown.activations.begin(), shown.activations.end())
    {
    }

    [[nodiscard]] plugin::PictureFrame view() const
    {
        auto seen = frame;
        seen.power = power;
        seen.masks = masks;
        seen.activations = activations;
        return seen;
    }
};

/** The editor over what the real plugin made of a real recording: its frames, levels, dictionary and presets, kept and then
    shown without a clock, so that two runs show the same. */
class EditorStage
{
public:
    /** For `dictionary`: one of noise alone, learned from the noise of the first recording. */
    static constexpr auto learnedNoise = "noise, learned";

    /** dictionary  factory name, or `learnedNoise`; empty: none plays
        recording   among those of the project
        isGuided    by the MIDI file of the recording's name, channel by channel
        seconds     of the recording's end that are played: views in which the picture is beside the point keep it small */
    EditorStage (const juce::String& dictionary, const juce::String& recording, bool isGuided = false,
                 double seconds = 1000.0)
        : model (processor.parameters())
    {
        REQUIRE (startStereo (processor));
        if (dictionary == learnedNoise)
            learnNoise();
        else if (dictionary.isNotEmpty())
            REQUIRE (processor.loadNow (dictionary.toStdString()).ok());
        if (isGuided)
            *processor.parameters().guide = static_cast<int> (plugin::GuideMode::channels);
        REQUIRE (waitLong (
            [&] {
                return ! isGuided || processor.dictionaries().playing().sources.size() == plugin::numStrips;
            }));
        waitFor (100); // what was on its way to the message thread
        play (recording, isGuided, seconds);
        copyState (dictionary.isEmpty());
        shown = std::make_unique<editor::PluginEditor> (processor, model, settings.getFile());
        settle();
    }

    editor::PluginEditor& editor() { return *shown; }
    editor::FullView& full() { return *shown->fullView(); }

    /** Shows all there is to show. The meters stand at the recording's last levels. */
    void settle()
    {
        for (size_t strip = 0; strip < plugin::numStrips; ++strip)
            model.levels.strips[strip].raiseTo (levels[strip]);
        model.levels.mix.raiseTo (mixLevel);
        model.levels.input.raiseTo (inputLevel);
        shown->pollNow();
    }

    void show (plugin::Look look)
    {
        shown->setLook (look);
        waitFor (50);
        settle();
    }

    /** A training that is half done, with a curve as trainings have. */
    void train()
    {
        plugin::LearnStatus status;
        status.stage = plugin::LearnStatus::Stage::training;
        status.iteration = 62;
        status.numIterations = 100;
        status.progress = 0.62;
        status.secondsLeft = 9.0;
        for (int iteration = 0; iteration < status.iteration; ++iteration)
            status.divergenceByIteration.push_back (
                0.28f + 1.4f * std::exp (-0.14f * static_cast<float> (iteration)));
        for (const float divergence : status.divergenceByIteration)
            status.heldOutByIteration.push_back (0.04f + 1.03f * divergence);
        status.divergence = static_cast<double> (status.divergenceByIteration.back());
        model.reach (status);
        for (int poll = 0; poll < editor::ShowingTimer::ticksPerSecond; ++poll) // it goes on for a while
            shown->pollNow();
        settle();
    }

    /** Freezes the picture and marks a time span of each of the first two sources. */
    void mark()
    {
        full().setFrozen (true);
        const auto rate = static_cast<std::int64_t> (model.rateHz);
        const auto end = shown->picture().endPosition();
        shown->picture().setMarks ({ { false, 0, end - 53 * rate / 10, end - 47 * rate / 10 },
                                     { true, 1, end - 24 * rate / 10, end - 14 * rate / 10 } });
        settle();
    }

    plugin::PluginProcessor processor;
    FakeModel model;

private:
    void play (const juce::String& recording, bool isGuided, double seconds)
    {
        constexpr int blockSize = 480;
        const auto read = readForHost (recording.toStdString(), 2, 48000.0);
        REQUIRE (read.ok());
        const auto& sound = read.value().sound;
        const auto notes = isGuided ? readScore (recording.upToLastOccurrenceOf (".", true, false) + "mid")
                                    : juce::MidiMessageSequence();
        juce::AudioBuffer<float> block (processor.getTotalNumOutputChannels(), blockSize);
        processor.picture().open();
        const int first = std::max (0, sound.getNumSamples() - juce::roundToInt (48000.0 * seconds));
        for (int done = first; done + blockSize <= sound.getNumSamples(); done += blockSize)
        {
            block.clear();
            for (int channel = 0; channel < 2; ++channel)
                block.copyFrom (channel, 0, sound, channel, done, blockSize);
            auto midi = between (notes, done, blockSize);
            processor.processBlock (block, midi);
            processor.picture().read ([this] (const plugin::PictureFrame& frame)
                                      { frames.emplace_back (frame); });
            takeLevels();
        }
        processor.picture().close();
        REQUIRE (frames.size() > 100);
    }

    /** Machines that do other work besides take their time. */
    static bool waitLong (const std::function<bool()>& condition)
    {
        constexpr int tries = 6;
        for (int turn = 0; turn < tries; ++turn)
            if (waitUntil (condition))
                return true;
        return false;
    }

    void learnNoise()
    {
        processor.learning().addRecordings ({ juce::File (paths::resources)
                                                  .getChildFile ("Audio/noisy-voice/noise.flac")
                                                  .getFullPathName() });
        REQUIRE (waitLong ([this] { return processor.learning().recordings().front().isChecked; }));
        plugin::LearnOptions options;
        options.as = plugin::LearnAs::newDictionary;
        options.name = "noise";
        options.numAtoms = 8;
        options.colour = 2;
        processor.learning().learnFromRecordings (options);
        REQUIRE (waitLong ([this] { return processor.dictionaries().playing().name == "noise"; }));
    }

    static juce::MidiBuffer between (const juce::MidiMessageSequence& notes, int from, int numSamples)
    {
        juce::MidiBuffer found;
        for (const auto* event : notes)
        {
            const int at = juce::roundToInt (48000.0 * event->message.getTimeStamp()) - from;
            if (at >= 0 && at < numSamples)
                found.addEvent (event->message, at);
        }
        return found;
    }

    /** Falling as slowly as a meter does. */
    void takeLevels()
    {
        constexpr float fall = 0.977f; // 20 dB a second, in blocks of 10 ms
        for (size_t strip = 0; strip < plugin::numStrips; ++strip)
            levels[strip] = std::max (fall * levels[strip], processor.meters().strips[strip].take());
        mixLevel = std::max (fall * mixLevel, processor.meters().mix.take());
        inputLevel = std::max (fall * inputLevel, processor.meters().input.take());
    }

    void copyState (bool isEmpty)
    {
        std::vector<plugin::PresetInfo> presets;
        REQUIRE (waitLong (
            [&]
            {
                presets = processor.dictionaries().presets();
                return std::all_of (presets.begin(), presets.end(),
                                    [] (const auto& each) { return each.isRead || each.error.isNotEmpty(); });
            }));
        model.presetList.clear();
        for (const auto& each : presets)
            if (each.isFactory) // those of whoever runs this are their own
                model.presetList.push_back (each);
        auto own = preset ("my-voice-office", false);
        own.sources = { "speech", "noise" };
        own.licence = "not stated";
        model.presetList.push_back (own);
        model.rateHz = 48000.0;
        const auto real = processor.status().numbers();
        model.figures = {
            48000.0, real.window, real.hop, real.latencySamples, real.updates, real.areUpdatesTrained, 0.031,
            0.094,   0.00016,     0
        };
        if (isEmpty)
            model.figures.window = model.figures.hop = model.figures.updates = 0;
        else
        {
            model.current = processor.dictionaries().playing();
            model.curves = processor.dictionaries().atoms();
        }
        model.makeFrames = [this, isEmpty] (const std::function<void (const plugin::PictureFrame&)>& show)
        {
            for (; next < frames.size(); ++next)
            {
                auto frame = frames[next].view();
                if (isEmpty)
                    frame.masks = frame.activations = {};
                show (frame);
            }
        };
    }

    std::vector<KeptFrame> frames;
    size_t next = 0;
    std::array<float, plugin::numStrips> levels{};
    float mixLevel = 0.0f, inputLevel = 0.0f;
    juce::TemporaryFile settings;
    std::unique_ptr<editor::PluginEditor> shown;
};

} // namespace unbraid::test
