// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Files/AtomicFile.h"
#include "Files/SoundMetadata.h"

#include <Eigen/Core>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace unbraid::files
{

/** Destination of AudioWriter's samples: a file or a stream. Inside this module only. */
struct AudioOutput
{
    AudioOutput() = default;
    virtual ~AudioOutput() = default;
    AudioOutput (const AudioOutput&) = delete;
    AudioOutput& operator= (const AudioOutput&) = delete;

    /** Appends frames.
        interleaved  [numChannels x numFrames]
        [worker] */
    virtual core::Status write (const float* interleaved, Eigen::Index numFrames) = 0;

    /** Brings the header up to what is written. [worker] */
    virtual core::Status renew() { return core::Done{}; }

    /** Completes the file, which has no name yet; nothing where it goes to a stream. Called once. [worker] */
    virtual core::Result<std::optional<AtomicFile>> complete() = 0;

    /** Chunks that stand behind the samples; formats other than WAV leave them out. [worker] */
    virtual void setBehind (const std::vector<MetadataChunk>& /*chunks*/) {}

    Eigen::Index numChannels = 0;
};

/** The error all outputs give. [worker] */
inline core::Error cannotWriteSound (const std::string& where, std::string found, std::string allowed = {})
{
    return { "the sound cannot be written", where, std::move (found), std::move (allowed) };
}

} // namespace unbraid::files
