// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/LearnTask.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Solvers/AdaptedAtoms.h"
#include "Core/Spectral/Mixdown.h"
#include "Core/Spectral/Window.h"
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Files/Resampler.h"
#include "Training/Material/Segment.h"
#include "Training/Methods/DictionaryMerge.h"

#include <algorithm>
#include <cmath>

namespace unbraid::plugin
{

namespace
{
constexpr Eigen::Index maxLearnedAtoms = 256;
constexpr int iterations = 100;                  // more changes no separation that was tried
constexpr Eigen::Index maxTrainingFrames = 8000; // learned from: a minute of short windows
constexpr double highestOwnRateHz = 44100.0;     // of a dictionary of its own: the audible range
constexpr double ownWindowSeconds = 0.046;       // of the same
constexpr double ownResidualAtoms = 8.0;         // of the same
constexpr double segmentSeconds = 5.0;           // kept back at a time
constexpr double heldOutShare = 0.1;             // of the segments: of 25 s and more, one and more
constexpr double blockSeconds = 0.01;
constexpr double minSeconds = 0.5; // audible
constexpr float silentRms = 1e-5f; // -100 dB of full scale: converters are noisier

/** Root mean squares of the blocks of a sound; what is behind the last whole one is not counted. */
Eigen::ArrayXf levelsOf (const Eigen::MatrixXf& sound, double rateHz)
{
    const auto length = static_cast<Eigen::Index> (blockSeconds * rateHz);
    Eigen::ArrayXf levels (sound.rows() / length);
    for (Eigen::Index block = 0; block < levels.size(); ++block)
        levels[block] = std::sqrt (sound.col (0).segment (block * length, length).squaredNorm() /
                                   static_cast<float> (length));
    return levels;
}

core::Status checkSound (const Eigen::MatrixXf& sound, double rateHz, float dynamicRangeDb)
{
    const std::string where = "captured sound";
    if (! (rateHz >= core::minSampleRateHz && rateHz <= core::maxSampleRateHz &&
           rateHz == std::floor (rateHz)))
        return cannotLearn (where, core::numberText (rateHz) + " Hz", "whole numbers from 8000 to 192000 Hz");
    if (! sound.allFinite())
        return cannotLearn (where, "NaN or Inf", "finite samples");
    const Eigen::ArrayXf levels = levelsOf (sound, rateHz);
    const float loudest = levels.size() > 0 ? levels.maxCoeff() : 0.0f;
    if (loudest < silentRms)
        return cannotLearn (where, "silence", "a sound above -100 dB of full scale");
    const float quietest = std::max (silentRms, loudest * std::pow (10.0f, -dynamicRangeDb / 20.0f));
    const double audibleSeconds = blockSeconds * static_cast<double> ((levels >= quietest).count());
    if (audibleSeconds < minSeconds)
        return cannotLearn (where, core::numberText (audibleSeconds) + " s that can be heard",
                            "at least " + core::numberText (minSeconds) + " s");
    return core::Done{};
}

/** Kullback-Leibler on magnitudes, since beside a residual that adapts Itakura-Saito gives it everything. */
training::TrainingSpec ownSpec (const LearnRequest& request)
{
    training::TrainingSpec spec;
    spec.sampleRateHz = std::min (request.sampleRateHz, highestOwnRateHz);
    spec.windowSeconds = ownWindowSeconds;
    spec.spectrum = core::Spectrum::magnitude;
    spec.divergenceBeta = 1.0f;
    if (! core::adaptsWhilePlaying (request.source))
        spec.mixer["residual_atoms"] = ownResidualAtoms;
    return spec;
}

core::Result<training::TrainingSpec> specFor (const LearnRequest& request)
{
    auto spec = request.base == nullptr ? core::Result<training::TrainingSpec> (ownSpec (request))
                                        : training::specToExtend (*request.base);
    if (! spec.ok())
        return spec;
    spec.value().iterations = iterations;
    spec.value().maxFrames = maxTrainingFrames;
    spec.value().heldOutShare = heldOutShare;
    spec.value().segmentSeconds = segmentSeconds;
    spec.value().licence = request.licence;
    spec.value().command = "learned by the plugin, " + std::to_string (request.numAtoms) + " atoms";
    return spec;
}

/** Joins flat atoms, so that what would be refused after the training is refused before it. */
core::Status rehearse (const LearnRequest& request, const training::TrainingSpec& spec)
{
    const auto geometry = training::trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    core::Dictionary flat;
    flat.sampleRateHz = spec.sampleRateHz;
    flat.window = geometry.value().analysis;
    flat.hop = training::trainingHop (geometry.value());
    flat.windowShape = core::windowShapeName;
    flat.spectrum = spec.spectrum;
    flat.frequenciesHz = core::binFrequencies (geometry.value(), geometry.value().numBins());
    flat.atoms.setOnes (flat.frequenciesHz.size(), request.numAtoms);
    core::normaliseAtoms (flat.atoms);
    flat.sources.push_back ({ request.source, 0, request.numAtoms, {}, {}, request.isTarget });
    flat.licence = spec.licence;
    if (auto valid = core::validate (flat); ! valid.ok())
        return valid;
    const auto whole = joinedTo (request.base, std::move (flat));
    return whole.ok() ? core::Status (core::Done{}) : whole.error();
}
} // namespace

core::Result<core::Dictionary> joinedTo (const std::shared_ptr<const core::Dictionary>& base,
                                         core::Dictionary learned)
{
    if (base == nullptr)
        return learned;
    return training::withLearnedSource (*base, learned);
}

core::Result<LearnTask> checkedTask (LearnRequest request)
{
    if (request.numAtoms < 1 || request.numAtoms > maxLearnedAtoms)
        return cannotLearn ("atoms", std::to_string (request.numAtoms),
                            "1 to " + std::to_string (maxLearnedAtoms));
    auto spec = specFor (request);
    if (! spec.ok())
        return spec.error();
    if (auto rehearsed = rehearse (request, spec.value()); ! rehearsed.ok())
        return rehearsed.error();
    if (! request.files.empty())
        return LearnTask{ std::move (request), std::move (spec).value(), {} };
    Eigen::MatrixXf sound (request.samples.cols() > 0 ? request.samples.rows() : 0, 1);
    if (sound.size() > 0)
        sound = core::mixdown (request.samples, request.sampleRateHz);
    request.samples.resize (0, 0);
    if (auto checked = checkSound (sound, request.sampleRateHz, spec.value().dynamicRangeDb); ! checked.ok())
        return checked.error();
    return LearnTask{ std::move (request), std::move (spec).value(), std::move (sound) };
}

core::Status writeSound (const Eigen::MatrixXf& mono, double sampleRateHz, double minHz,
                         const std::filesystem::path& path)
{
    const double writtenHz = std::max (sampleRateHz, std::ceil (minHz));
    const auto resampled = files::resample (mono, sampleRateHz, writtenHz);
    if (! resampled.ok())
        return resampled.error();
    auto writer = files::AudioWriter::create (path, writtenHz, mono.cols());
    if (! writer.ok())
        return writer.error();
    if (auto written = writer.value().write (resampled.value()); ! written.ok())
        return written;
    return writer.value().finish();
}

core::Result<std::vector<std::filesystem::path>> soundFiles (const LearnTask& task,
                                                             const std::filesystem::path& folder)
{
    const double minHz = task.spec.sampleRateHz;
    if (task.request.files.empty())
    {
        const auto file = folder / "captured.wav";
        if (auto written = writeSound (task.sound, task.request.sampleRateHz, minHz, file); ! written.ok())
            return written.error();
        return std::vector{ file };
    }
    auto ready = task.request.files;
    for (size_t i = 0; i < ready.size(); ++i)
    {
        const auto reader = files::AudioReader::open (ready[i]);
        if (! reader.ok())
            return reader.error();
        if (reader.value().sampleRateHz() >= minHz)
            continue;
        const auto whole = files::readPart (ready[i], 0, reader.value().numFrames());
        if (! whole.ok())
            return whole.error();
        ready[i] = folder / ("recording-" + std::to_string (i) + ".wav");
        if (auto written = writeSound (core::mixdown (whole.value().samples, whole.value().sampleRateHz),
                                       whole.value().sampleRateHz, minHz, ready[i]);
            ! written.ok())
            return written.error();
    }
    return ready;
}

} // namespace unbraid::plugin
