// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"

#include <optional>
#include <string>

namespace unbraid::cli
{

/** A recording that goes through the engine for its frames alone, in which pitches and notes are found; it is read block by
    block. [worker] */
class ObservedRecording
{
public:
    /** Error: those of reading and of the engine. */
    core::Status open (const SeparationPlan& plan, const std::filesystem::path& recording);

    [[nodiscard]] double sampleRateHz() const { return reader->sampleRateHz(); }
    [[nodiscard]] double seconds() const
    {
        return static_cast<double> (reader->numFrames()) / sampleRateHz();
    }
    [[nodiscard]] const core::FrameGeometry& geometry() const { return separator.engine().geometry(); }

    /** Shows every frame.
        onProgress  called with the share done
        Error: those of reading, or cancelled by the user. */
    core::Status observe (FrameObserver observer, const core::Progress& onProgress);

    /** Shows the frames of so much silence after the end. */
    void addSilence (Eigen::Index numSamples);

private:
    std::string name;
    std::optional<files::AudioReader> reader; // from `open` on
    RecordingSeparator separator;
};

} // namespace unbraid::cli
