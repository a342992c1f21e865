// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Files/AtomicFile.h"
#include "Files/SoundMetadata.h"

#include <Eigen/Core>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace unbraid::files
{

/** How sound is stored. The first three are WAV (RF64 above 4 GB). Only float32, and those that follow flac, aiff to wave64,
    keep every bit; pcm16, pcm24 and flac clip at full scale, without dither; the last three lose more than that. */
enum class AudioFormat
{
    float32,
    pcm16,
    pcm24,
    flac, // 24 bits
    aiff,
    au,
    caf,
    wave64,
    vorbis,
    opus,
    mp3
};

/** The format that the ending of a name asks for, WAV being float32. [any] */
std::optional<AudioFormat> formatOf (const std::filesystem::path& path);

/** ".wav, .flac, ...": the endings that `formatOf` knows and this libsndfile can write. [worker] */
std::string writableEndings();

/** True where all metadata are carried, not tags alone: in WAV and FLAC. [any] */
bool carriesChunks (AudioFormat format);

/** True where samples beyond full scale are clipped. [any] */
bool clips (AudioFormat format);

struct AudioOutput;

/** Writes sound block by block to a file that appears under its name by `finish`, or to standard output.
    The same samples give the same bytes: no date, no peak chunk. Without `finish` no file remains, but that of `createTake`. */
class AudioWriter
{
public:
    /** Creates the file. WAV and FLAC carry all of the metadata, the other formats those tags that they have.
        [worker].  Error: the folder, or a rate or a number of channels the format cannot hold. */
    static core::Result<AudioWriter> create (const std::filesystem::path& path, double sampleRateHz,
                                             Eigen::Index numChannels,
                                             AudioFormat format = AudioFormat::float32,
                                             const SoundMetadata& metadata = {});

    /** Creates a file that has its name from now on and stays, however the program ends: for a live recording, of which there
        is no other copy. What was written before the last `renew` can be opened.
        [worker].  Error: as `create`, and a file of that name. */
    static core::Result<AudioWriter> createTake (const std::filesystem::path& path, double sampleRateHz,
                                                 Eigen::Index numChannels, AudioFormat format);

    /** Streams a 32-bit float WAV of unknown length (sizes 0xFFFFFFFF, as is customary in pipes). [worker] */
    static core::Result<AudioWriter> toStandardOutput (double sampleRateHz, Eigen::Index numChannels,
                                                       int descriptor = 1,
                                                       const SoundMetadata& metadata = {});

    ~AudioWriter();
    AudioWriter (AudioWriter&&) noexcept;
    AudioWriter& operator= (AudioWriter&&) noexcept;

    /** Appends frames.
        block  [frames x channels]
        [worker].  Error: the disk is full, or the reader of the pipe has gone. */
    core::Status write (const Eigen::Ref<const Eigen::MatrixXf>& block);

    /** Brings the header up to what is written; in formats without lengths there is nothing to do. [worker] */
    core::Status renew();

    /** Adds the chunks that a stream brought behind its samples; WAV files alone have place for them by then. [worker] */
    void addBehind (const SoundMetadata& metadata);

    /** Completes the header and gives the file its name; may be called once. [worker] */
    core::Status finish();

    /** Instead of `finish`, for files that appear together (`AtomicFile::commitTogether`): completes the header and hands the
        file over; nothing where the sound goes to standard output. [worker] */
    core::Result<std::optional<AtomicFile>> complete();

    /** Samples written that are beyond full scale: where the format clips, they were cut. [any] */
    [[nodiscard]] Eigen::Index numBeyondFullScale() const noexcept { return beyondFullScale; }

private:
    static core::Result<AudioWriter> open (core::Result<AtomicFile> file, double sampleRateHz,
                                           Eigen::Index numChannels, AudioFormat format,
                                           const SoundMetadata& metadata);
    explicit AudioWriter (std::unique_ptr<AudioOutput> destination);

    std::unique_ptr<AudioOutput> output;
    Eigen::MatrixXf interleaved; // [channels x frames]
    Eigen::Index beyondFullScale = 0;
};

} // namespace unbraid::files
