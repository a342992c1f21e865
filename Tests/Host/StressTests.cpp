// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// All threads at once, under the thread sanitizer, whose reports make the program fail. This file and our
// libraries are compiled with it, JUCE is not.
#include "Host/HostedProcessor.h"
#include "Support/Environment.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <limits>
#include <set>
#include <thread>

using namespace unbraid;

/** What the sanitizer cannot know, because it does not see JUCE's atomics: a juce::Thread is deleted after it
    has ended, though the last thing seen of it is that it waited or held one of its locks. */
// NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer asks for it by this name
extern "C" __attribute__ ((visibility ("default"))) const char* __tsan_default_suppressions()
{
    return "race:juce::WaitableEvent::wait\n"
           "race:juce::TimeSliceThread::~TimeSliceThread\n"
           "race:juce::Thread::~Thread\n";
}

namespace
{
constexpr int largestBlock = 2048;

/** Calls something again and again on a thread of its own, until it goes. */
class Repeating
{
public:
    explicit Repeating (std::function<void()> work)
        : thread (
              [this, repeated = std::move (work)]
              {
                  while (! isOver.load())
                      repeated();
              })
    {
    }
    ~Repeating()
    {
        isOver = true;
        thread.join();
    }
    Repeating (const Repeating&) = delete;
    Repeating& operator= (const Repeating&) = delete;

private:
    std::atomic<bool> isOver{ false };
    std::thread thread;
};

/** The host's audio thread: blocks of noise of changing size, now and then a reset, never a pause. */
class AudioThread
{
public:
    explicit AudioThread (plugin::PluginProcessor& played)
        : processor (played)
        , noise (test::whiteNoise (20, largestBlock))
        , repeating ([this] { playBlock(); })
    {
    }

    [[nodiscard]] int numBlocks() const { return blocks.load(); }
    [[nodiscard]] bool gotNonsense() const { return isSenseless.load(); }

private:
    void playBlock()
    {
        sound.makeCopyOf (noise, true);
        const auto size = static_cast<int> (random.integer (1, largestBlock));
        juce::AudioBuffer<float> part (sound.getArrayOfWritePointers(), 20, size);
        processor.processBlock (part, midi);
        for (int channel = 0; channel < processor.getTotalNumOutputChannels(); ++channel)
            if (! std::isfinite (part.getMagnitude (channel, 0, size)))
                isSenseless = true;
        if (++blocks % 200 == 0)
            processor.reset();
    }

    plugin::PluginProcessor& processor;
    const test::Sound noise;
    test::Sound sound;
    juce::MidiBuffer midi;
    test::Random random{ 1 };
    std::atomic<int> blocks{ 0 };
    std::atomic<bool> isSenseless{ false };
    Repeating repeating; // last: it works on all above
};

/** What hosts ask for from threads of their own, and what they automate. */
void pollAsHost (plugin::PluginProcessor& processor, test::Random& random)
{
    const auto& all = processor.parameters().all();
    auto* parameter =
        all[static_cast<size_t> (random.integer (0, static_cast<Eigen::Index> (all.size()) - 1))];
    parameter->setValue (random.uniform());
    parameter->getText (parameter->getValue(), 32);
    juce::ignoreUnused (processor.getTailLengthSeconds());
    std::this_thread::sleep_for (std::chrono::microseconds (200));
}

/** What an open editor reads many times a second.
    returns  where learning stands */
plugin::LearnStatus::Stage lookAsEditor (plugin::PluginModel& model)
{
    juce::ignoreUnused (model.dictionaries().playing(), model.status().message(),
                        model.status().sampleRateHz(), model.status().latencySamples());
    model.meters().input.take();
    model.meters().mix.take();
    for (auto& strip : model.meters().strips)
        strip.take();
    juce::ignoreUnused (model.status().numbers(), model.dictionaries().atoms(), model.history().undoName(),
                        model.learning().recordings());
    model.picture().read ([] (const plugin::PictureFrame& frame) { CHECK_FALSE (frame.power.empty()); });
    return model.learning().progress().stage;
}

/** What an editor with a picture does beside. */
void editAsUser (plugin::PluginProcessor& processor, int turn)
{
    const std::array<std::function<void()>, 10> deeds{
        [&] { processor.picture().open(); },
        [&] { processor.dictionaries().setColour (turn % 2, 1 + turn % 8); },
        [&] { processor.picture().freeze(); },
        [&] { processor.history().undo(); },
        [&] {
            processor.learning().fit ({ { true, 0, 0, std::numeric_limits<std::int64_t>::max() } });
        },
        [&] { processor.learning().addRecordings ({ "no-such-file.wav" }); },
        [&] { processor.history().redo(); },
        [&] { processor.picture().freeze(); },
        [&] { processor.history().undo(); },
        [&] { processor.picture().close(); },
    };
    deeds[static_cast<size_t> (turn) % deeds.size()]();
}

/** Begins a capture, though the last lesson may not be over. */
void startCapture (plugin::PluginProcessor& processor, const plugin::LearnOptions& options)
{
    processor.learning().cancelLearning();
    processor.learning().startCapture (options);
}

/** Ends a capture, with enough of a sound to learn from or with what there is: often too little. */
void finishCapture (plugin::PluginProcessor& processor, bool isLongEnough)
{
    constexpr double enoughSeconds = 0.6;
    INFO (processor.learning().progress().capturedSeconds << " s " << processor.status().message());
    if (isLongEnough)
        CHECK (test::waitUntil ([&]
                                { return processor.learning().progress().capturedSeconds > enoughSeconds; }));
    processor.learning().finishCapture();
}

/** One of the things that users do, in turn. */
void actAsUser (plugin::PluginProcessor& processor, juce::MemoryBlock& state, int turn)
{
    plugin::LearnOptions options;
    options.as = turn % 24 < 12 ? plugin::LearnAs::noise : plugin::LearnAs::newSource;
    options.from = turn % 48 < 24 ? plugin::CaptureFrom::input : plugin::CaptureFrom::reference;
    options.name = "hum";
    options.numAtoms = 2;
    const std::array<std::function<void()>, 12> deeds{
        [&] { processor.dictionaries().load ("drums-plain"); },
        [&] { startCapture (processor, options); },
        [&] { processor.getStateInformation (state); },
        [&] { *processor.parameters().latency = turn / 12 % 3; },
        [&] { finishCapture (processor, turn % 36 < 12); },
        [&] { processor.setStateInformation (state.getData(), static_cast<int> (state.getSize())); },
        [&] { *processor.parameters().freeze = turn / 12 % 2 == 0; },
        [&] { processor.dictionaries().savePreset ("mine-" + juce::String (turn % 3)); },
        [&]
        { turn % 48 < 12 ? processor.learning().cancelLearning() : processor.learning().finishTraining(); },
        [&] { processor.dictionaries().load (turn % 24 < 12 ? "mine-1" : "no-such-name"); },
        [&] { processor.dictionaries().presets(); },
        [&] { processor.dictionaries().load (turn % 24 < 12 ? "speech" : "speech-plain"); },
    };
    deeds[static_cast<size_t> (turn) % deeds.size()]();
}

/** Plays, polls, looks and acts for so many turns. */
void play (plugin::PluginProcessor& processor, int numTurns)
{
    test::Random random (2);
    processor.learning().cancelLearning();
    const AudioThread audio (processor);
    const Repeating host ([&] { pollAsHost (processor, random); });
    juce::MemoryBlock state;
    processor.getStateInformation (state);
    std::set<plugin::LearnStatus::Stage> stages;
    for (int turn = 0; turn < numTurns; ++turn)
    {
        actAsUser (processor, state, turn);
        editAsUser (processor, turn);
        stages.insert (lookAsEditor (processor));
        juce::MessageManager::getInstance()->runDispatchLoopUntil (40);
    }
    CHECK (audio.numBlocks() > 10);
    CHECK (stages.size() == 3);
    CHECK_FALSE (audio.gotNonsense());
}
} // namespace

TEST_CASE ("No two threads of the plugin meet in memory while all of them work")
{
    const test::TemporaryFolder folder;
    test::setVariable (test::dataVariable, folder.path.string());
    plugin::PluginProcessor first, second; // they share the loader's thread and the dictionaries
    const auto stereo = juce::AudioChannelSet::stereo();
    const auto layout = test::layoutOf (stereo, stereo, std::vector<bool> (8, true), true);
    REQUIRE (test::start (second, layout, 16000.0, largestBlock));
    const AudioThread other (second);
    for (const double rate : { 22050.0, 16000.0 })
    {
        REQUIRE (test::start (first, layout, rate, largestBlock));
        play (first, 48);
        first.releaseResources();
    }
    CHECK (other.numBlocks() > 10);
    CHECK_FALSE (other.gotNonsense());
    CHECK (folder.names() == std::vector<std::string>{ "unbraid" }); // presets were saved
}

/** As on Linux until a host lends its run loop, and wherever hosts scan plugins on a thread of their own. */
TEST_CASE ("A host makes and frees plugins on one thread while their messages arrive on another")
{
    const test::TemporaryFolder folder;
    test::setVariable (test::dataVariable, folder.path.string());
    const auto stereo = juce::AudioChannelSet::stereo();
    const auto layout = test::layoutOf (stereo, stereo, std::vector<bool> (8, true), true);
    std::atomic<int> numMade{ 0 };
    {
        const Repeating host (
            [&]
            {
                plugin::PluginProcessor processor;
                numMade += test::start (processor, layout, 16000.0, largestBlock);
            });
        while (numMade < 20)
            juce::MessageManager::getInstance()->runDispatchLoopUntil (1);
    }
    CHECK (numMade >= 20);
}

TEST_CASE ("The sanitizer finds what it is set for", "[.race]")
{
    int counted = 0;
    {
        const Repeating one ([&] { ++counted; });
        const Repeating two ([&] { ++counted; });
        std::this_thread::sleep_for (std::chrono::milliseconds (50));
    }
    CHECK (counted > 0);
}
