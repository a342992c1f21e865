// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The methods for files, on the beginnings of shipped recordings, as multiples of real time on one core: `--quality long-both-ways`, every
// `--phase`, the repair of clipped peaks, a mosaic.
#include "Files/DictionaryFile.h"
#include "Mosaic/MosaicSound.h"
#include "Offline/Phase/PhaseMethods.h"
#include "Quality/Estimators.h"
#include "Quality/Passes.h"
#include "Quality/Recordings.h"
#include "Restoration/RecordingRepair.h"
#include "Support/Paths.h"

#include <benchmark/benchmark.h>

#include <ctime>
#include <filesystem>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;
namespace fs = std::filesystem;

namespace
{
constexpr double maxSeconds = 4.0; // of a recording

VectorXf beginningOf (const char* recording, double rateHz)
{
    const fs::path path = fs::path (paths::resources) / "Audio" / recording;
    const VectorXf samples = quality::orExit (quality::readMono (path, rateHz));
    return samples.head (std::min (samples.size(), static_cast<Index> (maxSeconds * rateHz)));
}

/** Runs the work as often as the benchmark wants, and tells how much faster than its sound it is. */
template <class Work>
void timesRealTime (benchmark::State& state, double soundSeconds, const Work& work)
{
    const std::clock_t begin = std::clock();
    for (auto turn : state)
        work();
    const double seconds = static_cast<double> (std::clock() - begin) / CLOCKS_PER_SEC;
    state.counters["x_realtime"] = soundSeconds * static_cast<double> (state.iterations()) / seconds;
}

/** A dictionary, a recording that it knows, and its rate. */
struct Material
{
    const char* dictionary;
    const char* recording;
    double rateHz;
};

constexpr Material voice{ "speech", "noisy-voice.flac", 16000.0 };
constexpr Material duo{ "piano-saxophone", "duo.flac", 44100.0 };
constexpr Material kit{ "drums", "drums.flac", 44100.0 };

enum class Way
{
    live,
    onePass,
    whole
};

void separation (benchmark::State& state, const Material& material, Way way, const char* phase = "none")
{
    const fs::path path =
        fs::path (paths::resources) / "Dictionaries" / (std::string (material.dictionary) + ".safetensors");
    const auto dictionary = quality::orExit (files::loadDictionary (path));
    const VectorXf sound = beginningOf (material.recording, material.rateHz);
    const quality::Passes passes (dictionary, material.rateHz);
    offline::PhaseSettings settings;
    settings.method = *offline::phaseMethodFrom (phase);
    timesRealTime (state, static_cast<double> (sound.size()) / material.rateHz,
                   [&]
                   {
                       benchmark::DoNotOptimize (way == Way::live ? passes.live (sound)
                                                 : way == Way::whole
                                                     ? passes.whole (quality::longBothWays, sound, settings)
                                                     : passes.masked (sound, settings));
                   });
}

/** Peaks beyond a share of the highest one are clipped. */
void repair (benchmark::State& state, float share)
{
    const VectorXf whole = beginningOf ("song.flac", quality::musicRateHz);
    const float level = share * whole.cwiseAbs().maxCoeff();
    restoration::SampleStates states (static_cast<size_t> (whole.size()), restoration::SampleState::intact);
    for (Index n = 0; n < whole.size(); ++n)
        if (std::abs (whole[n]) > level)
            states[static_cast<size_t> (n)] = whole[n] > 0.0f ? restoration::SampleState::clippedHigh
                                                              : restoration::SampleState::clippedLow;
    restoration::RepairSettings settings;
    settings.frameLength = restoration::repairFrameLength (quality::musicRateHz);
    const MatrixXf clipped = whole.cwiseMin (level).cwiseMax (-level);
    timesRealTime (state, static_cast<double> (whole.size()) / quality::musicRateHz,
                   [&]
                   {
                       MatrixXf samples = clipped;
                       quality::orExit (restoration::repairRecording (samples, { states }, settings,
                                                                      [] (double) { return true; }));
                       benchmark::DoNotOptimize (samples.data());
                   });
}

void mosaicOfSaxophone (benchmark::State& state)
{
    constexpr double windowSeconds = 0.093;
    const MatrixXf target = beginningOf ("song.flac", quality::musicRateHz);
    const std::vector<MatrixXf> source{ beginningOf ("duo/saxophone.flac", quality::musicRateHz) };
    core::Frames frames;
    quality::orExit (frames.prepare (quality::musicRateHz, windowSeconds));
    timesRealTime (
        state, static_cast<double> (target.rows()) / quality::musicRateHz,
        [&]
        {
            const auto dictionary = mosaic::sourceFrames (source, frames);
            benchmark::DoNotOptimize (quality::orExit (mosaic::mosaicActivations (
                mosaic::magnitudesOf (target, frames), dictionary, {}, [] (double) { return true; })));
        });
}
} // namespace

BENCHMARK_CAPTURE (separation, speech_live, voice, Way::live);
BENCHMARK_CAPTURE (separation, speech_whole, voice, Way::whole);
BENCHMARK_CAPTURE (separation, duo_live, duo, Way::live);
BENCHMARK_CAPTURE (separation, duo_whole, duo, Way::whole);
BENCHMARK_CAPTURE (separation, drums_live, kit, Way::live);
BENCHMARK_CAPTURE (separation, drums_whole, kit, Way::whole);
BENCHMARK_CAPTURE (separation, duo_long_windows, duo, Way::onePass);
BENCHMARK_CAPTURE (separation, duo_misi, duo, Way::onePass, "misi");
BENCHMARK_CAPTURE (separation, duo_online_misi, duo, Way::onePass, "online-misi");
BENCHMARK_CAPTURE (separation, duo_consistent_wiener, duo, Way::onePass, "consistent-wiener");
BENCHMARK_CAPTURE (separation, duo_anisotropic_wiener, duo, Way::onePass, "anisotropic-wiener");
BENCHMARK_CAPTURE (separation, duo_complex_isnmf, duo, Way::onePass, "complex-isnmf");
BENCHMARK_CAPTURE (repair, clipped_at_half_the_peak, 0.5f);
BENCHMARK_CAPTURE (repair, clipped_at_a_fifth_of_the_peak, 0.2f);
BENCHMARK (mosaicOfSaxophone);
