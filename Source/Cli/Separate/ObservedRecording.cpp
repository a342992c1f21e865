// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/ObservedRecording.h"

#include "Core/Spectral/Audible.h"
#include "Core/Transcription/NoteFinder.h"

#include <cmath>

namespace unbraid::cli
{

namespace
{
constexpr double secondsToTune = 600.0; // of a recording are enough to know its tuning

/** The tuning of a recording; nothing where it has none that is clear. */
core::Result<std::optional<double>> findTuning (const std::filesystem::path& recording)
{
    auto opened = files::AudioReader::open (recording);
    if (! opened.ok())
        return opened.error();
    auto& reader = opened.value();
    core::TuningFinder finder;
    if (auto ready = finder.prepare (reader.sampleRateHz()); ! ready.ok())
        return ready.error();
    constexpr Eigen::Index blockFrames = 1 << 15;
    Eigen::MatrixXf block (blockFrames, reader.numChannels());
    auto left = static_cast<Eigen::Index> (secondsToTune * reader.sampleRateHz());
    for (Eigen::Index count = blockFrames; count == blockFrames && left > 0; left -= count)
    {
        const auto read = reader.read (block);
        if (! read.ok())
            return read.error();
        count = read.value();
        Eigen::MatrixXf heard = block.topRows (count).unaryExpr (&core::audible);
        Eigen::Index loudest = 0; // their sum may be silence
        if (count > 0)
            heard.colwise().squaredNorm().maxCoeff (&loudest);
        finder.add (heard.col (loudest));
    }
    return finder.tuningHz();
}
} // namespace

core::Status ObservedRecording::open (const SeparationPlan& plan, const std::filesystem::path& recording,
                                      std::optional<double> tuningHz)
{
    if (! tuningHz && core::NoteFinder::canFind (plan.dictionary))
    {
        const auto found = findTuning (recording);
        if (! found.ok())
            return found.error();
        tuningHz = found.value();
    }
    auto opened = files::AudioReader::open (recording);
    if (! opened.ok())
        return opened.error();
    name = recording.string();
    reader.emplace (std::move (opened).value());
    double rateHz = reader->sampleRateHz();
    tuning = tuningHz.value_or (core::standardTuningHz);
    const double playedHz = rateHz * core::standardTuningHz / tuning;
    const bool isServed = playedHz >= core::minSampleRateHz && playedHz <= core::maxSampleRateHz;
    if (std::abs (core::centsFromStandard (tuning)) < core::tuningToleranceCents || ! isServed)
        tuning = core::standardTuningHz;
    else
        rateHz = playedHz;
    return separator.prepare (plan, rateHz, reader->numChannels());
}

core::Status ObservedRecording::observe (FrameObserver observer, const core::Progress& onProgress)
{
    separator.observe (std::move (observer));
    const auto ignore = [] (const auto&) { return core::Status (core::Done{}); };
    const auto numFrames = streamRecording (name, *reader, separator, ignore, onProgress);
    return numFrames.ok() ? core::Status (core::Done{}) : core::Status (numFrames.error());
}

void ObservedRecording::addSilence (Eigen::Index numSamples)
{
    separator.process (Eigen::MatrixXf::Zero (numSamples, reader->numChannels()));
}

} // namespace unbraid::cli
