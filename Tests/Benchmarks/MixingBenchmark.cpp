// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How many hours of mixtures for training a thread makes in a minute.
#include "Unfolding/Mixing/Draws.h"
#include "Unfolding/Mixing/MixtureMaker.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>

using namespace unbraid;

namespace
{
constexpr int numRecordings = 24;

/** Noise whose level swells and falls as that of speech does; what a recording holds does not change the work. */
unfolding::Sound recording (std::uint64_t number, double seconds, double rateHz)
{
    unfolding::Draws draws (1, number, 0);
    Eigen::VectorXf samples (static_cast<Eigen::Index> (seconds * rateHz));
    for (Eigen::Index i = 0; i < samples.size(); ++i)
        samples[i] =
            0.1f * draws.normal() * std::sin (static_cast<float> (10.0 * static_cast<double> (i) / rateHz));
    return unfolding::packSound (samples, rateHz);
}

std::shared_ptr<const unfolding::SoundCorpus> speechInNoise (double rateHz)
{
    auto corpus = std::make_shared<unfolding::SoundCorpus>();
    corpus->sampleRateHz = rateHz;
    corpus->names = { "speech", "noise" };
    corpus->sounds.resize (2);
    for (std::uint64_t number = 0; number < numRecordings; ++number)
    {
        corpus->sounds[0].push_back (recording (number, 6.0, rateHz));
        corpus->sounds[1].push_back (recording (numRecordings + number, 20.0, rateHz));
    }
    return corpus;
}

void mixSpeech (benchmark::State& state)
{
    unfolding::MixingSettings settings;
    settings.sampleRateHz = static_cast<double> (state.range (0));
    settings.seconds = 2.4;
    if (settings.sampleRateHz > unfolding::fullBandFromHz)
        settings.speech = unfolding::fullBandSpeech();
    auto maker = unfolding::MixtureMaker::create (settings, speechInNoise (settings.sampleRateHz));
    if (! maker.ok())
    {
        state.SkipWithError (maker.error().message().c_str());
        return;
    }
    std::uint64_t number = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize (maker.value().make (number++));
    constexpr double minutesOfHour = 60.0;
    state.counters["hours a minute"] = benchmark::Counter (
        static_cast<double> (number) * settings.seconds / minutesOfHour, benchmark::Counter::kIsRate);
}

BENCHMARK (mixSpeech)->Arg (16000)->Arg (48000)->Unit (benchmark::kMillisecond)->MinTime (3.0);
} // namespace
