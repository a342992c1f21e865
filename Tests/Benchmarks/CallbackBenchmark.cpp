// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the plugin takes of the time that a host gives it: the processor time of each callback against the
// block, 64 samples of stereo at 48 kHz with all buses on.
#include "Host/Recording.h"

#include <benchmark/benchmark.h>

#include <ctime>
#include <memory>
#include <numeric>

using namespace unbraid;

namespace
{
constexpr double sampleRateHz = 48000.0;
constexpr int blockSize = 64;
constexpr double blockSeconds = blockSize / sampleRateHz;

/** What this thread has computed so far, whatever else the machine does. */
double computedSeconds()
{
    timespec now{};
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double> (now.tv_sec) + 1e-9 * static_cast<double> (now.tv_nsec);
}

enum class Played
{
    noisyVoice,
    silence,
    takeOvers, // a noisy voice, and time and again a dictionary that takes over from another
    watched    // a noisy voice, whose picture an editor shows
};

test::Sound noisyVoice()
{
    auto read = test::readForHost ("noisy-voice.flac", 2, sampleRateHz);
    if (! read.ok())
        return {};
    auto sound = std::move (read).value().sound;
    sound.applyGain (1, 0, sound.getNumSamples(), 0.7f);
    return sound;
}

/** Plays on from block to block. */
class Host
{
public:
    Host (plugin::PluginProcessor& played, Played what)
        : processor (played)
        , sound (noisyVoice())
    {
        if (what == Played::silence)
            sound.clear();
    }

    [[nodiscard]] bool hasSound() const { return sound.getNumSamples() > blockSize; }

    /** returns  the processor time of the callback, in seconds */
    double playBlock()
    {
        if (place + blockSize > sound.getNumSamples())
            place = 0;
        block.clear();
        for (int side = 0; side < 2; ++side)
            block.copyFrom (side, 0, sound, side, place, blockSize);
        place += blockSize;
        const auto start = computedSeconds();
        processor.processBlock (block, midi);
        return computedSeconds() - start;
    }

private:
    plugin::PluginProcessor& processor;
    test::Sound sound;
    test::Sound block{ 18, blockSize };
    juce::MidiBuffer midi;
    int place = 0;
};

/** Median, 99.9th percentile and worst, in percent of the block. */
void tell (benchmark::State& state, std::vector<double> shares)
{
    std::sort (shares.begin(), shares.end());
    const auto percentOfBlockAt = [&] (double rank)
    { return 100.0 * shares[static_cast<size_t> (rank * static_cast<double> (shares.size() - 1))]; };
    state.counters["median_%"] = percentOfBlockAt (0.5);
    state.counters["p99.9_%"] = percentOfBlockAt (0.999);
    state.counters["worst_%"] = percentOfBlockAt (1.0);
}

/** The same amount of arithmetic time and again: what its worst has more than its median, the machine did. */
void control (benchmark::State& state)
{
    constexpr int steps = 20'000;
    std::vector<double> shares;
    for (auto turn : state)
    {
        const auto start = computedSeconds();
        float value = 1.0f;
        for (int i = 0; i < steps; ++i)
            benchmark::DoNotOptimize (value = value * 0.5f + 1.0f);
        shares.push_back ((computedSeconds() - start) / blockSeconds);
    }
    tell (state, std::move (shares));
}

void callback (benchmark::State& state, const char* dictionary, int latencyMode, Played what)
{
    constexpr int warmUpBlocks = 2000, blocksPerTakeOver = 100, blocksPerPicture = 20;
    plugin::PluginProcessor processor;
    *processor.parameters().latency = latencyMode;
    const auto loaded = processor.loadNow (dictionary);
    Host host (processor, what);
    if (! loaded.ok() || ! test::startStereo (processor, sampleRateHz) || ! host.hasSound())
        return state.SkipWithError ("the plugin cannot start");
    if (what == Played::watched)
        processor.picture().open();
    for (int i = 0; i < warmUpBlocks; ++i)
        host.playBlock();

    std::vector<double> shares;
    for (auto turn : state)
    {
        if (what == Played::takeOvers && shares.size() % blocksPerTakeOver == 0)
        {
            juce::ignoreUnused (processor.loadNow (dictionary));
            juce::Thread::sleep (30); // the worker frees the last one
        }
        if (shares.size() % blocksPerPicture == 0)
            processor.picture().read ([] (const plugin::PictureFrame&) {});
        shares.push_back (host.playBlock() / blockSeconds);
    }
    tell (state, std::move (shares));
}

/** Many instances on one core, as a host plays the tracks of a song one after another: the time that all take in a block,
    and of each on average. Staggered, they finish their frames in different blocks. */
void instances (benchmark::State& state, const char* dictionary, size_t count, bool isStaggered)
{
    constexpr int warmUpBlocks = 500;
    std::vector<std::unique_ptr<plugin::PluginProcessor>> processors;
    std::vector<Host> hosts;
    for (size_t i = 0; i < count; ++i)
    {
        auto& processor = *processors.emplace_back (std::make_unique<plugin::PluginProcessor>());
        processor.setStagger (isStaggered ? static_cast<float> (i) / static_cast<float> (count) : 0.0f);
        const auto loaded = processor.loadNow (dictionary);
        hosts.emplace_back (processor, Played::noisyVoice);
        if (! loaded.ok() || ! test::startStereo (processor, sampleRateHz) || ! hosts.back().hasSound())
            return state.SkipWithError ("the plugins cannot start");
    }
    const auto playAll = [&hosts]
    {
        double seconds = 0.0;
        for (auto& host : hosts)
            seconds += host.playBlock();
        return seconds / blockSeconds;
    };
    for (int i = 0; i < warmUpBlocks; ++i)
        playAll();

    std::vector<double> shares;
    for (auto turn : state)
        shares.push_back (playAll());
    const double sum = std::accumulate (shares.begin(), shares.end(), 0.0);
    const auto numCallbacks = static_cast<double> (shares.size() * count);
    state.counters["mean_of_each_%"] = 100.0 * sum / numCallbacks;
    std::sort (shares.begin(), shares.end());
    state.counters["p99_%"] = 100.0 * shares[shares.size() * 99 / 100];
    tell (state, std::move (shares));
}

constexpr int low = 0, balanced = 1, high = 2;
constexpr int blocks = 45'000; // a minute
} // namespace

BENCHMARK (control)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, speech_low, "speech", low, Played::noisyVoice)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, speech_balanced, "speech", balanced, Played::noisyVoice)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, speech_high, "speech", high, Played::noisyVoice)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, speech_silence, "speech", balanced, Played::silence)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, speech_take_overs, "speech", balanced, Played::takeOvers)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, speech_watched, "speech", balanced, Played::watched)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, speech_light_balanced, "speech-light", balanced, Played::noisyVoice)
    ->Iterations (blocks);
BENCHMARK_CAPTURE (callback, drums_low, "drums", low, Played::noisyVoice)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, drums_balanced, "drums", balanced, Played::noisyVoice)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, piano_low, "piano", low, Played::noisyVoice)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, piano_balanced, "piano", balanced, Played::noisyVoice)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, piano_take_overs, "piano", balanced, Played::takeOvers)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, piano_watched, "piano", balanced, Played::watched)->Iterations (blocks);
BENCHMARK_CAPTURE (callback, piano_silence, "piano", balanced, Played::silence)->Iterations (blocks);
BENCHMARK_CAPTURE (instances, speech_1, "speech", 1, true)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, speech_16_together, "speech", 16, false)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, speech_16_staggered, "speech", 16, true)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, band_1, "band", 1, true)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, band_16_staggered, "band", 16, true)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, band_kit_1, "band-kit", 1, true)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, band_kit_16_staggered, "band-kit", 16, true)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, speech_light_1, "speech-light", 1, true)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, speech_light_16_together, "speech-light", 16, false)->Iterations (blocks / 10);
BENCHMARK_CAPTURE (instances, speech_light_16_staggered, "speech-light", 16, true)->Iterations (blocks / 10);

int main (int argc, char* argv[])
{
    const juce::ScopedJuceInitialiser_GUI initialised;
    benchmark::Initialize (&argc, argv);
    if (benchmark::ReportUnrecognizedArguments (argc, argv))
        return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
