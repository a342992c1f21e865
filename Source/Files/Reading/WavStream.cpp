// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/WavStream.h"

#include "Files/JsonText.h"
#include "Files/Reading/ChunkWalk.h"
#include "Platform/Descriptors.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace unbraid::files
{

namespace
{
using Eigen::Index;

constexpr int integerEncoding = 1;
constexpr int floatEncoding = 3;
constexpr int extensibleEncoding = 0xFFFE;
constexpr size_t extensibleBytes = 26; // of the format chunk, up to its real encoding
constexpr auto wavAllowed = "a WAV or RF64 stream";

template <class Number>
Number numberAt (std::span<const std::byte> bytes, size_t offset)
{
    Number number{};
    std::memcpy (&number, bytes.data() + offset, sizeof (Number));
    return number;
}

/** The tags in the contents of a LIST chunk of INFO. */
void addTags (std::span<const std::byte> contents, std::vector<MetadataTag>& tags)
{
    struct Name
    {
        std::string_view id;
        int kind;
    };
    constexpr std::array names{ Name{ "INAM", SF_STR_TITLE },   Name{ "IART", SF_STR_ARTIST },
                                Name{ "IPRD", SF_STR_ALBUM },   Name{ "ICRD", SF_STR_DATE },
                                Name{ "ICMT", SF_STR_COMMENT }, Name{ "ICOP", SF_STR_COPYRIGHT },
                                Name{ "IGNR", SF_STR_GENRE },   Name{ "ITRK", SF_STR_TRACKNUMBER } };
    const std::string_view text (reinterpret_cast<const char*> (contents.data()), contents.size());
    constexpr size_t headBytes = 8;
    if (! text.starts_with ("INFO"))
        return;
    for (size_t at = 4; at + headBytes <= text.size();)
    {
        const auto size =
            std::min<size_t> (numberAt<std::uint32_t> (contents, at + 4), text.size() - at - headBytes);
        const auto value = text.substr (at + headBytes, size);
        for (const auto& name : names)
            if (text.substr (at, 4) == name.id)
                tags.push_back ({ name.kind, std::string (value.substr (0, value.find ('\0'))) });
        at += headBytes + size + size % 2;
    }
}

void addChunk (MetadataChunk chunk, SoundMetadata& metadata)
{
    size_t total = chunk.contents.size();
    for (const auto& other : metadata.chunks)
        total += other.contents.size();
    if (total > maxCarriedBytes)
        return;
    if (chunk.id == std::array{ 'L', 'I', 'S', 'T' })
        addTags (chunk.contents, metadata.tags);
    metadata.chunks.push_back (std::move (chunk));
}

/** Walks the chunks of a stream, counting bytes. */
class HeaderReader
{
public:
    HeaderReader (int descriptorToRead, std::string nameOfStream)
        : descriptor (descriptorToRead)
        , name (std::move (nameOfStream))
    {
    }

    /** begin  of the stream, already read */
    core::Result<WavHeader> readAfter (std::span<const std::byte> begin)
    {
        bytes.assign (begin.begin(), begin.end());
        header.headerBytes = begin.size();
        consumed = bytes;
        return readChunks();
    }

    /** All that was read; empty where that was too much to keep. */
    [[nodiscard]] const std::vector<std::byte>& allRead() const { return consumed; }

private:
    core::Result<WavHeader> readChunks()
    {
        const bool isRf64 = id() == "RF64";
        if (! beginsAsWav (bytes))
            return error ("bytes that begin with " + inQuotes (id()), wavAllowed);
        while (take (8))
        {
            const auto length = numberAt<std::uint32_t> (bytes, 4);
            if (id() == "data")
                return finish (length, isRf64);
            const bool isKept = isCarried (id()) && length <= maxCarriedBytes;
            const auto kept = isKept ? size_t{ length } : std::min<size_t> (length, maxKept);
            const bool isFormat = id() == "fmt ";
            MetadataChunk chunk;
            std::copy_n (id().begin(), chunk.id.size(), chunk.id.begin());
            const bool isLengths = id() == "ds64";
            if (! take (kept))
                break;
            if (isFormat)
                readFormat (kept);
            if (isKept)
            {
                chunk.contents.assign (bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t> (kept));
                addChunk (std::move (chunk), header.metadata);
            }
            if (isLengths && kept >= 16)
                longDataBytes = numberAt<std::uint64_t> (bytes, 8);
            if (! skip (std::uint64_t{ length } + length % 2 - kept))
                break;
        }
        return error ("an end before the samples", wavAllowed);
    }

    static constexpr size_t maxConsumed = 1 << 24;
    static constexpr size_t maxKept = 40; // bytes, the longest chunk whose contents matter

    core::Error error (std::string found, std::string allowed) const
    {
        return cannotRead (name + ", byte " + std::to_string (header.headerBytes), std::move (found),
                           std::move (allowed));
    }

    std::string_view id() const { return { reinterpret_cast<const char*> (bytes.data()), 4 }; }

    bool take (size_t count)
    {
        bytes.assign (std::max<size_t> (count, 4), std::byte{});
        const auto taken = platform::readFully (descriptor, std::span (bytes).first (count));
        header.headerBytes += static_cast<std::uint64_t> (std::max<std::ptrdiff_t> (taken, 0));
        if (! consumed.empty() && taken > 0)
            std::copy_n (bytes.begin(), taken, std::back_inserter (consumed));
        if (consumed.size() > maxConsumed)
            consumed.clear();
        return taken == static_cast<std::ptrdiff_t> (count);
    }

    bool skip (std::uint64_t count)
    {
        constexpr std::uint64_t step = 1 << 16;
        for (; count > 0; count -= std::min (count, step))
            if (! take (static_cast<size_t> (std::min (count, step))))
                return false;
        return true;
    }

    void readFormat (size_t count)
    {
        if (bytes.size() < 16)
            return;
        header.metadata.channelMask = channelMaskOf (std::span (bytes).first (count));
        header.encoding = numberAt<std::uint16_t> (bytes, 0);
        header.numChannels = numberAt<std::uint16_t> (bytes, 2);
        header.sampleRateHz = numberAt<std::uint32_t> (bytes, 4);
        header.bytesPerFrame = numberAt<std::uint16_t> (bytes, 12);
        header.bitsPerSample = numberAt<std::uint16_t> (bytes, 14);
        if (header.encoding == extensibleEncoding && bytes.size() >= extensibleBytes)
            header.encoding = numberAt<std::uint16_t> (bytes, extensibleBytes - 2);
    }

    core::Result<WavHeader> finish (std::uint32_t length, bool isRf64)
    {
        if (header.numChannels == 0 || header.bytesPerFrame == 0)
            return error ("samples before their format", "a 'fmt ' chunk first");
        constexpr auto longest = std::uint64_t{ 1 } << 62; // more is another way of saying "not known"
        if (isRf64 && length == std::numeric_limits<std::uint32_t>::max())
            header.dataBytes = longDataBytes < longest ? longDataBytes : 0;
        else
            header.dataBytes = isLengthOfWav (length) ? length : 0;
        return header;
    }

    int descriptor;
    std::string name;
    std::vector<std::byte> bytes, consumed;
    std::uint64_t longDataBytes = 0;
    WavHeader header;
};

using Decoder = float (*) (const std::byte*);

template <class Number>
float decode (const std::byte* bytes)
{
    Number number{};
    std::memcpy (&number, bytes, sizeof (Number));
    if constexpr (std::is_floating_point_v<Number>)
        return static_cast<float> (number);
    else
        return static_cast<float> (std::ldexp (number, 1 - 8 * int{ sizeof (Number) }));
}

float decode8 (const std::byte* bytes)
{
    return static_cast<float> (std::to_integer<int> (*bytes) - 128) / 128.0f;
}

float decode24 (const std::byte* bytes)
{
    std::int32_t number = 0; // the upper three bytes; 32-bit scaling then fits
    std::memcpy (reinterpret_cast<std::byte*> (&number) + 1, bytes, 3);
    return decode<std::int32_t> (reinterpret_cast<const std::byte*> (&number));
}

Decoder decoderFor (int encoding, Index bitsPerSample)
{
    if (encoding == integerEncoding)
        switch (bitsPerSample)
        {
        case 8:
            return decode8;
        case 16:
            return decode<std::int16_t>;
        case 24:
            return decode24;
        case 32:
            return decode<std::int32_t>;
        default:
            return nullptr;
        }
    if (encoding == floatEncoding && bitsPerSample == 32)
        return decode<float>;
    if (encoding == floatEncoding && bitsPerSample == 64)
        return decode<double>;
    return nullptr;
}

class StreamInput final : public AudioInput
{
public:
    int descriptor = 0;
    Decoder decoder = decode<float>;
    Index bytesPerSample = sizeof (float);
    bool isRaw = false; // no header tells the size of a frame

    core::Result<Index> read (float* interleaved, Index count) override
    {
        const Index bytesPerFrame = bytesPerSample * numChannels;
        const Index wanted = numFrames < 0 ? count : std::min (count, numFrames - framesRead);
        bytes.resize (static_cast<size_t> (wanted * bytesPerFrame));
        const auto got = platform::readFully (descriptor, bytes);
        if (got < 0)
            return cannotRead (name, std::generic_category().message (errno), {});
        const Index frames = got / bytesPerFrame;
        framesRead += frames;
        const bool isCut = numFrames >= 0 && frames < wanted;
        missingFrames = isCut ? numFrames - framesRead : 0;
        if (isRaw && got % bytesPerFrame != 0)
            return cannotRead (name,
                               "an end after " + std::to_string (framesRead) + " frames and a part of one",
                               "whole frames");
        for (Index i = 0; i < frames * numChannels; ++i)
            interleaved[i] = decoder (bytes.data() + i * bytesPerSample);
        if (frames < count && numFrames >= 0 && ! isCut)
            readBehind (numFrames * bytesPerFrame);
        return frames;
    }

private:
    /** The chunks behind the samples, once. */
    void readBehind (Index dataBytes)
    {
        if (std::exchange (isOver, true))
            return;
        std::array<std::byte, 8> head{};
        if (dataBytes % 2 == 1)
            platform::readFully (descriptor, std::span (head).first (1));
        while (platform::readFully (descriptor, head) == std::ssize (head))
        {
            const auto size = numberAt<std::uint32_t> (head, 4);
            MetadataChunk chunk{ {}, {}, true };
            std::copy_n (reinterpret_cast<const char*> (head.data()), chunk.id.size(), chunk.id.begin());
            if (size > maxCarriedBytes)
                return;
            chunk.contents.resize (size + size % 2);
            if (platform::readFully (descriptor, chunk.contents) < static_cast<std::ptrdiff_t> (size))
                return;
            chunk.contents.resize (size);
            if (isCarried ({ chunk.id.data(), chunk.id.size() }))
                addChunk (std::move (chunk), metadata);
        }
    }

    bool isOver = false;
    std::vector<std::byte> bytes;
    Index framesRead = 0;
};
} // namespace

bool isLengthOfWav (std::uint32_t dataBytes)
{
    constexpr std::uint64_t margin = 1 << 13; // the headers these programs subtract
    auto below = [dataBytes] (std::uint64_t limit)
    { return dataBytes <= limit && dataBytes + margin >= limit; };
    return dataBytes != 0 && ! below (1ull << 31) && ! below (1ull << 32);
}

bool beginsAsWav (std::span<const std::byte> bytes)
{
    const std::string_view text (reinterpret_cast<const char*> (bytes.data()), bytes.size());
    return text.size() >= wavBeginningBytes && (text.starts_with ("RIFF") || text.starts_with ("RF64")) &&
           text.substr (8, 4) == "WAVE";
}

core::Result<std::unique_ptr<AudioInput>> openWavStream (int descriptor, const std::string& name,
                                                         std::vector<std::byte>& begin)
{
    HeaderReader reader (descriptor, name);
    const auto parsed = reader.readAfter (begin);
    if (! parsed.ok())
        return parsed.error();
    const WavHeader& header = parsed.value();
    auto input = std::make_unique<StreamInput>();
    input->decoder = decoderFor (header.encoding, header.bitsPerSample);
    input->bytesPerSample = header.bitsPerSample / 8;
    if (input->decoder == nullptr && ! reader.allRead().empty())
    {
        begin = reader.allRead();
        return std::unique_ptr<AudioInput>();
    }
    if (input->decoder == nullptr || header.bytesPerFrame != header.numChannels * input->bytesPerSample)
        return cannotRead (name + ", 'fmt '",
                           "encoding " + std::to_string (header.encoding) + " with " +
                               std::to_string (header.bitsPerSample) + " bits",
                           "8, 16, 24 or 32-bit integers, 32 or 64-bit floats");
    input->descriptor = descriptor;
    input->name = name;
    input->sampleRateHz = header.sampleRateHz;
    input->numChannels = header.numChannels;
    input->metadata = header.metadata;
    if (header.dataBytes > 0)
        input->numFrames = static_cast<Index> (header.dataBytes) / header.bytesPerFrame;
    return std::unique_ptr<AudioInput> (std::move (input));
}

std::unique_ptr<AudioInput> openRawStream (int descriptor, const std::string& name, double sampleRateHz,
                                           Index numChannels)
{
    auto input = std::make_unique<StreamInput>();
    input->descriptor = descriptor;
    input->name = name;
    input->sampleRateHz = sampleRateHz;
    input->numChannels = numChannels;
    input->isRaw = true;
    return input;
}

} // namespace unbraid::files
