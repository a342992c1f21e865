// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Writing/WavOutput.h"

#include "Platform/Descriptors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <sndfile.h> // SEEK_END
#include <span>
#include <string_view>
#include <system_error>

namespace unbraid::files
{

namespace
{
using Eigen::Index;

constexpr std::uint32_t maxShort = std::numeric_limits<std::uint32_t>::max();

template <class Number>
void append (std::vector<std::byte>& bytes, Number number)
{
    for (const std::byte byte : std::as_bytes (std::span (&number, 1)))
        bytes.push_back (byte);
}

void appendId (std::vector<std::byte>& bytes, std::string_view id)
{
    for (const char letter : id)
        bytes.push_back (static_cast<std::byte> (letter));
}

std::uint32_t shortened (std::uint64_t length)
{
    return static_cast<std::uint32_t> (std::min<std::uint64_t> (length, maxShort));
}

/** Places of the channels; 0 where none are given for each of them, or all readers assume them. */
std::uint32_t maskOf (const WavSpec& spec)
{
    const auto mask = spec.metadata.channelMask;
    return spec.numChannels > 2 && std::popcount (mask) == spec.numChannels ? mask : 0;
}

void appendFormat (std::vector<std::byte>& header, const WavSpec& spec)
{
    constexpr std::array<std::uint8_t, 14> restOfGuid{ 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80,
                                                       0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };
    const auto mask = maskOf (spec);
    const auto encoding = static_cast<std::uint16_t> (spec.bitsPerSample == 32 ? 3 : 1); // float or integer
    const auto bytesPerFrame = static_cast<std::uint32_t> (spec.numChannels * spec.bitsPerSample / 8);
    constexpr std::uint32_t plainBytes = 18, extension = 22;
    constexpr std::uint16_t extensible = 0xfffe;
    appendId (header, "fmt ");
    append (header, mask == 0 ? plainBytes : plainBytes + extension);
    append (header, mask == 0 ? encoding : extensible);
    append (header, static_cast<std::uint16_t> (spec.numChannels));
    append (header, spec.sampleRateHz);
    append (header, spec.sampleRateHz * bytesPerFrame);
    append (header, static_cast<std::uint16_t> (bytesPerFrame));
    append (header, static_cast<std::uint16_t> (spec.bitsPerSample));
    append (header, static_cast<std::uint16_t> (mask == 0 ? 0 : extension));
    if (mask == 0)
        return;
    append (header, static_cast<std::uint16_t> (spec.bitsPerSample)); // all of them valid
    append (header, mask);
    append (header, encoding);
    for (const auto byte : restOfGuid)
        append (header, byte);
}

/** Those before the samples, or those behind them. */
void appendChunks (std::vector<std::byte>& header, const SoundMetadata& metadata, bool areBehind)
{
    for (const auto& chunk : metadata.chunks)
    {
        if (chunk.isBehind != areBehind)
            continue;
        appendId (header, { chunk.id.data(), chunk.id.size() });
        append (header, static_cast<std::uint32_t> (chunk.contents.size()));
        header.insert (header.end(), chunk.contents.begin(), chunk.contents.end());
        header.resize (header.size() + chunk.contents.size() % 2);
    }
}

/** The nearest step, clipped at full scale; NaN is silence. */
std::int32_t toInteger (float sample, float fullScale)
{
    if (std::isnan (sample))
        return 0;
    return static_cast<std::int32_t> (
        std::lrint (std::clamp (sample * fullScale, -fullScale, fullScale - 1.0f)));
}

/** Samples as they lie in the file; the lower bytes of little-endian integers. */
void encode (std::span<const float> samples, Index bitsPerSample, std::vector<std::byte>& bytes)
{
    const auto width = static_cast<size_t> (bitsPerSample / 8);
    bytes.resize (samples.size() * width);
    if (width == sizeof (float))
    {
        std::memcpy (bytes.data(), samples.data(), bytes.size());
        return;
    }
    const float fullScale = width == 2 ? 32768.0f : 8388608.0f;
    for (size_t i = 0; i < samples.size(); ++i)
    {
        const auto step = toInteger (samples[i], fullScale);
        std::memcpy (bytes.data() + i * width, &step, width);
    }
}

class WavFile final : public AudioOutput
{
public:
    WavFile (AtomicFile target, const WavSpec& specToWrite)
        : file (std::move (target))
        , spec (specToWrite)
    {
        numChannels = spec.numChannels;
    }

    core::Status writeHeader()
    {
        if (! platform::rewind (file.descriptor()))
            return cannotWriteSound (file.target().string(), std::generic_category().message (errno));
        return file.write (makeWavHeader (spec, dataBytes));
    }

    core::Status write (const float* interleaved, Index numFrames) override
    {
        encode ({ interleaved, static_cast<size_t> (numFrames * numChannels) }, spec.bitsPerSample, bytes);
        dataBytes += bytes.size();
        return file.write (bytes);
    }

    core::Status renew() override
    {
        if (auto renewed = writeHeader(); ! renewed.ok())
            return renewed;
        if (platform::seek (file.descriptor(), 0, SEEK_END) < 0)
            return cannotWriteSound (file.target().string(), std::generic_category().message (errno));
        return core::Done{};
    }

    core::Result<std::optional<AtomicFile>> complete() override
    {
        const std::byte padding{};
        if (dataBytes % 2 == 1)
            if (auto padded = file.write ({ &padding, 1 }); ! padded.ok())
                return padded.error();
        bytes.clear();
        appendChunks (bytes, spec.metadata, true);
        if (auto written = file.write (bytes); ! written.ok())
            return written.error();
        if (auto completed = writeHeader(); ! completed.ok())
            return completed.error();
        return std::optional<AtomicFile> (std::move (file));
    }

    void setBehind (const std::vector<MetadataChunk>& chunks) override
    {
        std::erase_if (spec.metadata.chunks, [] (const MetadataChunk& chunk) { return chunk.isBehind; });
        spec.metadata.chunks.insert (spec.metadata.chunks.end(), chunks.begin(), chunks.end());
    }

private:
    AtomicFile file;
    WavSpec spec;
    std::uint64_t dataBytes = 0;
    std::vector<std::byte> bytes;
};

class WavPipe final : public AudioOutput
{
public:
    WavPipe (int descriptorToWrite, Index channels)
        : descriptor (descriptorToWrite)
    {
        numChannels = channels;
    }

    core::Status write (const float* interleaved, Index numFrames) override
    {
        return put (std::as_bytes (std::span (interleaved, static_cast<size_t> (numFrames * numChannels))));
    }

    core::Result<std::optional<AtomicFile>> complete() override { return std::optional<AtomicFile>(); }

    core::Status put (std::span<const std::byte> bytes) const
    {
        if (platform::writeFully (descriptor, bytes))
            return core::Done{};
        return cannotWriteSound ("standard output", std::generic_category().message (errno));
    }

private:
    int descriptor;
};
} // namespace

std::vector<std::byte> makeWavHeader (const WavSpec& spec, std::uint64_t dataBytes)
{
    const bool isKnown = dataBytes != unknownLength;
    const auto bytesPerFrame = static_cast<std::uint32_t> (spec.numChannels * spec.bitsPerSample / 8);
    const std::uint64_t numFrames = isKnown ? dataBytes / bytesPerFrame : unknownLength;
    std::vector<std::byte> middle;
    appendFormat (middle, spec);
    appendId (middle, "fact");
    append (middle, std::uint32_t{ 4 });
    append (middle, shortened (numFrames));
    appendChunks (middle, spec.metadata, false);
    std::vector<std::byte> behindSamples;
    appendChunks (behindSamples, spec.metadata, true);
    constexpr std::uint64_t beforeMiddle = 12 + 8 + 28, behind = 8;
    const std::uint64_t headerBytes = beforeMiddle + middle.size() + behind;
    const std::uint64_t riffBytes =
        isKnown ? headerBytes - 8 + dataBytes + dataBytes % 2 + behindSamples.size() : unknownLength;
    const bool isLong = isKnown && riffBytes >= maxShort;

    std::vector<std::byte> header;
    appendId (header, isLong ? "RF64" : "RIFF");
    append (header, shortened (riffBytes));
    appendId (header, "WAVE");
    // The same room for both, so that the header can be completed in place.
    appendId (header, isLong ? "ds64" : "JUNK");
    append (header, std::uint32_t{ 28 });
    for (const std::uint64_t length : { riffBytes, dataBytes, numFrames })
        append (header, isLong ? length : std::uint64_t{ 0 });
    append (header, std::uint32_t{ 0 }); // no further long chunks
    header.insert (header.end(), middle.begin(), middle.end());
    appendId (header, "data");
    append (header, isLong ? maxShort : shortened (dataBytes));
    return header;
}

core::Result<std::unique_ptr<AudioOutput>> openWavFile (AtomicFile file, const WavSpec& spec)
{
    auto output = std::make_unique<WavFile> (std::move (file), spec);
    if (auto written = output->writeHeader(); ! written.ok())
        return written.error();
    return std::unique_ptr<AudioOutput> (std::move (output));
}

core::Result<std::unique_ptr<AudioOutput>> openWavPipe (int descriptor, const WavSpec& spec)
{
    auto output = std::make_unique<WavPipe> (descriptor, spec.numChannels);
    WavSpec allBefore = spec; // nothing can stand behind samples that go on until the end
    for (auto& chunk : allBefore.metadata.chunks)
        chunk.isBehind = false;
    if (auto written = output->put (makeWavHeader (allBefore, unknownLength)); ! written.ok())
        return written.error();
    return std::unique_ptr<AudioOutput> (std::move (output));
}

} // namespace unbraid::files
