// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Files/SoundMetadata.h"

#include <Eigen/Core>

#include <memory>
#include <string>

namespace unbraid::files
{

/** Origin of AudioReader's samples: a file or a stream. Inside this module only. */
struct AudioInput
{
    AudioInput() = default;
    virtual ~AudioInput() = default;
    AudioInput (const AudioInput&) = delete;
    AudioInput& operator= (const AudioInput&) = delete;

    /** Reads up to `count` frames, fewer only at the end, and none behind `numFrames` where that is known.
        interleaved  [numChannels x count]
        [worker] */
    virtual core::Result<Eigen::Index> read (float* interleaved, Eigen::Index count) = 0;

    /** Goes to a frame, counted from 0. Error: streams cannot. [worker] */
    virtual core::Status seek (Eigen::Index frame);

    std::string name; // for errors
    double sampleRateHz = 0.0;
    Eigen::Index numChannels = 0;
    Eigen::Index numFrames = -1;    // -1: not known
    Eigen::Index missingFrames = 0; // promised by the header, and not there; known at the end
    std::shared_ptr<void> opened{}; // closes a stream that was opened by its name
    SoundMetadata metadata{};
    std::string remark{}; // what is odd about the file, to be told with its name: "has ..."
};

/** The error all inputs give. [worker] */
inline core::Error cannotRead (const std::string& where, std::string found, std::string allowed)
{
    return { "the sound cannot be read", where, std::move (found), std::move (allowed) };
}

inline core::Status AudioInput::seek (Eigen::Index frame)
{
    return cannotRead (name + ", frame " + std::to_string (frame), "a stream", "a file");
}

/** The limits AudioReader promises. [worker] */
core::Status checkLimits (const AudioInput& input);

} // namespace unbraid::files
