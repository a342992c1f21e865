// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/AtomicFile.h"
#include "Files/SoundMetadata.h"
#include "Files/Writing/AudioOutput.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace unbraid::files
{

/** The content of a WAV file besides its samples. */
struct WavSpec
{
    std::uint32_t sampleRateHz = 0;
    Eigen::Index numChannels = 0;
    Eigen::Index bitsPerSample = 32; // 32: float; 16, 24: integer
    SoundMetadata metadata{};        // its chunks, and of more than two channels their places
};

/** Stands for a length that is not known. */
constexpr std::uint64_t unknownLength = ~std::uint64_t{ 0 };

/** Everything before the samples, equally long whatever the number of samples: WAV, or RF64 where the sizes need more than 32
    bits; sizes 0xFFFFFFFF where the length is not known. Our own, since libsndfile puts the time of
    writing into float RF64 files and cannot write into pipes.
    [worker] */
std::vector<std::byte> makeWavHeader (const WavSpec& spec, std::uint64_t dataBytes);

/** Writes the header and then samples into the file, which gets its name by `finish`. [worker] */
core::Result<std::unique_ptr<AudioOutput>> openWavFile (AtomicFile file, const WavSpec& spec);

/** Writes a WAV of unknown length to a descriptor, which stays open and the caller's. [worker] */
core::Result<std::unique_ptr<AudioOutput>> openWavPipe (int descriptor, const WavSpec& spec);

} // namespace unbraid::files
