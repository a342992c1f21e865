// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/StatedLength.h"

#include "Files/Reading/ChunkWalk.h"
#include "Files/Reading/WavStream.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace unbraid::files
{

namespace
{
constexpr std::uint64_t maxBytes = std::uint64_t{ 1 } << 62;
constexpr std::int64_t maxStatedFrames = std::int64_t{ 1 } << 48; // more is not a length but damage

/** Bytes at a position of a file, with the numbers in them. What the file does not have is zero. */
class HeaderBytes
{
public:
    HeaderBytes (const FileView& file, std::int64_t position, size_t count)
        : bytes (count)
    {
        file.read (position, bytes);
    }

    [[nodiscard]] std::string_view text (size_t offset, size_t count) const
    {
        return std::string_view (reinterpret_cast<const char*> (bytes.data()), bytes.size())
            .substr (offset, count);
    }

    [[nodiscard]] std::uint64_t bigEndian (size_t offset, size_t count) const
    {
        std::uint64_t number = 0;
        for (size_t i = 0; i < count; ++i)
            number = number << 8 | std::to_integer<std::uint64_t> (bytes.at (offset + i));
        return number;
    }

    [[nodiscard]] std::uint64_t littleEndian (size_t offset, size_t count) const
    {
        std::uint64_t number = 0;
        for (size_t i = count; i-- > 0;)
            number = number << 8 | std::to_integer<std::uint64_t> (bytes.at (offset + i));
        return number;
    }

private:
    std::vector<std::byte> bytes;
};

/** The chunks of a container: a head of some bytes, then the contents, then padding. */
struct ChunkForm
{
    std::string_view fileId; // by which a file begins
    std::int64_t fileHeadBytes;
    std::int64_t headBytes;
    std::int64_t padding;
    std::int64_t (*contentBytes) (const HeaderBytes& head); // below 0: until the end

    [[nodiscard]] std::int64_t behind (std::int64_t position, std::int64_t size) const
    {
        return position + headBytes + size + (padding - size % padding) % padding;
    }
};

std::int64_t limited (std::uint64_t bytes)
{
    return bytes < maxBytes ? static_cast<std::int64_t> (bytes) : -1;
}

const ChunkForm aiff{ "FORM", 12, 8, 2,
                      [] (const HeaderBytes& chunk) -> std::int64_t
                      {
                          const auto size = static_cast<std::uint32_t> (chunk.bigEndian (4, 4));
                          return size == 0 || ! isLengthOfWav (size) ? -1 : std::int64_t{ size };
                      } };
const ChunkForm w64{ "riff", 40, 24, 8, // the GUIDs of riff and wave, and a length
                     [] (const HeaderBytes& chunk) -> std::int64_t
                     {
                         const auto size = limited (chunk.littleEndian (16, 8));
                         return size < 24 ? -1 : size - 24; // the head counts
                     } };
const ChunkForm caf{ "caff", 8, 12, 1,
                     [] (const HeaderBytes& chunk) { return limited (chunk.bigEndian (4, 8)); } };

/** A chunk of samples that reaches beyond the end, with what `look` makes of the chunks before it. */
template <class Look>
std::optional<StatedLength> walkChunks (const FileView& file, std::int64_t position, std::int64_t end,
                                        const ChunkForm& form, std::string_view samplesId, Look&& look)
{
    position += form.fileHeadBytes;
    while (position + form.headBytes <= end)
    {
        const HeaderBytes head (file, position, static_cast<size_t> (form.headBytes));
        const std::int64_t size = form.contentBytes (head), begin = position + form.headBytes;
        if (head.text (0, 4) == samplesId)
        {
            if (size < 0 || begin + size <= end)
                return {};
            return StatedLength{ begin + size, look.framesIn (size), begin };
        }
        if (size < 0)
            return {};
        look.take (head.text (0, 4), file, begin);
        position = form.behind (position, size);
    }
    return {};
}

struct AiffLook
{
    Eigen::Index frames = -1;
    bool isCompressed; // its "COMM" may count packets

    void take (std::string_view id, const FileView& file, std::int64_t begin)
    {
        const HeaderBytes contents (file, begin, 22);
        constexpr std::array pcm{ "NONE", "sowt", "twos", "fl32", "FL32", "fl64",
                                  "FL64", "in24", "in32", "raw ", "ulaw", "alaw" };
        const auto encoding = contents.text (18, 4);
        if (id == "COMM" &&
            (! isCompressed ||
             std::any_of (pcm.begin(), pcm.end(), [&] (const char* name) { return encoding == name; })))
            frames = static_cast<Eigen::Index> (contents.bigEndian (2, 4));
    }
    [[nodiscard]] Eigen::Index framesIn (std::int64_t) const { return frames; }
};

std::optional<StatedLength> lengthOfAiff (const FileView& file, std::int64_t begin, std::int64_t end)
{
    const HeaderBytes head (file, begin, 12);
    const bool isCompressed = head.text (8, 4) == "AIFC";
    if (! isCompressed && head.text (8, 4) != "AIFF")
        return {};
    return walkChunks (file, begin, end, aiff, "SSND", AiffLook{ -1, isCompressed });
}

struct W64Look
{
    std::int64_t bytesPerFrame = 0;

    void take (std::string_view id, const FileView& file, std::int64_t begin)
    {
        const HeaderBytes contents (file, begin, 16);
        const auto encoding = contents.littleEndian (0, 2);
        const bool hasWholeFrames =
            encoding == 1 || encoding == 3 || encoding == 6 || encoding == 7 || encoding == 0xFFFE;
        if (id == "fmt " && hasWholeFrames)
            bytesPerFrame = static_cast<std::int64_t> (contents.littleEndian (12, 2));
    }
    [[nodiscard]] Eigen::Index framesIn (std::int64_t bytes) const
    {
        return bytesPerFrame > 0 ? bytes / bytesPerFrame : -1;
    }
};

struct CafLook
{
    std::int64_t bytesPerPacket = 0, framesPerPacket = 0;

    void take (std::string_view id, const FileView& file, std::int64_t begin)
    {
        const HeaderBytes contents (file, begin, 32);
        if (id != "desc")
            return;
        bytesPerPacket = static_cast<std::int64_t> (contents.bigEndian (16, 4));
        framesPerPacket = static_cast<std::int64_t> (contents.bigEndian (20, 4));
    }
    [[nodiscard]] Eigen::Index framesIn (std::int64_t bytes) const
    {
        constexpr std::int64_t editCountBytes = 4;
        const auto numPackets = bytesPerPacket > 0 ? (bytes - editCountBytes) / bytesPerPacket : 0;
        const auto maxPackets = framesPerPacket > 0 ? maxStatedFrames / framesPerPacket : 0;
        return numPackets > 0 && numPackets <= maxPackets ? numPackets * framesPerPacket : -1;
    }
};

std::optional<StatedLength> lengthOfAu (const FileView& file, std::int64_t begin, std::int64_t end,
                                        bool isLittleEndian)
{
    const HeaderBytes head (file, begin, 24);
    const auto number = [&] (size_t offset)
    { return isLittleEndian ? head.littleEndian (offset, 4) : head.bigEndian (offset, 4); };
    const auto first = static_cast<std::int64_t> (number (4)), size = static_cast<std::int64_t> (number (8));
    if (size == 0 || ! isLengthOfWav (static_cast<std::uint32_t> (size)) || begin + first + size <= end)
        return {};
    constexpr std::array<int, 8> bytesOfLinear{ 0, 1, 1, 2, 3, 4, 4, 8 };
    const auto encoding = number (12);
    const auto bytesPerSample = encoding < bytesOfLinear.size() ? bytesOfLinear.at (encoding)
                                : encoding == 27                ? 1
                                                                : 0;
    const auto bytesPerFrame = bytesPerSample * static_cast<std::int64_t> (number (20));
    return StatedLength{ begin + first + size, bytesPerFrame > 0 ? size / bytesPerFrame : -1 };
}
} // namespace

std::optional<StatedLength> lengthOfCutFile (const FileView& file, std::int64_t begin, std::int64_t end)
{
    const HeaderBytes head (file, begin, 4);
    const auto id = head.text (0, 4);
    return id == "FORM"   ? lengthOfAiff (file, begin, end)
           : id == "riff" ? walkChunks (file, begin, end, w64, "data", W64Look{})
           : id == "caff" ? walkChunks (file, begin, end, caf, "data", CafLook{})
           : id == ".snd" ? lengthOfAu (file, begin, end, false)
           : id == "dns." ? lengthOfAu (file, begin, end, true)
                          : std::nullopt;
}

std::int64_t endOfFirstFile (const FileView& file, std::int64_t begin, std::int64_t end)
{
    const HeaderBytes first (file, begin, 4);
    for (const auto* form : { &aiff, &w64, &caf })
    {
        if (first.text (0, 4) != form->fileId)
            continue;
        auto position = begin + form->fileHeadBytes;
        while (position + form->headBytes <= end)
        {
            const HeaderBytes head (file, position, static_cast<size_t> (form->headBytes));
            if (head.text (0, 4) == form->fileId)
                return position;
            const auto size = isChunkId (head.text (0, 4)) ? form->contentBytes (head) : -1;
            if (size < 0)
                break;
            position = form->behind (position, size);
        }
    }
    return end;
}

} // namespace unbraid::files
