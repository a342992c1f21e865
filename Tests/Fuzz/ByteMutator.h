// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace unbraid::test
{

/** Breaks files of any binary format. The same seed gives the same files. */
class ByteMutator
{
public:
    using Bytes = std::vector<std::byte>;

    explicit ByteMutator (std::uint64_t seed)
        : random (seed)
    {
    }

    /** One to four changes; in seven of eight cases to the first kilobyte, where headers are. */
    Bytes next (const Bytes& original)
    {
        Bytes bytes = original;
        for (size_t count = 1 + below (4); count > 0 && ! bytes.empty(); --count)
            change (bytes);
        return bytes;
    }

    size_t below (size_t limit) { return static_cast<size_t> (random() % limit); }

private:
    void change (Bytes& bytes)
    {
        constexpr size_t headerBytes = 1024;
        const size_t reach = below (8) == 0 ? bytes.size() : std::min (bytes.size(), headerBytes);
        const size_t at = below (reach);
        switch (below (6))
        {
        case 0:
            bytes[at] ^= static_cast<std::byte> (1u << below (8));
            break;
        case 1:
            bytes[at] = static_cast<std::byte> (random());
            break;
        case 2:
            bytes.resize (at); // cut short
            break;
        case 3:
            splice (bytes, at);
            break;
        default:
            putNumber (bytes, at);
        }
    }

    /** Cuts a run of bytes out, or repeats it. */
    void splice (Bytes& bytes, size_t at)
    {
        constexpr size_t longest = 64;
        const auto from = bytes.begin() + static_cast<std::ptrdiff_t> (at);
        const auto until =
            from + static_cast<std::ptrdiff_t> (1 + below (std::min (longest, bytes.size() - at)));
        if (below (2) == 0)
        {
            bytes.erase (from, until);
            return;
        }
        const Bytes run (from, until);
        bytes.insert (from, run.begin(), run.end());
    }

    /** A size or a count that no file should have, in either byte order and in 2, 4 or 8 bytes. */
    void putNumber (Bytes& bytes, size_t at)
    {
        constexpr std::array<std::uint64_t, 14> values{ 0,          1,          2,          0x7f,
                                                        0xff,       0x7fff,     0xffff,     0x7fffffff,
                                                        0x80000000, 0xfffffff0, 0xffffffff, ~0ull,
                                                        ~0ull >> 1, 1ull << 40 };
        const auto value = values.at (below (values.size()));
        const size_t width = size_t{ 2 } << below (3);
        const bool isBig = below (2) == 0;
        for (size_t i = 0; i < width && at + i < bytes.size(); ++i)
            bytes[at + i] = static_cast<std::byte> (value >> 8 * (isBig ? width - 1 - i : i) & 0xff);
    }

    std::mt19937_64 random;
};

} // namespace unbraid::test
