// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole path per hop against the hop: stereo noise at 48 kHz through each shipped dictionary, and silence.
#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Support/Random.h"

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

void hop (benchmark::State& state, const char* name, core::LatencyMode mode, float peak = 0.5f)
{
    auto dictionary = factoryDictionary (name);
    core::Separator separator;
    if (! dictionary.ok() || ! separator
                                   .prepare ({ sampleRateHz, 2, mode, 0 }, dictionary.value(),
                                             core::settingsFromMixer (dictionary.value()))
                                   .ok())
    {
        state.SkipWithError ("the dictionary cannot be prepared");
        return;
    }
    const Eigen::Index length = separator.geometry().hop;
    const auto noise = test::Random (1).noise (length, peak);
    Eigen::MatrixXf outputs (length, 2 * separator.numSources());
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
}
} // namespace

BENCHMARK_CAPTURE (hop, speech_low, "speech", core::LatencyMode::low);
BENCHMARK_CAPTURE (hop, speech_balanced, "speech", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (hop, speech_balanced_silence, "speech", core::LatencyMode::balanced, 0.0f);
BENCHMARK_CAPTURE (hop, speech_high, "speech", core::LatencyMode::high);
BENCHMARK_CAPTURE (hop, drums_balanced, "drums", core::LatencyMode::balanced);
BENCHMARK_CAPTURE (hop, piano_balanced, "piano", core::LatencyMode::balanced);
