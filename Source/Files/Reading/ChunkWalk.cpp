// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/ChunkWalk.h"

#include "Files/Reading/WavStream.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string_view>

namespace unbraid::files
{

namespace
{
constexpr std::int64_t headBytes = 8; // of a chunk
constexpr std::uint32_t maxFormatBytes = 4096;
constexpr std::uint32_t maxSize = std::numeric_limits<std::uint32_t>::max();

template <class Number>
Number numberIn (const std::vector<std::byte>& bytes, size_t offset)
{
    Number number{};
    if (bytes.size() >= offset + sizeof (Number))
        std::memcpy (&number, bytes.data() + offset, sizeof (Number));
    return number;
}

struct Chunk
{
    std::string id;
    std::uint32_t size = 0;
    std::int64_t begin = 0; // of its contents

    [[nodiscard]] std::int64_t next() const { return begin + size + size % 2; }
};

/** Nothing where no chunk can be. */
std::optional<Chunk> chunkAt (const FileView& file, std::int64_t position, std::int64_t end)
{
    std::vector<std::byte> head (headBytes);
    if (position + headBytes > end || file.read (position, head) != headBytes)
        return {};
    const std::string id (reinterpret_cast<const char*> (head.data()), 4);
    if (! isChunkId (id))
        return {};
    return Chunk{ id, numberIn<std::uint32_t> (head, 4), position + headBytes };
}

/** Looks through one file. */
class WavWalk
{
public:
    WavWalk (const FileView& fileToRead, std::int64_t endOfFile)
        : file (fileToRead)
        , end (endOfFile)
    {
        samples.end = endOfFile;
    }

    std::optional<WavSamples> find (std::int64_t begin)
    {
        std::vector<std::byte> head (wavBeginningBytes);
        if (file.read (begin, head) != std::ssize (head) || ! beginsAsWav (head))
            return {};
        isRf64 = std::to_integer<char> (head[1]) == 'F';
        for (auto chunk = chunkAt (file, begin + std::ssize (head), end); chunk;
             chunk = chunkAt (file, chunk->next(), end))
        {
            if (chunk->id == "data")
            {
                take (*chunk);
                return samples.format.empty() ? std::nullopt : std::optional (samples);
            }
            if (chunk->id == "fmt " && chunk->size <= maxFormatBytes)
                samples.format = contentsOf (*chunk);
            if (chunk->id == "ds64")
                longSize = numberIn<std::uint64_t> (contentsOf (*chunk), 8);
            keep (*chunk);
        }
        return {};
    }

private:
    std::vector<std::byte> contentsOf (const Chunk& chunk) const
    {
        std::vector<std::byte> bytes (std::min (chunk.size, maxFormatBytes));
        return file.read (chunk.begin, bytes) == std::ssize (bytes) ? bytes : std::vector<std::byte>();
    }

    /** Keeps what is carried into other files. */
    void keep (const Chunk& chunk)
    {
        if (! isCarried (chunk.id) || chunk.size > maxCarriedBytes - keptBytes)
            return;
        MetadataChunk kept{ {}, std::vector<std::byte> (chunk.size), ! samples.ranges.empty() };
        std::copy (chunk.id.begin(), chunk.id.end(), kept.id.begin());
        if (file.read (chunk.begin, kept.contents) != std::ssize (kept.contents))
            return;
        keptBytes += chunk.size;
        samples.metadata.push_back (std::move (kept));
    }

    /** Size of the samples according to the header; nothing where that means "until the end". */
    [[nodiscard]] std::optional<std::int64_t> statedSize (const Chunk& data) const
    {
        constexpr auto longest = std::uint64_t{ 1 } << 62;
        if (isRf64 && data.size == maxSize)
            return longSize > 0 && longSize < longest ? std::optional (static_cast<std::int64_t> (longSize))
                                                      : std::nullopt;
        const std::int64_t rest = end - data.begin;
        if (data.size == 0)
            return rest == 0 || hasChunkAt (data.begin) ? std::optional<std::int64_t> (0) : std::nullopt;
        if (isLengthOfWav (data.size) || (data.size <= rest && hasChunkAt (data.begin + data.size)))
            return data.size;
        return {};
    }

    /** True where a chunk or the end follows, after padding or without. */
    [[nodiscard]] bool hasChunkAt (std::int64_t position) const
    {
        const auto holds = [&] (std::int64_t at)
        {
            const auto chunk = chunkAt (file, at, end);
            return at + headBytes > end || (chunk && chunk->next() <= end + 1);
        };
        return holds (position + position % 2) || holds (position);
    }

    /** True where chunks, a tag, zeros or the end follow. */
    [[nodiscard]] bool isFollowed (std::int64_t position) const
    {
        std::vector<std::byte> head (headBytes);
        file.read (position, head);
        const std::string_view text (reinterpret_cast<const char*> (head.data()), head.size());
        return hasChunkAt (position) || text.starts_with ("TAG") || text.starts_with ("ID3") ||
               text.starts_with ("APETAG") || text.find_first_not_of ('\0') == std::string_view::npos;
    }

    void take (const Chunk& data)
    {
        const std::int64_t rest = end - data.begin;
        auto size = statedSize (data);
        if (size && *size < rest && hasWrapped (rest - *size))
            size.reset();
        if (size && *size <= rest && ! isFollowed (data.begin + *size))
            size.reset();
        if (! size)
        {
            samples.ranges = { { data.begin, end } };
            return;
        }
        samples.isAsStated = true;
        samples.ranges = { { data.begin, data.begin + std::min (*size, rest) } };
        if (*size > rest)
            return promise (data.begin + *size, *size);
        takeFurther (data.begin + *size + *size % 2);
    }

    /** A size of 32 bits that a longer file has run over. */
    static bool hasWrapped (std::int64_t behind)
    {
        constexpr std::int64_t turn = std::int64_t{ 1 } << 32;
        return behind >= turn - 1 && (behind + 1) % turn <= 2;
    }

    void promise (std::int64_t fileBytes, std::int64_t dataBytes)
    {
        samples.promisedBytes = fileBytes;
        const auto encoding = numberIn<std::uint16_t> (samples.format, 0);
        const auto bytesPerFrame = numberIn<std::uint16_t> (samples.format, 12);
        const bool hasWholeFrames =
            encoding == 1 || encoding == 3 || encoding == 6 || encoding == 7 || encoding == 0xFFFE;
        if (hasWholeFrames && bytesPerFrame > 0)
            samples.promisedFrames = dataBytes / bytesPerFrame;
    }

    /** The chunks behind the samples: there may be more of those, and another file behind them all. */
    void takeFurther (std::int64_t position)
    {
        for (auto chunk = chunkAt (file, position, end); chunk; chunk = chunkAt (file, chunk->next(), end))
            if (chunk->id == "RIFF" || chunk->id == "RF64")
            {
                samples.end = chunk->begin - headBytes;
                return;
            }
            else if (chunk->id == "data")
            {
                samples.ranges.emplace_back (chunk->begin, std::min (chunk->begin + chunk->size, end));
                samples.isAsStated = false;
            }
            else
                keep (*chunk);
    }

    const FileView& file;
    std::int64_t end;
    bool isRf64 = false;
    std::uint64_t longSize = 0;
    std::uint32_t keptBytes = 0;
    WavSamples samples;
};

void append (std::vector<std::byte>& bytes, std::string_view text)
{
    for (const char letter : text)
        bytes.push_back (static_cast<std::byte> (letter));
}

template <class Number>
void appendNumber (std::vector<std::byte>& bytes, Number number)
{
    for (const std::byte byte : std::as_bytes (std::span (&number, 1)))
        bytes.push_back (byte);
}
} // namespace

bool isChunkId (std::string_view id)
{
    return std::all_of (id.begin(), id.end(), [] (char c) { return c >= ' ' && c <= '~'; });
}

bool isCarried (std::string_view id)
{
    constexpr std::array<std::string_view, 5> carried{ "bext", "iXML", "cue ", "smpl", "LIST" };
    return std::find (carried.begin(), carried.end(), id) != carried.end();
}

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

std::optional<WavSamples> samplesOfWav (const FileView& file, std::int64_t begin, std::int64_t end)
{
    return WavWalk (file, end).find (begin);
}

FileView viewOf (int descriptor, const WavSamples& samples)
{
    std::int64_t dataBytes = 0;
    for (const auto& [begin, end] : samples.ranges)
        dataBytes += end - begin;
    // Whole frames: a recorder may have been stopped within one.
    if (const auto align = numberIn<std::uint16_t> (samples.format, 12); align > 0)
        dataBytes -= dataBytes % align;
    const auto formatBytes = samples.format.size() + samples.format.size() % 2;
    const auto riffBytes = static_cast<std::uint64_t> (dataBytes) + formatBytes + 4 + 8 + 28 + 8 + 8;
    const bool isLong = riffBytes >= maxSize;

    std::vector<std::byte> header;
    append (header, isLong ? "RF64" : "RIFF");
    appendNumber (header, isLong ? maxSize : static_cast<std::uint32_t> (riffBytes));
    append (header, isLong ? "WAVEds64" : "WAVEJUNK");
    appendNumber (header, std::uint32_t{ 28 });
    for (const auto number : { riffBytes, static_cast<std::uint64_t> (dataBytes), std::uint64_t{ 0 } })
        appendNumber (header, number);
    appendNumber (header, std::uint32_t{ 0 });
    append (header, "fmt ");
    appendNumber (header, static_cast<std::uint32_t> (samples.format.size()));
    header.insert (header.end(), samples.format.begin(), samples.format.end());
    header.resize (header.size() + samples.format.size() % 2);
    append (header, "data");
    appendNumber (header, isLong ? maxSize : static_cast<std::uint32_t> (dataBytes));

    auto view = FileView::ofNothing (descriptor);
    view.add (std::move (header));
    for (const auto& [begin, end] : samples.ranges)
    {
        view.add (begin, std::min (end, begin + dataBytes));
        dataBytes -= std::min (end - begin, dataBytes);
    }
    return view;
}

} // namespace unbraid::files
