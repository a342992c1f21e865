// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/FlacChunks.h"

#include "Files/Reading/ChunkWalk.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace unbraid::files
{

namespace
{
constexpr std::int64_t markBytes = 4, headBytes = 4;
constexpr std::string_view application = "riff";
constexpr std::int64_t chunkHeadBytes = 8;
constexpr std::int64_t ownBytes = headBytes + 4 + chunkHeadBytes; // before the contents of a chunk
constexpr int applicationKind = 2, lastFlag = 0x80;

/** The head of a block, and of a chunk in it. */
struct Block
{
    std::vector<std::byte> bytes;

    [[nodiscard]] int at (size_t offset) const { return std::to_integer<int> (bytes.at (offset)); }
    [[nodiscard]] std::int64_t size() const { return at (1) << 16 | at (2) << 8 | at (3); }
    [[nodiscard]] bool isLast() const { return (at (0) & lastFlag) != 0; }
    [[nodiscard]] std::string_view text (size_t offset) const
    {
        return { reinterpret_cast<const char*> (bytes.data()) + offset, 4 };
    }

    [[nodiscard]] bool holdsChunk() const
    {
        return std::ssize (bytes) == ownBytes && (at (0) & ~lastFlag) == applicationKind &&
               size() >= ownBytes - headBytes && text (4) == application && isCarried (text (8));
    }

    [[nodiscard]] std::uint32_t chunkBytes() const
    {
        std::uint32_t count = 0;
        for (size_t i = 4; i-- > 0;)
            count = count << 8 | static_cast<std::uint32_t> (at (12 + i));
        return std::min (count, static_cast<std::uint32_t> (size() - (ownBytes - headBytes)));
    }
};

std::vector<std::byte> bytesAt (const FileView& file, std::int64_t position, size_t count)
{
    std::vector<std::byte> bytes (count);
    bytes.resize (static_cast<size_t> (std::max<std::ptrdiff_t> (0, file.read (position, bytes))));
    return bytes;
}

void append (std::vector<std::byte>& bytes, std::string_view text)
{
    for (const char letter : text)
        bytes.push_back (static_cast<std::byte> (letter));
}
} // namespace

std::vector<MetadataChunk> chunksOfFlac (const FileView& file, std::int64_t begin)
{
    std::vector<MetadataChunk> chunks;
    std::uint32_t keptBytes = 0;
    for (auto position = begin + markBytes;;)
    {
        const Block block{ bytesAt (file, position, ownBytes) };
        if (std::ssize (block.bytes) < headBytes)
            return chunks;
        if (block.holdsChunk() && block.chunkBytes() <= maxCarriedBytes - keptBytes)
        {
            MetadataChunk chunk{ {}, bytesAt (file, position + ownBytes, block.chunkBytes()) };
            std::copy_n (block.text (8).begin(), chunk.id.size(), chunk.id.begin());
            keptBytes += block.chunkBytes();
            chunks.push_back (std::move (chunk));
        }
        if (block.isLast())
            return chunks;
        position += headBytes + block.size();
    }
}

std::vector<std::byte> flacBlocksOf (const SoundMetadata& metadata)
{
    constexpr size_t longestBlock = (1 << 24) - 1;
    std::vector<std::byte> bytes;
    for (const auto& chunk : metadata.chunks)
    {
        const auto contents = chunk.contents.size() + chunk.contents.size() % 2;
        const auto size = contents + static_cast<size_t> (ownBytes - headBytes);
        if (size > longestBlock)
            continue;
        bytes.push_back (std::byte{ applicationKind });
        for (const int shift : { 16, 8, 0 })
            bytes.push_back (static_cast<std::byte> (size >> shift & 0xff));
        append (bytes, application);
        append (bytes, { chunk.id.data(), chunk.id.size() });
        for (const int shift : { 0, 8, 16, 24 })
            bytes.push_back (static_cast<std::byte> (chunk.contents.size() >> shift & 0xff));
        bytes.insert (bytes.end(), chunk.contents.begin(), chunk.contents.end());
        bytes.resize (bytes.size() + chunk.contents.size() % 2);
    }
    return bytes;
}

} // namespace unbraid::files
