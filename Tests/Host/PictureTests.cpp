// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/HostedProcessor.h"
#include "Plugin/Session/Session.h"
#include "Support/EqualSources.h"
#include "Support/RealtimeTrap.h"
#include "Support/TemporaryFolder.h"

#include "Files/DictionaryFile.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <map>
#include <numeric>
#include <thread>

using namespace unbraid;

namespace
{
constexpr float levelToleranceDb = 0.5f; // window and bin are not quite where the sine is

/** A frame of a picture, kept. */
struct Kept
{
    explicit Kept (const plugin::PictureFrame& frame)
        : head (frame)
        , power (frame.power.begin(), frame.power.end())
        , masks (frame.masks.begin(), frame.masks.end())
        , activations (frame.activations.begin(), frame.activations.end())
    {
    }
    plugin::PictureFrame head; // its numbers, not its views
    std::vector<float> power, masks, activations;
};

std::vector<Kept> framesOf (plugin::PluginProcessor& processor)
{
    std::vector<Kept> frames;
    processor.picture().read ([&] (const plugin::PictureFrame& frame) { frames.emplace_back (frame); });
    return frames;
}

test::Sound sine (int numSamples, double hz, double sampleRateHz = 48000.0)
{
    test::Sound sound (2, numSamples);
    for (int i = 0; i < numSamples; ++i)
        for (int channel = 0; channel < 2; ++channel)
            sound.setSample (
                channel, i,
                static_cast<float> (std::sin (juce::MathConstants<double>::twoPi * hz * i / sampleRateHz)));
    return sound;
}

/** A tenth of a second for each reading, as an editor that is not quick. */
std::vector<Kept> watch (plugin::PluginProcessor& processor, const test::Sound& sound)
{
    std::vector<Kept> frames;
    constexpr int part = 4800;
    for (int from = 0; from < sound.getNumSamples(); from += part)
    {
        test::Sound block (2, std::min (part, sound.getNumSamples() - from));
        for (int channel = 0; channel < 2; ++channel)
            block.copyFrom (channel, 0, sound, channel, from, block.getNumSamples());
        test::render (processor, block, 480);
        for (auto& frame : framesOf (processor))
            frames.push_back (std::move (frame));
    }
    return frames;
}

float levelDb (float power)
{
    return 10.0f * std::log10 (power);
}

/** Puts the processor without a dictionary. */
void makeDry (plugin::PluginProcessor& processor)
{
    const auto bytes = plugin::serialiseSession ({});
    processor.setStateInformation (bytes.data(), static_cast<int> (bytes.size()));
    REQUIRE (processor.status().message().isEmpty());
}
} // namespace

TEST_CASE ("Frames say where they are and what the engine made of them")
{
    plugin::PluginProcessor processor;
    const auto* name = GENERATE ("drums-plain", "speech", "piano");
    const bool isLinked = GENERATE (true, false);
    INFO (name << (isLinked ? ", linked" : ", apart"));
    *processor.parameters().stereoLink = isLinked;
    REQUIRE (processor.loadNow (name).ok());
    REQUIRE (test::startStereo (processor));
    processor.picture().open();
    const auto frames = watch (processor, test::whiteNoise (2, 48000));
    const auto info = processor.dictionaries().playing();
    const auto numbers = processor.status().numbers();
    REQUIRE (frames.size() > 80);
    for (size_t i = 0; i < frames.size(); ++i)
    {
        const auto& frame = frames[i];
        CHECK (frame.head.position == numbers.hop * (frame.head.number + 1));
        CHECK (frame.head.dictionary == info.number);
        CHECK (frame.head.hopSeconds == Approx (numbers.hop / 48000.0));
        CHECK (frame.activations.size() == static_cast<size_t> (info.numAtoms));
        REQUIRE (frame.masks.size() == info.sources.size() * frame.power.size());
        float worst = 0.0f;
        for (size_t bin = 0; bin < frame.power.size(); ++bin)
        {
            float sum = 0.0f;
            for (size_t source = 0; source < info.sources.size(); ++source)
                sum += frame.masks[source * frame.power.size() + bin];
            worst = std::max (worst, std::abs (sum - 1.0f));
        }
        CHECK (worst < 1e-4f);
    }
    CHECK (std::accumulate (frames.back().activations.begin(), frames.back().activations.end(), 0.0f) > 0.0f);
}

TEST_CASE ("A sine of full scale is at 0 dB with and without a dictionary")
{
    plugin::PluginProcessor processor;
    const juce::String name = GENERATE ("drums-plain", "speech", "");
    const auto mode = GENERATE (0, 1, 2);
    INFO (name << " " << mode);
    if (name.isEmpty())
        makeDry (processor);
    else
        REQUIRE (processor.loadNow (name.toStdString()).ok());
    *processor.parameters().latency = mode;
    REQUIRE (test::startStereo (processor));
    processor.picture().open();
    const auto before = watch (processor, sine (9600, 1000.0));
    REQUIRE_FALSE (before.empty());
    const double binHz = before.front().head.binHz;
    const auto bin = static_cast<size_t> (std::lround (2000.0 / binHz));
    REQUIRE (test::startStereo (processor));
    const auto frames = watch (processor, sine (48000, static_cast<double> (bin) * binHz));
    const auto& last = frames.back();
    CHECK (std::abs (levelDb (last.power[bin])) < levelToleranceDb);
    CHECK (std::max_element (last.power.begin(), last.power.end()) - last.power.begin() ==
           static_cast<std::ptrdiff_t> (bin));
    CHECK (last.masks.empty() == name.isEmpty());
}

TEST_CASE ("A silent frame has no power and no activations")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    processor.picture().open();
    test::Sound silence (2, 24000);
    silence.clear();
    const auto sounding = watch (processor, test::whiteNoise (2, 24000));
    const auto frames = watch (processor, silence);
    const auto isZero = [] (const std::vector<float>& values)
    { return std::all_of (values.begin(), values.end(), [] (float value) { return value == 0.0f; }); };
    CHECK_FALSE (isZero (sounding.back().activations));
    CHECK (isZero (frames.back().power));
    CHECK (isZero (frames.back().activations));
    CHECK_FALSE (isZero (frames.back().masks));
}

TEST_CASE ("A picture that is closed does nothing and one that nobody reads drops frames and counts them")
{
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    watch (processor, test::whiteNoise (2, 48000));
    CHECK (framesOf (processor).empty());
    processor.picture().open();
    processor.picture().open();
    processor.picture().close(); // the other viewer still looks
    watch (processor, test::whiteNoise (2, 4800));
    test::render (processor, test::whiteNoise (2, 96000), 512);
    framesOf (processor);
    const auto after = watch (processor, test::whiteNoise (2, 4800));
    REQUIRE_FALSE (after.empty());
    CHECK (after.front().head.number == (4800 + 96000) / processor.status().numbers().hop);
    processor.picture().close();
    watch (processor, test::whiteNoise (2, 4800));
    CHECK (framesOf (processor).empty());
}

TEST_CASE ("The picture goes on while the engine is exchanged and audio runs on its own thread")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    processor.picture().open();
    std::atomic<bool> ends{ false };
    std::thread audio (
        [&]
        {
            const auto noise = test::whiteNoise (2, 4800);
            while (! ends)
            {
                test::render (processor, noise, 480);
                std::this_thread::sleep_for (std::chrono::milliseconds (20));
            }
        });
    std::map<unsigned, int> numFrames; // by dictionary
    std::int64_t lastPosition = 0, lastNumber = -1;
    const auto sees = [&] (const juce::String& name)
    {
        for (const auto& frame : framesOf (processor))
        {
            ++numFrames[frame.head.dictionary];
            CHECK (frame.head.number > lastNumber);
            CHECK (frame.head.position + 4096 > lastPosition); // another engine's frames end elsewhere
            lastNumber = frame.head.number;
            lastPosition = frame.head.position;
        }
        const auto playing = processor.dictionaries().playing();
        return playing.name == name && numFrames.contains (playing.number) && numFrames[playing.number] > 5;
    };
    CHECK (test::waitUntil ([&] { return sees ("drums-plain"); }));
    for (const auto* name : { "speech-plain", "piano", "drums-plain" })
    {
        processor.dictionaries().load (name);
        CHECK (test::waitUntil ([&] { return sees (name); }));
    }
    ends = true;
    audio.join();
    CHECK (numFrames.size() == 4);
}

TEST_CASE ("processBlock keeps the rules while a picture is open and sound is frozen")
{
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    const auto noise = test::whiteNoise (2, 512);
    const std::array<const char*, 3> names{ "drums-plain", "piano", "speech" };
    juce::MidiBuffer midi;
    for (int block = 0; block < 400; ++block)
    {
        if (block % 80 == 10)
            processor.picture().open();
        if (block % 80 == 70)
            processor.picture().close();
        if (block % 60 == 30)
            processor.dictionaries().load (names[static_cast<size_t> (block / 60) % names.size()]);
        if (block == 200)
            makeDry (processor);
        if (block % 25 == 0)
            processor.picture().freeze();
        if (block % 5 == 0)
        {
            framesOf (processor);
            juce::MessageManager::getInstance()->runDispatchLoopUntil (5);
        }
        test::Sound sound (18, 512);
        sound.clear();
        for (int channel = 0; channel < 2; ++channel)
            sound.copyFrom (channel, 0, noise, channel, 0, 512);
        test::RealtimeTrap trap;
        processor.processBlock (sound, midi);
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
    }
}

TEST_CASE ("The atoms of a dictionary are drawn in the order of the activations")
{
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow ("piano").ok());
    REQUIRE (test::startStereo (processor));
    const auto curves = processor.dictionaries().atoms();
    const auto info = processor.dictionaries().playing();
    CHECK (curves.number == info.number);
    REQUIRE (curves.sources.size() == 176); // the residual that the engine adds has none
    CHECK (info.sources.back().name == "residual");
    CHECK (info.sources.back().colour == 0);
    CHECK (curves.values.size() == 176 * curves.frequenciesHz.size());
    CHECK (*std::max_element (curves.values.begin(), curves.values.end()) == 1.0f);
    CHECK (curves.pitchesHz[0] == Approx (27.5f));
    CHECK (curves.centresHz[100] > curves.centresHz[0]);
    CHECK (std::is_sorted (curves.sources.begin(), curves.sources.end()));
    makeDry (processor);
    CHECK (processor.dictionaries().atoms().values.empty());
}

TEST_CASE ("The engine's numbers are those of what plays")
{
    plugin::PluginProcessor processor;
    CHECK (processor.status().numbers().sampleRateHz == 0.0);
    REQUIRE (processor.loadNow ("drums-plain").ok());
    *processor.parameters().updates = 7;
    REQUIRE (test::startStereo (processor));
    test::render (processor, test::whiteNoise (2, 48000), 512);
    auto numbers = processor.status().numbers();
    CHECK (numbers.sampleRateHz == 48000.0);
    CHECK (numbers.latencySamples == 960);
    CHECK (numbers.hop == 240);
    CHECK (numbers.window > 2000);
    CHECK (numbers.updates == 7);
    CHECK_FALSE (numbers.areUpdatesTrained);
    CHECK (numbers.load > 0.0);
    CHECK (numbers.worstLoad >= numbers.load);
    CHECK (numbers.frameSeconds == Approx (0.005 * numbers.load));
    REQUIRE (processor.loadNow ("speech").ok());
    CHECK (processor.status().numbers().updates == 2);
    CHECK (processor.status().numbers().areUpdatesTrained);
    makeDry (processor);
    CHECK (processor.status().numbers().window == 0);
    CHECK (processor.status().numbers().updates == 0);
}
