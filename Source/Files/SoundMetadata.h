// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace unbraid::files
{

/** A chunk of a WAV file. */
struct MetadataChunk
{
    std::array<char, 4> id{};
    std::vector<std::byte> contents;
    bool isBehind = false; // the samples, where a stream brings it last
};

/** A tag by libsndfile's number of it, SF_STR_TITLE to SF_STR_GENRE. */
struct MetadataTag
{
    int kind = 0;
    std::string text; // UTF-8
};

/** Metadata of a sound file, to be carried into what is made from it. */
struct SoundMetadata
{
    std::vector<MetadataChunk>
        chunks; // of WAV, or of FLAC in blocks "riff": bext, iXML, cue, smpl, LIST of tags and of the texts of cue points
    std::vector<MetadataTag> tags; // title, artist, ...
    std::uint32_t channelMask = 0; // where each channel belongs, as WAVEFORMATEXTENSIBLE has it; 0: not said

    [[nodiscard]] bool isEmpty() const { return chunks.empty() && tags.empty() && channelMask == 0; }
};

} // namespace unbraid::files
