// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/ObservedRecording.h"

namespace unbraid::cli
{

core::Status ObservedRecording::open (const SeparationPlan& plan, const std::filesystem::path& recording)
{
    auto opened = files::AudioReader::open (recording);
    if (! opened.ok())
        return opened.error();
    name = recording.string();
    reader.emplace (std::move (opened).value());
    return separator.prepare (plan, reader->sampleRateHz(), reader->numChannels());
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
