// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/FileLayout.h"

#include "Files/ChunkWalk.h"
#include "Files/MpegWalk.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace unbraid::files
{

namespace
{
constexpr std::int64_t closingTagBytes = 128; // ID3v1

std::string_view textOf (std::span<const std::byte> bytes)
{
    return { reinterpret_cast<const char*> (bytes.data()), bytes.size() };
}

/** The first bytes at a position, fewer at the end. */
std::vector<std::byte> bytesAt (const FileView& file, std::int64_t position, size_t count)
{
    std::vector<std::byte> bytes (count);
    bytes.resize (static_cast<size_t> (std::max<std::ptrdiff_t> (0, file.read (position, bytes))));
    return bytes;
}

/** Formats whose readers take no tag for a part of the file. */
bool isTagFree (std::string_view begin)
{
    constexpr std::array ids{ "RIFF", "RF64", "FORM", "fLaC", "OggS", "riff", "caff" };
    return std::any_of (ids.begin(), ids.end(), [&] (const char* id) { return begin.starts_with (id); });
}

/** The beginnings of the links of an Ogg file: pages that begin a stream after pages that do not. */
std::vector<std::int64_t> linksOf (const FileView& file, std::int64_t position, std::int64_t end)
{
    constexpr size_t headerBytes = 27;
    std::vector<std::int64_t> links;
    bool wasBeginning = false;
    while (position + static_cast<std::int64_t> (headerBytes) <= end)
    {
        const auto header = bytesAt (file, position, headerBytes + 255);
        if (header.size() < headerBytes || ! textOf (header).starts_with ("OggS"))
            break; // damaged, or another format's bytes: the decoder's to judge
        const bool isBeginning = (std::to_integer<int> (header[5]) & 2) != 0;
        if (isBeginning && ! wasBeginning)
            links.push_back (position);
        wasBeginning = isBeginning;
        const auto numSegments = std::to_integer<size_t> (header[26]);
        position += static_cast<std::int64_t> (headerBytes + numSegments);
        for (size_t i = 0; i < std::min (numSegments, header.size() - headerBytes); ++i)
            position += std::to_integer<std::int64_t> (header[headerBytes + i]);
    }
    return links;
}

/** Of the contents of a "fmt " chunk. */
std::uint32_t channelMaskOf (std::span<const std::byte> format)
{
    constexpr size_t maskAt = 20, extensibleBytes = 40;
    if (format.size() < extensibleBytes || format[0] != std::byte{ 0xfe } || format[1] != std::byte{ 0xff })
        return 0;
    std::uint32_t mask = 0;
    for (size_t i = 0; i < sizeof (mask); ++i)
        mask |= std::to_integer<std::uint32_t> (format[maskAt + i]) << (8 * i);
    return mask;
}

FileView partOf (int descriptor, std::int64_t begin, std::int64_t end)
{
    auto view = FileView::ofNothing (descriptor);
    view.add (begin, end);
    return view;
}
} // namespace

FileLayout layoutOf (int descriptor)
{
    FileLayout layout{ FileView (descriptor) };
    const FileView& whole = layout.view;
    std::int64_t begin = bytesOfTag (bytesAt (whole, 0, tagHeaderBytes)), end = whole.length();
    const auto first = bytesAt (whole, begin, 12);
    const auto id = textOf (first);
    if (! isTagFree (id))
    {
        if (auto view = completedMpeg (whole, begin))
            layout.view = std::move (*view);
        return layout;
    }
    if (end - begin > closingTagBytes && textOf (bytesAt (whole, end - closingTagBytes, 3)) == "TAG")
        end -= closingTagBytes;
    if (id.starts_with ("OggS"))
    {
        const auto links = linksOf (whole, begin, end);
        for (size_t i = 1; i < links.size(); ++i)
            layout.links.push_back (partOf (descriptor, links[i], i + 1 < links.size() ? links[i + 1] : end));
        if (links.size() > 1)
            end = links[1];
    }
    if (const auto samples = samplesOfWav (whole, begin, end))
    {
        layout.hasFurtherSound = samples->ranges.size() > 1;
        layout.promisedBytes = samples->promisedBytes;
        layout.metadata.chunks = samples->metadata;
        layout.metadata.channelMask = channelMaskOf (samples->format);
        layout.promisedFrames = samples->promisedFrames;
        if (! samples->isAsStated)
        {
            layout.view = viewOf (descriptor, *samples);
            return layout;
        }
    }
    if (begin > 0 || end < whole.length())
        layout.view = partOf (descriptor, begin, end);
    return layout;
}

} // namespace unbraid::files
