// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/Segment.h"

#include "Core/Factorisation/Solvers/ActivationSolver.h"
#include "Core/Spectral/Mixdown.h"
#include "Core/Spectral/SubsonicSplit.h"
#include "Files/Resampler.h"
#include "Training/Cancelled.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace unbraid::training
{

namespace
{
constexpr double silentRms = 1e-7;
constexpr double attackSeconds = 0.03; // a frame that overlaps it contains an onset

/** One channel at the dictionary's rate. */
core::Result<Eigen::VectorXf> readMono (const TrainingSpec& spec, const Segment& segment)
{
    auto recording = files::readPart (segment.file.path, segment.firstFrame, segment.numFrames);
    if (! recording.ok())
        return recording.error();
    const bool isThere = recording.value().samples.rows() > 0 || segment.firstFrame == 0;
    if (const auto oddity = files::oddityOf (recording.value(), segment.firstFrame);
        isThere && spec.onOddFile && ! oddity.empty())
        spec.onOddFile (segment.file.path, oddity);
    const double recordedHz = recording.value().sampleRateHz;
    return monoOf (recording.value(), recordedHz * std::exp2 (segment.file.transposeSemitones / 12.0),
                   spec.sampleRateHz);
}

/** All frames of a segment, unnormalised. */
core::Result<Eigen::MatrixXf> readSpectra (const TrainingSpec& spec, const Segment& segment)
{
    const auto geometry = trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    core::RealFft fft;
    if (auto planned = fft.prepare (geometry.value().fft); ! planned.ok())
        return planned.error();
    const auto samples = readMono (spec, segment);
    if (! samples.ok())
        return samples.error();
    return spectraOf (samples.value(), geometry.value(), trainingHop (geometry.value()), spec.spectrum, fft);
}

/** Frames that lie whole in a sound; none in one that is shorter than a window, by however little. */
Eigen::Index numWholeFrames (Eigen::Index numSamples, Eigen::Index window, Eigen::Index hop)
{
    return numSamples < window ? 0 : (numSamples - window) / hop + 1;
}

/** The level below which a frame is left out. */
float quietest (const TrainingSpec& spec, const core::FrameGeometry& geometry, float loudest)
{
    const double silentPower = silentRms * silentRms * static_cast<double> (geometry.analysis);
    const bool isPower = spec.spectrum == core::Spectrum::power;
    const auto silence = static_cast<float> (isPower ? silentPower : std::sqrt (silentPower));
    return std::max (loudest * std::pow (10.0f, -spec.dynamicRangeDb / (isPower ? 10.0f : 20.0f)), silence);
}

/** The frames above a level, normalised to unit mean.
    onsetFrames  number of frames from the first of them on whose window contains the onset */
Frames chooseFrames (const Eigen::MatrixXf& spectra, const Eigen::RowVectorXf& levels, float minLevel,
                     Eigen::Index onsetFrames)
{
    Frames chosen{ Eigen::MatrixXf (spectra.rows(), (levels.array() > minLevel).count()), {}, {} };
    Eigen::Index first = -1, last = -2;
    for (Eigen::Index frame = 0; frame < spectra.cols(); ++frame)
    {
        if (! (levels[frame] > minLevel))
            continue;
        first = first < 0 ? frame : first;
        chosen.spectra.col (chosen.count()) =
            (spectra.col (frame).array() / levels[frame] + core::ActivationSolver::modelFloor);
        chosen.continues.push_back (frame == last + 1 ? 1 : 0);
        chosen.onsets.push_back (frame - first < onsetFrames ? 1 : 0);
        last = frame;
    }
    return chosen;
}

/** The segments of one recording; its loudest frame is not yet known. */
core::Result<std::vector<Segment>> cut (const TrainingSpec& spec, const CorpusFile& file)
{
    const auto reader = files::AudioReader::open (file.path);
    if (! reader.ok())
        return reader.error();
    const double rateHz = reader.value().sampleRateHz();
    if (rateHz < spec.sampleRateHz)
        return core::Error{ "the recording holds too little of the spectrum", file.path.string(),
                            std::to_string (std::lround (rateHz)) + " Hz",
                            "at least the dictionary's " + std::to_string (std::lround (spec.sampleRateHz)) +
                                " Hz" };
    const auto length = static_cast<Eigen::Index> (std::ceil (spec.segmentSeconds * rateHz));
    const Eigen::Index numFrames = std::max<Eigen::Index> (1, reader.value().numFrames());
    std::vector<Segment> segments;
    for (Eigen::Index first = 0; first < numFrames; first += length)
        segments.push_back ({ file, rateHz, first, std::min (length, numFrames - first), 0.0f });
    return segments;
}

core::Result<float> loudestFrame (const TrainingSpec& spec, const Segment& segment)
{
    const auto spectra = readSpectra (spec, segment);
    if (! spectra.ok())
        return spectra.error();
    return spectra.value().cols() == 0 ? 0.0f : spectra.value().colwise().mean().maxCoeff();
}

/** Finds the loudest frame of a recording of several segments, a few at a time. */
core::Status measure (const TrainingSpec& spec, const std::function<bool()>& shouldContinue,
                      std::vector<Segment>& segments)
{
    constexpr size_t atOnce = 16;
    std::vector<core::Result<float>> levels (segments.size(), 0.0f);
    for (size_t first = 0; segments.size() > 1 && first < segments.size(); first += atOnce)
    {
        if (! shouldContinue())
            return trainingCancelled ("reading");
        runInParallel (std::min (atOnce, segments.size() - first), spec.numThreads,
                       [&] (size_t i) { levels[first + i] = loudestFrame (spec, segments[first + i]); });
    }
    float loudest = 0.0f;
    for (const auto& level : levels)
    {
        if (! level.ok())
            return level.error();
        loudest = std::max (loudest, level.value());
    }
    for (auto& segment : segments)
        segment.loudest = loudest;
    return core::Done{};
}
} // namespace

core::Result<core::FrameGeometry> trainingGeometry (const TrainingSpec& spec)
{
    return core::frameGeometry (spec.sampleRateHz, core::LatencyMode::balanced, spec.windowSeconds);
}

Eigen::Index trainingHop (const core::FrameGeometry& geometry)
{
    return std::max<Eigen::Index> (1, geometry.analysis / 4);
}

void append (const Frames& added, Frames& frames)
{
    const Eigen::Index before = frames.count();
    frames.spectra.conservativeResize (added.spectra.rows(), before + added.count());
    frames.spectra.rightCols (added.count()) = added.spectra;
    frames.continues.insert (frames.continues.end(), added.continues.begin(), added.continues.end());
    frames.onsets.insert (frames.onsets.end(), added.onsets.begin(), added.onsets.end());
}

Frames part (const Frames& frames, Eigen::Index first, Eigen::Index count)
{
    Frames some{ frames.spectra.middleCols (first, count),
                 { frames.continues.begin() + first, frames.continues.begin() + first + count },
                 { frames.onsets.begin() + first, frames.onsets.begin() + first + count } };
    if (count > 0)
        some.continues.front() = 0;
    return some;
}

core::Result<Eigen::VectorXf> monoOf (const files::Recording& recording, double playedHz, double wantedHz)
{
    const Eigen::MatrixXf finite =
        recording.samples.array().isFinite().select (recording.samples.array(), 0.0f);
    const Eigen::MatrixXf mono = core::mixdown (finite, recording.sampleRateHz);
    auto resampled = files::resample (core::withoutOffset (mono, recording.sampleRateHz), playedHz, wantedHz);
    if (! resampled.ok())
        return resampled.error();
    return Eigen::VectorXf (resampled.value().col (0));
}

Eigen::MatrixXf spectraOf (const Eigen::VectorXf& samples, const core::FrameGeometry& geometry,
                           Eigen::Index hop, core::Spectrum kind, core::RealFft& fft)
{
    const Eigen::VectorXf window = core::makeWindowPair (geometry).analysis;
    const Eigen::Index numFrames = numWholeFrames (samples.size(), geometry.analysis, hop);
    Eigen::MatrixXf spectra (geometry.numBins(), numFrames);
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (geometry.fft);
    Eigen::VectorXcf bins (geometry.numBins());
    for (Eigen::Index frame = 0; frame < numFrames; ++frame)
    {
        padded.head (geometry.analysis) =
            samples.segment (frame * hop, geometry.analysis).cwiseProduct (window);
        fft.forward (padded.data(), bins.data());
        spectra.col (frame) = bins.cwiseAbs2();
    }
    if (kind == core::Spectrum::magnitude)
        spectra = spectra.cwiseSqrt();
    return spectra;
}

core::Result<std::vector<Segment>> segmentsOf (const TrainingSpec& spec, const CorpusFile& file,
                                               const std::function<bool()>& shouldContinue)
{
    if (! shouldContinue())
        return trainingCancelled ("reading");
    auto segments = cut (spec, file);
    if (! segments.ok())
        return segments;
    if (auto measured = measure (spec, shouldContinue, segments.value()); ! measured.ok())
        return measured.error();
    return segments;
}

bool mayLeaveOut (const TrainingSpec& spec, const std::filesystem::path& file, const core::Error& error)
{
    const bool isShared =
        spec.ranks != nullptr && spec.ranks->count() > 1; // what other ranks say is not shown
    return ! error.cancelled && ! isShared && spec.mayLeaveOut && spec.mayLeaveOut (file, error);
}

core::Result<std::vector<Segment>> listSegments (const TrainingSpec& spec,
                                                 const std::vector<CorpusFile>& files,
                                                 const std::function<bool()>& shouldContinue)
{
    std::vector<Segment> all;
    std::optional<core::Error> first; // of a file that is left out
    for (const auto& file : files)
    {
        const auto segments = segmentsOf (spec, file, shouldContinue);
        if (segments.ok())
            all.insert (all.end(), segments.value().begin(), segments.value().end());
        else if (files.size() == 1 || ! mayLeaveOut (spec, file.path, segments.error()))
            return segments.error();
        else if (! first)
            first = segments.error();
    }
    if (all.empty() && first)
        return *first;
    return all;
}

core::Result<Frames> readSegment (const TrainingSpec& spec, const Segment& segment)
{
    const auto spectra = readSpectra (spec, segment);
    if (! spectra.ok())
        return spectra.error();
    const auto geometry = trainingGeometry (spec);
    const Eigen::RowVectorXf levels = spectra.value().colwise().mean();
    const bool isWhole = segment.loudest == 0.0f;
    const float loudest = ! isWhole ? segment.loudest : levels.size() > 0 ? levels.maxCoeff() : 0.0f;
    const double onset = static_cast<double> (geometry.value().analysis) + attackSeconds * spec.sampleRateHz;
    const auto onsetFrames = static_cast<Eigen::Index> (onset) / trainingHop (geometry.value());
    return chooseFrames (spectra.value(), levels, quietest (spec, geometry.value(), loudest),
                         segment.firstFrame == 0 ? onsetFrames : 0);
}

} // namespace unbraid::training
