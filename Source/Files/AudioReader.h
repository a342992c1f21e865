// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Files/SoundMetadata.h"

#include <Eigen/Core>

#include <filesystem>
#include <memory>

namespace unbraid::files
{

/** Limits of what is read; the engine has its own. */
constexpr Eigen::Index maxReadChannels = 64;
constexpr double minReadRateHz = 1000.0;
constexpr double maxReadRateHz = 768000.0;

struct AudioInput;

/** Reads sound block by block: what libsndfile knows, and by the program `ffmpeg`, where it is installed, what that knows
    (m4a, aac, mp4, webm). A file that is shorter than its header says, as a recorder leaves it that loses its power, is read to
    its end; `missingFrames` and `remark` tell of it afterwards. Samples are linear, full scale 1; NaN and infinity are passed on as they are. */
class AudioReader
{
public:
    /** Opens a file, or a named pipe as a stream.
        [worker].  Error: missing, unreadable, not audio, outside the limits. */
    static core::Result<AudioReader> open (const std::filesystem::path& path);

    /** Reads a WAV or RF64 stream (8 to 32-bit integer, 32 and 64-bit float) as it comes. The length 0, or one near 2 or
        4 GiB as programs write it into pipes, means "until the end". Every other format or encoding is waited for as a whole, into a
        temporary file, and then read as a file.
        descriptor  stays open and the caller's
        [worker] */
    static core::Result<AudioReader> openStandardInput (int descriptor = 0);

    /** Reads interleaved 32-bit float little-endian samples without a header. [worker] */
    static core::Result<AudioReader> openRawStandardInput (double sampleRateHz, Eigen::Index numChannels,
                                                           int descriptor = 0);

    ~AudioReader();
    AudioReader (AudioReader&&) noexcept;
    AudioReader& operator= (AudioReader&&) noexcept;

    [[nodiscard]] double sampleRateHz() const noexcept;
    [[nodiscard]] Eigen::Index numChannels() const noexcept;

    /** Length of the sound, behind which nothing is read; -1 when a stream does not say. [any] */
    [[nodiscard]] Eigen::Index numFrames() const noexcept;

    /** Frames that the header promises and the file does not have, once it was read to its end. [any] */
    [[nodiscard]] Eigen::Index missingFrames() const noexcept;

    /** Repairs that reading made, as a clause to follow the file's name; empty: none. [any] */
    [[nodiscard]] const std::string& remark() const noexcept;

    /** Metadata of the file. [any] */
    [[nodiscard]] const SoundMetadata& metadata() const noexcept;

    /** Reads the next frames into the top rows of `block` and says how many; fewer than asked for only at the
        end, 0 after it. Rows below are left as they were.
        block  [frames x numChannels]
        [worker].  Error: the sound cannot be decoded. */
    core::Result<Eigen::Index> read (Eigen::Ref<Eigen::MatrixXf> block);

    /** The next `read` starts at this frame, counted from 0.
        [worker].  Error: a stream, or a frame behind the end. */
    core::Status seek (Eigen::Index frame);

private:
    static core::Result<AudioReader> of (core::Result<std::unique_ptr<AudioInput>> input);
    explicit AudioReader (std::unique_ptr<AudioInput> source);

    std::unique_ptr<AudioInput> input;
    Eigen::MatrixXf interleaved; // [channels x frames]
};

/** A whole sound in memory. */
struct Recording
{
    double sampleRateHz = 0.0;
    Eigen::MatrixXf samples;        // [frames x channels]
    Eigen::Index missingFrames = 0; // promised by the file's header, and not there
    std::string remark{};           // what is odd about the file, as of `AudioReader`
    SoundMetadata metadata{};
};

/** What is missing of the file of a recording, and what else is odd about it or its samples, as a clause to follow its name;
    empty: nothing.
    firstFrame  of the file that is in it
    [any] */
std::string oddityOf (const Recording& recording, Eigen::Index firstFrame = 0);

/** The same of a file that was read to its end. [any] */
std::string oddityOf (const AudioReader& reader);

/** Reads a whole file, for training and evaluation.
    [worker].  Error: as `AudioReader`, or longer than `maxFrames`. */
core::Result<Recording> readRecording (const std::filesystem::path& path, Eigen::Index maxFrames);

/** Reads a part of a file, which may be cut short: `numFrames` from `firstFrame` on, fewer, or none, where the file ends.
    [worker].  Error: as `AudioReader`. */
core::Result<Recording> readPart (const std::filesystem::path& path, Eigen::Index firstFrame,
                                  Eigen::Index numFrames);

} // namespace unbraid::files
