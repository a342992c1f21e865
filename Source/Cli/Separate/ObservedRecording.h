// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"
#include "Core/Transcription/TuningFinder.h"

#include <optional>
#include <string>

namespace unbraid::cli
{

/** A recording that goes through the engine for its frames alone, in which pitches and notes are found; it is read block by
    block. Where it is not tuned to 440 Hz, as the atoms of dictionaries are, the engine takes it to be played at the rate at
    which it would be: not one sample changes, and a sample stays where it is in time. [worker] */
class ObservedRecording
{
public:
    /** tuningHz  of the recording's A4; empty: found, where the dictionary has pitches
        Error: those of reading and of the engine. */
    core::Status open (const SeparationPlan& plan, const std::filesystem::path& recording,
                       std::optional<double> tuningHz = {});

    /** Of A4; 440 where it is not known, or so near to it that nothing was changed. */
    [[nodiscard]] double tuningHz() const { return tuning; }

    [[nodiscard]] double sampleRateHz() const { return reader->sampleRateHz(); }
    [[nodiscard]] double seconds() const
    {
        return static_cast<double> (reader->numFrames()) / sampleRateHz();
    }

    /** With the rate that the engine takes it for. */
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
    double tuning = core::standardTuningHz;
};

} // namespace unbraid::cli
