// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Reading/FileView.h"
#include "Files/SoundMetadata.h"

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace unbraid::files
{

/** The samples of a WAV or RF64 file. */
struct WavSamples
{
    std::vector<std::byte> format;                             // the contents of its "fmt " chunk
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges; // of bytes of the file
    std::int64_t promisedBytes = 0;   // of the whole file, where it is shorter; else 0
    Eigen::Index promisedFrames = -1; // where it is shorter, and the encoding tells
    bool isAsStated = false;          // as the header says, in one chunk
    std::int64_t end = 0;             // of the file, or where another file follows it
    std::vector<MetadataChunk> metadata;
};

/** Whether a chunk is carried into what is made from a file: bext, iXML, cue, smpl, LIST. */
bool isCarried (std::string_view id);

/** Whether four bytes can be the name of a chunk; else the rest is no chunks, such as zeros. */
bool isChunkId (std::string_view id);

/** Of all that are carried: more is no metadata. */
constexpr std::uint32_t maxCarriedBytes = 1 << 24;

/** The places of the channels that a "fmt " chunk gives; 0: none. */
std::uint32_t channelMaskOf (std::span<const std::byte> format);

/** Finds the samples between two positions. A size of 0, one near 2 or 4 GiB, one that wrapped around and one behind which no
    chunk follows say nothing: then the sound goes on to the end. Nothing for another format, or without samples. [worker] */
std::optional<WavSamples> samplesOfWav (const FileView& file, std::int64_t begin, std::int64_t end);

/** A file of these samples with a header of its own. [worker] */
FileView viewOf (int descriptor, const WavSamples& samples);

} // namespace unbraid::files
