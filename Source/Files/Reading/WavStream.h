// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Reading/AudioInput.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace unbraid::files
{

/** The header of a WAV or RF64 file, up to the first sample. */
struct WavHeader
{
    int encoding = 0; // 1 integer, 3 float; others exist
    Eigen::Index numChannels = 0;
    double sampleRateHz = 0.0;
    Eigen::Index bytesPerFrame = 0;
    Eigen::Index bitsPerSample = 0;
    std::uint64_t headerBytes = 0; // bytes before the first sample
    std::uint64_t dataBytes = 0;   // 0: not known, the sound continues until the end
    SoundMetadata metadata{};      // before the samples
};

/** Programs that write into a pipe cannot know the length and leave 0 or a number near 2 or 4 GiB: false for those. */
bool isLengthOfWav (std::uint32_t dataBytes);

/** As many bytes of a stream tell whether it is WAV. */
constexpr size_t wavBeginningBytes = 12;
bool beginsAsWav (std::span<const std::byte> bytes);

/** Sound from a WAV stream. libsndfile would stop at the length in the header, which a pipe cannot know.
    begin    what was already read of it; then all that was read
    returns  nothing where the samples are encoded in a way that libsndfile knows
    [worker] */
core::Result<std::unique_ptr<AudioInput>> openWavStream (int descriptor, const std::string& name,
                                                         std::vector<std::byte>& begin);

/** Sound from 32-bit float samples without a header. [worker] */
std::unique_ptr<AudioInput> openRawStream (int descriptor, const std::string& name, double sampleRateHz,
                                           Eigen::Index numChannels);

} // namespace unbraid::files
