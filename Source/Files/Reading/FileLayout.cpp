// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/FileLayout.h"

#include "Files/Reading/ChunkWalk.h"
#include "Files/Reading/FlacChunks.h"
#include "Files/Reading/MpegWalk.h"
#include "Files/Reading/StatedLength.h"

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

/** The pages of an Ogg file. */
struct OggPages
{
    std::vector<std::int64_t> links; // where they begin: pages that begin a stream after pages that do not
    std::int64_t end = 0;            // of the last whole page
    bool isCut = false;              // that page is not the last of its stream
};

OggPages pagesOf (const FileView& file, std::int64_t position, std::int64_t end)
{
    constexpr size_t headerBytes = 27;
    constexpr int beginsStream = 2, endsStream = 4;
    OggPages pages{ {}, end, false };
    bool wasBeginning = false;
    while (position + static_cast<std::int64_t> (headerBytes) <= end)
    {
        const auto header = bytesAt (file, position, headerBytes + 255);
        if (header.size() < headerBytes || ! textOf (header).starts_with ("OggS"))
        {
            pages.isCut = false; // damaged, or another format's bytes: the decoder's to judge
            return pages;
        }
        const auto numSegments = std::to_integer<size_t> (header[26]);
        auto next = position + static_cast<std::int64_t> (headerBytes + numSegments);
        for (size_t i = 0; i < std::min (numSegments, header.size() - headerBytes); ++i)
            next += std::to_integer<std::int64_t> (header[headerBytes + i]);
        if (next > end)
            break;
        const int flags = std::to_integer<int> (header[5]);
        const bool isBeginning = (flags & beginsStream) != 0;
        if (isBeginning && ! wasBeginning)
            pages.links.push_back (position);
        wasBeginning = isBeginning;
        pages.isCut = (flags & endsStream) == 0;
        position = next;
    }
    pages.end = position;
    pages.isCut = pages.isCut || position < end;
    return pages;
}

FileView partOf (int descriptor, std::int64_t begin, std::int64_t end)
{
    auto view = FileView::ofNothing (descriptor);
    view.add (begin, end);
    return view;
}

/** Returns the end of the first link. */
std::int64_t layOutOgg (const FileView& file, std::int64_t begin, std::int64_t end, FileLayout& layout)
{
    const auto pages = pagesOf (file, begin, end);
    const auto& links = pages.links;
    for (size_t i = 1; i < links.size(); ++i)
        layout.links.push_back (
            partOf (file.descriptor(), links[i], i + 1 < links.size() ? links[i + 1] : pages.end));
    layout.hasNoEnd = pages.isCut;
    return links.size() > 1 ? links[1] : pages.end;
}

/** A CAF file that was cut, with the length that its samples have: libsndfile from 1.2.1 on reads no chunk that is longer than
    the file. */
FileView correctedCaf (int descriptor, std::int64_t begin, std::int64_t end, std::int64_t samplesAt)
{
    constexpr std::int64_t fieldBytes = 8; // big-endian, the last of the chunk's head
    std::vector<std::byte> length (static_cast<size_t> (fieldBytes));
    for (size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<std::byte> ((end - samplesAt) >> (8 * (length.size() - 1 - i)) & 0xff);
    auto view = FileView::ofNothing (descriptor);
    view.add (begin, samplesAt - fieldBytes);
    view.add (std::move (length));
    view.add (samplesAt, end);
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
    if (const auto stated = lengthOfCutFile (whole, begin, end))
    {
        layout.promisedBytes = stated->bytes;
        layout.promisedFrames = stated->frames;
        if (id.starts_with ("caff"))
        {
            layout.view = correctedCaf (descriptor, begin, end, stated->samplesAt);
            return layout;
        }
    }
    if (! isTagFree (id))
    {
        if (auto view = completedMpeg (whole, begin))
            layout.view = std::move (*view);
        return layout;
    }
    if (end - begin > closingTagBytes && textOf (bytesAt (whole, end - closingTagBytes, 3)) == "TAG")
        end -= closingTagBytes;
    // libsndfile from 1.2.1 on refuses a file behind which another one lies.
    end = endOfFirstFile (whole, begin, end);
    if (id.starts_with ("OggS"))
        end = layOutOgg (whole, begin, end, layout);
    if (id.starts_with ("fLaC"))
        layout.metadata.chunks = chunksOfFlac (whole, begin);
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
        end = samples->end;
    }
    if (begin > 0 || end < whole.length())
        layout.view = partOf (descriptor, begin, end);
    return layout;
}

} // namespace unbraid::files
