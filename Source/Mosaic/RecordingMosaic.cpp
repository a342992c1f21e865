// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/RecordingMosaic.h"

#include "Core/Spectral/Frames.h"
#include "Mosaic/MosaicSound.h"
#include "Mosaic/SourceFrames.h"

#include <cmath>

namespace unbraid::mosaic
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr double maxMosaicBytes = 4294967296.0; // 4 GB
constexpr double searchShare = 0.9;             // of the work; the rest is for the phases

template <auto... path>
constexpr auto put = core::setMember<MosaicSpec, path...>;
using Of = MosaicSettings;
constexpr bool whole = true;

// { { name, value, lowest, highest, default, unit, help, whole }, member }
constexpr core::OptionRow<MosaicSpec> options[]{
    { { "window", "MS", 1.0, 340.0, 93.0, "ms", "Window: shorter for rhythm, longer for pitch" },
      core::setSecondsInMs<MosaicSpec, &MosaicSpec::windowSeconds> },
    { { "repetition", "FRAMES", 0.0, 1000.0, 3.0, "",
        "Frames after which the same frame of the source may sound again, 0: at once", whole },
      put<&MosaicSpec::settings, &Of::repetition> },
    { { "polyphony", "N", 0.0, 10000.0, 10.0, "",
        "Frames of the source that may sound at once, 0: any number", whole },
      put<&MosaicSpec::settings, &Of::polyphony> },
    { { "continuity", "FRAMES", 0.0, 100.0, 3.0, "",
        "Favours playing the source on for this many frames before and after one, 0: off", whole },
      put<&MosaicSpec::settings, &Of::continuity> },
    { { "transpose", "SEMITONES", 0.0, 12.0, 0.0, "",
        "Also use the source played faster and slower, up to this many semitones higher and lower", whole },
      put<&MosaicSpec::transpose> },
    { { "iterations", "N", 1.0, 1000.0, 20.0, "", "Updates", whole },
      put<&MosaicSpec::settings, &Of::iterations> },
    { { "phase-iterations", "N", 0.0, 1000.0, 30.0, "",
        "Iterations of Griffin & Lim for the phases, 0: those of the source's frames", whole },
      put<&MosaicSpec::phaseIterations> },
};

/** Adds a recording as it is, and played faster and slower by each semitone. */
core::Status addTransposed (const Sound& recording, double rateHz, Index transpose, const Resampler& resample,
                            std::vector<MatrixXf>& sources)
{
    if (recording.samples.rows() == 0)
        return core::Done{};
    for (Index semitones = -transpose; semitones <= transpose; ++semitones)
    {
        const double speed = std::exp2 (static_cast<double> (semitones) / 12.0);
        auto samples = resample (recording.samples, recording.sampleRateHz, rateHz / speed);
        if (! samples.ok())
            return samples.error();
        sources.push_back (std::move (samples).value());
    }
    return core::Done{};
}

core::Status checkMemory (const MatrixXf& target, const std::vector<MatrixXf>& sources,
                          const core::Frames& frames)
{
    Index numFrames = 0;
    for (const auto& samples : sources)
        numFrames += frames.numFrames (samples.rows());
    const double bytes = mosaicBytes (frames.numBins(), numFrames, frames.numFrames (target.rows()));
    if (bytes <= maxMosaicBytes)
        return core::Done{};
    char size[32];
    std::snprintf (size, sizeof size, "%.1f GB", bytes / (1 << 30));
    return core::Error{ "the recordings are too long for each other", "memory", size,
                        "4 GB: a shorter target, less to make it from, or a longer window" };
}
} // namespace

std::span<const core::OptionRow<MosaicSpec>> mosaicOptions() noexcept
{
    return options;
}

core::Result<Mosaic> makeMosaic (const Sound& target, std::vector<Sound> recordings, const MosaicSpec& spec,
                                 const Resampler& resample, const core::Progress& onProgress)
{
    std::vector<MatrixXf> sources;
    for (auto& recording : recordings)
    {
        if (auto added = addTransposed (recording, target.sampleRateHz, spec.transpose, resample, sources);
            ! added.ok())
            return added.error();
        recording.samples.resize (0, 0);
    }
    core::Frames frames;
    if (auto ready = frames.prepare (target.sampleRateHz, spec.windowSeconds); ! ready.ok())
        return ready.error();
    if (auto fits = checkMemory (target.samples, sources, frames); ! fits.ok())
        return fits.error();
    auto activations =
        mosaicActivations (magnitudesOf (target.samples, frames), sourceFrames (sources, frames),
                           spec.settings, [&] (double share) { return onProgress (searchShare * share); });
    if (! activations.ok())
        return activations.error();
    const SoundSettings sound{ target.samples.rows(), spec.phaseIterations, spec.settings.numThreads };
    auto samples =
        mosaicSound (sources, activations.value(), frames, sound,
                     [&] (double share) { return onProgress (searchShare + (1.0 - searchShare) * share); });
    if (! samples.ok())
        return samples.error();
    return Mosaic{ std::move (samples).value(), std::move (activations).value() };
}

} // namespace unbraid::mosaic
