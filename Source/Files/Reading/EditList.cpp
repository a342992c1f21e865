// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/EditList.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace unbraid::files
{

namespace
{
constexpr int maxDepth = 8;

/** A box of the container: its four letters and its contents. */
struct Box
{
    std::array<char, 4> letters{};
    std::int64_t begin = 0, end = 0;

    [[nodiscard]] bool is (std::string_view name) const
    {
        return std::string_view (letters.data(), 4) == name;
    }
};

/** Numbers as they lie in the file; zero behind the end. */
std::uint64_t numberAt (const FileView& file, std::int64_t position, size_t numBytes)
{
    std::array<std::byte, 8> bytes{};
    file.read (position, std::span (bytes).first (numBytes));
    std::uint64_t number = 0;
    for (size_t i = 0; i < numBytes; ++i)
        number = number << 8 | std::to_integer<std::uint64_t> (bytes.at (i));
    return number;
}

std::optional<Box> boxAt (const FileView& file, std::int64_t position, std::int64_t end)
{
    constexpr std::int64_t headBytes = 8, longHeadBytes = 16;
    if (position + headBytes > end)
        return {};
    Box box;
    file.read (position + 4, std::as_writable_bytes (std::span (box.letters)));
    auto size = numberAt (file, position, 4);
    box.begin = position + headBytes;
    if (size == 1)
    {
        size = numberAt (file, position + headBytes, 8);
        box.begin = position + longHeadBytes;
    }
    const auto rest = static_cast<std::uint64_t> (end - position);
    box.end = size == 0 ? end : position + static_cast<std::int64_t> (std::min (size, rest));
    return size == 0 || size >= static_cast<std::uint64_t> (box.begin - position) ? std::optional (box)
                                                                                  : std::nullopt;
}

struct Track
{
    bool isSound = false;
    double unitsPerSecond = 0.0;
    double units = 0.0;                          // of the media
    int numPieces = 0;                           // of sound, in the edit list
    double firstUnit = 0.0;                      // of the media, where the piece begins
    double pieceLength = 0.0, emptyLength = 0.0; // in units of the whole
};

/** What is read of a file. */
struct Contents
{
    double unitsPerSecond = 0.0;
    int numSoundTracks = 0;
    Track sound;
};

/** The rate and length in "mvhd" and "mdhd", whose numbers have 32 or 64 bits. */
void readTimes (const FileView& file, const Box& box, double& unitsPerSecond, double& units)
{
    const bool isLong = numberAt (file, box.begin, 1) == 1;
    const std::int64_t at = box.begin + (isLong ? 20 : 12);
    unitsPerSecond = static_cast<double> (numberAt (file, at, 4));
    units = static_cast<double> (numberAt (file, at + 4, isLong ? 8 : 4));
}

void readEdits (const FileView& file, const Box& box, Track& track)
{
    constexpr std::uint64_t mostEntries = 64;
    const bool isLong = numberAt (file, box.begin, 1) == 1;
    const auto numEntries = numberAt (file, box.begin + 4, 4);
    const size_t width = isLong ? 8 : 4;
    std::int64_t at = box.begin + 8;
    for (std::uint64_t i = 0; i < std::min (numEntries, mostEntries); ++i)
    {
        const auto length = static_cast<double> (numberAt (file, at, width));
        const auto from = numberAt (file, at + static_cast<std::int64_t> (width), width);
        at += static_cast<std::int64_t> (2 * width) + 4;
        if (from ==
            (isLong ? std::numeric_limits<std::uint64_t>::max() : std::numeric_limits<std::uint32_t>::max()))
        {
            track.emptyLength += length;
            continue;
        }
        ++track.numPieces;
        track.firstUnit = static_cast<double> (from);
        track.pieceLength = length;
    }
}

void readBoxes (const FileView& file, std::int64_t begin, std::int64_t end, int depth, Contents& contents,
                Track& track)
{
    double ignored = 0.0;
    for (auto box = boxAt (file, begin, end); box; box = boxAt (file, box->end, end))
    {
        if (box->is ("mvhd"))
            readTimes (file, *box, contents.unitsPerSecond, ignored);
        else if (box->is ("mdhd"))
            readTimes (file, *box, track.unitsPerSecond, track.units);
        else if (box->is ("hdlr"))
            track.isSound = track.isSound || numberAt (file, box->begin + 8, 4) == 0x736f756e; // soun
        else if (box->is ("elst"))
            readEdits (file, *box, track);
        else if (depth < maxDepth && (box->is ("moov") || box->is ("mdia") || box->is ("edts")))
            readBoxes (file, box->begin, box->end, depth + 1, contents, track);
        else if (depth < maxDepth && box->is ("trak"))
        {
            Track own;
            readBoxes (file, box->begin, box->end, depth + 1, contents, own);
            contents.numSoundTracks += own.isSound ? 1 : 0;
            if (own.isSound)
                contents.sound = own;
        }
        if (box->end <= begin)
            return;
        begin = box->end;
    }
}
} // namespace

std::optional<double> secondsOfEdit (const FileView& file)
{
    if (const auto first = boxAt (file, 0, file.length()); ! first || ! first->is ("ftyp"))
        return {};
    Contents contents;
    Track none;
    readBoxes (file, 0, file.length(), 0, contents, none);
    const auto& track = contents.sound;
    if (contents.numSoundTracks != 1 || track.numPieces != 1 || ! (track.unitsPerSecond > 0.0) ||
        ! (contents.unitsPerSecond > 0.0) || ! (track.pieceLength > 0.0))
        return {};
    const double rest = (track.units - track.firstUnit) / track.unitsPerSecond;
    const double piece = track.pieceLength / contents.unitsPerSecond;
    // The list counts in coarser units, often milliseconds: the track knows better where both say the same.
    const bool isRest = std::abs (piece - rest) <= 1.0 / contents.unitsPerSecond;
    return (isRest ? rest : piece) + track.emptyLength / contents.unitsPerSecond;
}

} // namespace unbraid::files
