// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/MpegWalk.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace unbraid::files
{

namespace
{
using Bytes = std::vector<std::byte>;

constexpr size_t frameHeaderBytes = 4;
constexpr std::int64_t maxGap = 1 << 16; // bytes between frames that are stepped over

/** The header of a frame of layer III. */
struct FrameHeader
{
    std::array<unsigned, frameHeaderBytes> bytes{};

    [[nodiscard]] bool isFirstVersion() const { return (bytes[1] >> 3 & 3) == 3; }
    [[nodiscard]] bool isMono() const { return bytes[3] >> 6 == 3; }
    [[nodiscard]] unsigned bitrate() const { return bytes[2] >> 4; }
    [[nodiscard]] unsigned rate() const { return bytes[2] >> 2 & 3; }

    [[nodiscard]] bool isValid() const
    {
        return bytes[0] == 0xff && bytes[1] >> 5 == 7 && (bytes[1] >> 3 & 3) != 1 &&
               (bytes[1] >> 1 & 3) == 1 && bitrate() > 0 && bitrate() < 15 && rate() < 3;
    }

    /** Version, layer and rate stay the same in a stream. */
    [[nodiscard]] bool isLike (const FrameHeader& other) const
    {
        return bytes[1] >> 1 == other.bytes[1] >> 1 && rate() == other.rate();
    }

    [[nodiscard]] std::int64_t numBytes() const
    {
        constexpr std::array firstKbps{ 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 };
        constexpr std::array laterKbps{ 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 };
        constexpr std::array firstHz{ 44100, 48000, 32000 };
        const int hz = firstHz.at (rate()) >> (isFirstVersion() ? 0 : (bytes[1] >> 3 & 3) == 2 ? 1 : 2);
        const int kbps = isFirstVersion() ? firstKbps.at (bitrate()) : laterKbps.at (bitrate());
        return (isFirstVersion() ? 144000 : 72000) * kbps / hz + static_cast<int> (bytes[2] >> 1 & 1);
    }

    /** Bytes before what a first frame says of the file. */
    [[nodiscard]] size_t sideBytes() const
    {
        return frameHeaderBytes + (isFirstVersion() ? (isMono() ? 17u : 32u) : (isMono() ? 9u : 17u));
    }
};

unsigned valueOf (std::byte byte)
{
    return std::to_integer<unsigned> (byte);
}

/** Reads forward through a file, much at a time. */
class ForwardBytes
{
public:
    explicit ForwardBytes (const FileView& fileToRead)
        : file (fileToRead)
    {
    }

    /** Fewer than asked for at the end. */
    std::span<const std::byte> at (std::int64_t position, size_t count)
    {
        constexpr size_t atOnce = 1 << 17;
        const auto end = position + static_cast<std::int64_t> (count);
        if (position < first || end > first + std::ssize (kept))
        {
            kept.resize (atOnce);
            kept.resize (static_cast<size_t> (std::max<std::ptrdiff_t> (0, file.read (position, kept))));
            first = position;
        }
        const auto offset = static_cast<size_t> (position - first);
        return std::span<const std::byte> (kept).subspan (offset, std::min (count, kept.size() - offset));
    }

private:
    const FileView& file;
    Bytes kept;
    std::int64_t first = 0;
};

std::optional<FrameHeader> headerAt (ForwardBytes& bytes, std::int64_t position)
{
    const auto found = bytes.at (position, frameHeaderBytes);
    if (found.size() < frameHeaderBytes)
        return {};
    FrameHeader header;
    std::transform (found.begin(), found.end(), header.bytes.begin(), valueOf);
    return header.isValid() ? std::optional (header) : std::nullopt;
}

/** Bytes of a tag between frames or behind the last; 0: there is none. */
std::int64_t tagBytes (std::span<const std::byte> head)
{
    const std::string_view text (reinterpret_cast<const char*> (head.data()), head.size());
    constexpr std::int64_t firstKind = 128;
    return text.starts_with ("TAG") ? firstKind : bytesOfTag (head);
}

/** Position at which the stream goes on behind a gap; nothing where it does not. */
std::optional<std::int64_t> nextFrame (ForwardBytes& bytes, std::int64_t position, const FrameHeader& like)
{
    for (int tags = 0; tags < 8; ++tags)
        position += tagBytes (bytes.at (position, tagHeaderBytes));
    for (std::int64_t at = position; at < position + maxGap && ! bytes.at (at, 1).empty(); ++at)
        if (const auto header = headerAt (bytes, at); header && header->isLike (like))
            if (const auto next = headerAt (bytes, at + header->numBytes());
                at == position || (next && next->isLike (like)))
                return at;
    return {};
}

/** The whole frames of a stream, and where they are. */
struct FrameRuns
{
    std::int64_t count = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges; // of bytes; what is between them is no sound
    bool isCut = false;                                        // within its last frame
};

FrameRuns runsOf (ForwardBytes& bytes, std::int64_t position, const FrameHeader& first, std::int64_t end)
{
    FrameRuns runs;
    while (const auto frame = nextFrame (bytes, position, first))
    {
        position = *frame + headerAt (bytes, *frame)->numBytes();
        if (position > end)
        {
            runs.isCut = true;
            break;
        }
        if (runs.ranges.empty() || runs.ranges.back().second != *frame)
            runs.ranges.emplace_back (*frame, position);
        runs.ranges.back().second = position;
        ++runs.count;
    }
    return runs;
}

std::uint32_t numberAt (std::span<const std::byte> bytes, size_t offset)
{
    std::uint32_t number = 0;
    for (size_t i = offset; i < offset + 4 && i < bytes.size(); ++i)
        number = number << 8 | valueOf (bytes[i]);
    return number;
}

void putNumber (Bytes& bytes, size_t offset, std::uint32_t number)
{
    for (size_t i = 0; i < 4; ++i)
        bytes.at (offset + i) = static_cast<std::byte> (number >> (24 - 8 * i) & 0xff);
}

/** A silent frame of a common bitrate that says how many follow. */
Bytes sayingFrame (FrameHeader header, std::int64_t numFrames)
{
    header.bytes[1] |= 1; // no checksum
    header.bytes[2] = (header.isFirstVersion() ? 5u : 8u) << 4 | header.rate() << 2;
    Bytes frame (static_cast<size_t> (header.numBytes()));
    for (size_t i = 0; i < frameHeaderBytes; ++i)
        frame[i] = static_cast<std::byte> (header.bytes[i]);
    const size_t at = header.sideBytes();
    for (size_t i = 0; i < 4; ++i)
        frame[at + i] = static_cast<std::byte> ("Xing"[i]);
    putNumber (frame, at + 4, 1); // the number of frames is said, and nothing else
    putNumber (frame, at + 8, static_cast<std::uint32_t> (numFrames));
    return frame;
}
} // namespace

std::int64_t bytesOfTag (std::span<const std::byte> head) noexcept
{
    const std::string_view text (reinterpret_cast<const char*> (head.data()), head.size());
    if (head.size() < tagHeaderBytes || ! text.starts_with ("ID3"))
        return 0;
    std::int64_t size = 0;
    for (size_t i = 6; i < tagHeaderBytes; ++i)
        size = size << 7 | (valueOf (head[i]) & 0x7f);
    const bool hasFooter = (valueOf (head[5]) & 0x10) != 0;
    return size + static_cast<std::int64_t> (hasFooter ? 2 * tagHeaderBytes : tagHeaderBytes);
}

std::optional<FileView> completedMpeg (const FileView& file, std::int64_t begin)
{
    ForwardBytes bytes (file);
    for (int padding = 0; padding < maxGap; ++padding, ++begin) // behind a tag
        if (const auto next = bytes.at (begin, 1); next.empty() || next.front() != std::byte{})
            break;
    const auto first = headerAt (bytes, begin);
    if (! first)
        return {};
    const auto second = headerAt (bytes, begin + first->numBytes());
    if (! second || ! second->isLike (*first))
        return {};

    const auto found = bytes.at (begin, static_cast<size_t> (first->numBytes()));
    Bytes frame (found.begin(), found.end());
    const std::string_view text (reinterpret_cast<const char*> (frame.data()), frame.size());
    constexpr size_t otherOffset = 36, otherCount = 14; // Fraunhofer's, whatever the number of channels
    const size_t side = first->sideBytes();
    const auto id = text.substr (std::min (side, text.size()), 4);
    constexpr std::uint32_t hasCount = 1, hasBytes = 2;
    const bool isNamed = (id == "Xing" || id == "Info") && frame.size() >= side + 8;
    const std::uint32_t fields = isNamed ? numberAt (frame, side + 4) : 0;
    // Frames of a low bitrate, of 24 bytes and more, have no room for all that they may announce.
    const bool isXing =
        (fields & hasCount) != 0 && frame.size() >= side + ((fields & hasBytes) != 0 ? 16 : 12);
    const bool isOther = text.substr (std::min (otherOffset, text.size()), 4) == "VBRI" &&
                         frame.size() >= otherOffset + otherCount + 4;
    const bool says = isNamed || isOther;
    const std::int64_t sound = begin + (says ? first->numBytes() : 0);
    const auto runs = runsOf (bytes, sound, *first, file.length());
    const auto said = isXing    ? std::int64_t{ numberAt (frame, side + 8) }
                      : isOther ? std::int64_t{ numberAt (frame, otherOffset + otherCount) }
                                : 0;
    const bool isRight = said > 0 && runs.count <= said + 1;
    if (isRight && ! runs.isCut && runs.ranges.size() < 2)
        return {};
    if (isXing && (fields & hasBytes) != 0)
        putNumber (frame, side + 12, static_cast<std::uint32_t> (file.length() - begin));
    if (isXing && ! isRight) // its further fields stay: the delay of the encoder among them
        putNumber (frame, side + 8, static_cast<std::uint32_t> (runs.count));
    else if (! isRight)
        frame = sayingFrame (*first, runs.count);
    auto view = FileView::ofNothing (file.descriptor());
    view.add (std::move (frame));
    for (const auto& [from, to] : runs.ranges)
        view.add (from, to);
    return view;
}

} // namespace unbraid::files
