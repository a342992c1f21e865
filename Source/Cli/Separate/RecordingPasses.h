// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"
#include "Cli/Separate/SampleSpool.h"

namespace unbraid::cli
{

/** The passes over a file before the one that writes its sources, of every `--quality` but `live`:

        forwards   the engine learns noise, residual, panning and the atoms of notes from all of it, and keeps them
        backwards  where the dictionary and the options allow it, the sources of the recording played backwards, which
                   wait on the disk and are averaged with those of the last pass

    Memory does not grow with the length of the file; the disk holds all its sources once, as 32-bit floats.
    `--quality live` has no such passes. [worker] */
class RecordingPasses
{
public:
    /** reader     stands at the beginning; afterwards again
        separator  prepared; afterwards ready for the last pass
        Error: a stream, which cannot be read twice; those of reading and of the disk; cancelled by the user. */
    core::Status prepare (files::AudioReader& reader, RecordingSeparator& separator,
                          const SeparationPlan& plan, const core::Progress& onProgress);

    /** Part of the last pass in the progress: the share done before it, and that of its own. */
    [[nodiscard]] core::Progress ofLastPass (const core::Progress& onProgress) const;

    /** Averages the next sources of the last pass with those of the backward pass, where there was one.
        Error: the disk's. */
    core::Status blend (Eigen::MatrixXf& sources);

    [[nodiscard]] bool ranBackwards() const noexcept { return isReversed; }

private:
    core::Result<Eigen::Index> learn (files::AudioReader& reader, RecordingSeparator& separator,
                                      const core::Progress& onProgress);
    core::Status runBackwards (files::AudioReader& reader, RecordingSeparator& separator,
                               const SeparationPlan& plan, Eigen::Index numFrames,
                               const core::Progress& onProgress);

    bool isReversed = false;
    int numPasses = 1;
    SampleSpool spool;         // the last frame first
    Eigen::Index position = 0; // frames of the last pass that were blended
    Eigen::MatrixXf reversed;
};

} // namespace unbraid::cli
