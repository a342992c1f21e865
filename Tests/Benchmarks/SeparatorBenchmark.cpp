// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole path per hop against the hop: noise at 48 kHz through each shipped dictionary, and silence. Unfolded ones stand beside
// a plain one of as many atoms.
#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Support/Random.h"
#include "Support/TestDictionary.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

using namespace unbraid;

namespace
{
constexpr double sampleRateHz = 48000.0;

core::Result<core::Dictionary> factoryDictionary (const char* name)
{
    auto path = files::findDictionary (name, files::dictionarySearchPath());
    if (! path.ok())
        return path.error();
    return files::loadDictionary (path.value());
}

/** Plain, Kullback-Leibler on magnitudes, as many atoms as asked for. */
core::Result<core::Dictionary> plainDictionary (Eigen::Index numAtoms)
{
    return test::randomDictionary (1, 1.0f, core::Spectrum::magnitude, numAtoms - numAtoms / 4, numAtoms / 4);
}

void run (benchmark::State& state, const core::Result<core::Dictionary>& dictionary, core::LatencyMode mode,
          Eigen::Index channels, float peak)
{
    core::Separator separator;
    if (! dictionary.ok() || ! separator
                                   .prepare ({ sampleRateHz, channels, mode, 0 }, dictionary.value(),
                                             core::settingsFromMixer (dictionary.value()))
                                   .ok())
    {
        state.SkipWithError ("the dictionary cannot be prepared");
        return;
    }
    const Eigen::Index length = separator.geometry().hop;
    const auto noise = test::Random (1).noise (length, peak);
    Eigen::MatrixXf outputs (length, channels * separator.numSources());
    const float* from[] = { noise.data(), noise.data() };
    std::vector<float*> to;
    for (Eigen::Index output = 0; output < outputs.cols(); ++output)
        to.push_back (outputs.col (output).data());

    std::vector<double> seconds;
    for (auto turn : state)
    {
        const auto start = std::chrono::steady_clock::now();
        separator.process (from, to.data(), length);
        seconds.push_back (std::chrono::duration<double> (std::chrono::steady_clock::now() - start).count());
    }
    std::sort (seconds.begin(), seconds.end());
    const double hopSeconds = static_cast<double> (length) / sampleRateHz;
    state.counters["median_us"] = seconds[seconds.size() / 2] * 1e6;
    state.counters["worst_us"] = seconds.back() * 1e6;
    state.counters["hop_us"] = hopSeconds * 1e6;
    state.counters["x_realtime"] = hopSeconds / seconds[seconds.size() / 2];
    state.counters["rtf"] = seconds[seconds.size() / 2] / hopSeconds;
}

void hop (benchmark::State& state, const char* name, core::LatencyMode mode, float peak = 0.5f)
{
    run (state, factoryDictionary (name), mode, 2, peak);
}

void mono (benchmark::State& state, const char* name, core::LatencyMode mode)
{
    run (state, factoryDictionary (name), mode, 1, 0.5f);
}

void monoPlain (benchmark::State& state, Eigen::Index numAtoms, core::LatencyMode mode)
{
    run (state, plainDictionary (numAtoms), mode, 1, 0.5f);
}
} // namespace

BENCHMARK_CAPTURE (hop, speech_low, "speech", core::LatencyMode::low);
BENCHMARK_CAPTURE (hop, speech_balanced, "speech", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (hop, speech_balanced_silence, "speech", core::LatencyMode::balanced, 0.0f);
BENCHMARK_CAPTURE (hop, speech_high, "speech", core::LatencyMode::high);
BENCHMARK_CAPTURE (hop, drums_balanced, "drums", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (hop, piano_balanced, "piano", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (hop, band_balanced, "band", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (hop, band_kit_balanced, "band-kit",
                   core::LatencyMode::balanced); // a tree of band and drums
BENCHMARK_CAPTURE (mono, speech_plain_balanced, "speech-plain", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (mono, speech_light_low, "speech-light", core::LatencyMode::low);
BENCHMARK_CAPTURE (mono, speech_light_balanced, "speech-light", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (mono, speech_light_high, "speech-light", core::LatencyMode::high);
BENCHMARK_CAPTURE (monoPlain, atoms_128_balanced, 128, core::LatencyMode::balanced);
BENCHMARK_CAPTURE (mono, speech_low, "speech", core::LatencyMode::low);
BENCHMARK_CAPTURE (mono, speech_balanced, "speech", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (mono, speech_high, "speech", core::LatencyMode::high);
BENCHMARK_CAPTURE (monoPlain, atoms_256_balanced, 256, core::LatencyMode::balanced);
