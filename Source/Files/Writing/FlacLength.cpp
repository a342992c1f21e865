// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Writing/FlacLength.h"

#include "Platform/Descriptors.h"

#include <array>
#include <cstddef>
#include <sndfile.h> // SEEK_SET and SEEK_CUR
#include <span>
#include <string_view>

namespace unbraid::files
{

namespace
{
constexpr size_t blockSizeAt = 8; // two bytes: frames of each block
constexpr size_t lengthAt = 21;   // the lower half of this byte and the four behind it
constexpr size_t lengthEnd = 26;

/** Keeps the position of a file. */
class KeptPosition
{
public:
    explicit KeptPosition (int descriptor) noexcept
        : file (descriptor)
        , position (platform::seek (descriptor, 0, SEEK_CUR))
    {
    }
    ~KeptPosition() { platform::seek (file, position, SEEK_SET); }
    KeptPosition (const KeptPosition&) = delete;
    KeptPosition& operator= (const KeptPosition&) = delete;

private:
    int file;
    std::int64_t position;
};
} // namespace

bool renewFlacLength (int descriptor, std::int64_t numWritten) noexcept
{
    const KeptPosition kept (descriptor);
    std::array<std::byte, lengthEnd> head{};
    if (! platform::rewind (descriptor) || platform::readFully (descriptor, head) < 0)
        return false;
    const std::string_view mark (reinterpret_cast<const char*> (head.data()), 4);
    const auto blockFrames = std::to_integer<std::int64_t> (head[blockSizeAt]) << 8 |
                             std::to_integer<std::int64_t> (head[blockSizeAt + 1]);
    if (mark != "fLaC" || blockFrames == 0 || numWritten == 0)
        return true;                                            // the encoder has not begun
    auto length = (numWritten - 1) / blockFrames * blockFrames; // a full block waits for one frame more
    for (size_t at = lengthEnd; --at > lengthAt; length >>= 8)
        head[at] = static_cast<std::byte> (length & 0xff);
    head[lengthAt] = (head[lengthAt] & std::byte{ 0xf0 }) | static_cast<std::byte> (length & 0x0f);
    return platform::seek (descriptor, lengthAt, SEEK_SET) >= 0 &&
           platform::writeFully (descriptor, std::span (head).subspan (lengthAt));
}

} // namespace unbraid::files
