// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Reading/FileView.h"
#include "Files/SoundMetadata.h"

#include <cstdint>
#include <vector>

namespace unbraid::files
{

/** Where blocks of ours go in a FLAC file: behind the mark and the first block, which is never the last. */
constexpr std::int64_t flacBlocksAt = 42;

/** The chunks of WAV in a FLAC file: its blocks of the application "riff".
    begin  of the file's mark
    [worker] */
std::vector<MetadataChunk> chunksOfFlac (const FileView& file, std::int64_t begin);

/** Such blocks, to be put into a file. Chunks that are too long for a block are left out. [worker] */
std::vector<std::byte> flacBlocksOf (const SoundMetadata& metadata);

} // namespace unbraid::files
