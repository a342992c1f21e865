// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace unbraid::midi
{

/** Reads the numbers of a MIDI file; nothing where the bytes end. [worker] */
class ByteReader
{
public:
    ByteReader (std::span<const std::byte> source, size_t begin)
        : all (source)
        , at (begin)
    {
    }

    [[nodiscard]] size_t position() const { return at; }
    [[nodiscard]] bool isAtEnd() const { return at >= all.size(); }
    [[nodiscard]] size_t numLeft() const { return isAtEnd() ? 0 : all.size() - at; }

    [[nodiscard]] bool startsWith (std::string_view text) const
    {
        const std::string_view rest (reinterpret_cast<const char*> (all.data()), all.size());
        return ! isAtEnd() && rest.substr (at).starts_with (text);
    }

    [[nodiscard]] std::optional<std::uint8_t> peek() const
    {
        return isAtEnd() ? std::nullopt : std::optional (std::to_integer<std::uint8_t> (all[at]));
    }

    void skip (size_t count) { at += count; }

    std::optional<std::span<const std::byte>> take (size_t count)
    {
        if (count > numLeft())
            return std::nullopt;
        const auto taken = all.subspan (at, count);
        at += count;
        return taken;
    }

    /** Of at most four bytes, the highest first. */
    std::optional<std::uint32_t> takeNumber (size_t count)
    {
        const auto taken = take (count);
        if (! taken)
            return std::nullopt;
        std::uint32_t number = 0;
        for (const auto byte : *taken)
            number = number << 8 | std::to_integer<std::uint32_t> (byte);
        return number;
    }

    /** Of seven bits a byte, of which all but the last have the highest bit. */
    std::optional<std::uint32_t> takeVariable()
    {
        constexpr int maxBytes = 4;
        std::uint32_t number = 0;
        for (int i = 0; i < maxBytes; ++i)
        {
            const auto byte = takeNumber (1);
            if (! byte)
                return std::nullopt;
            number = number << 7 | (*byte & 0x7f);
            if (*byte < 0x80)
                return number;
        }
        return std::nullopt;
    }

private:
    std::span<const std::byte> all;
    size_t at;
};

/** Writes the numbers of a MIDI file. [worker] */
class ByteWriter
{
public:
    void add (std::span<const std::byte> bytes) { all.insert (all.end(), bytes.begin(), bytes.end()); }
    void add (std::string_view text) { add (std::as_bytes (std::span (text))); }

    /** Of `count` bytes, the highest first. */
    void addNumber (std::uint32_t number, int count)
    {
        for (int byte = count - 1; byte >= 0; --byte)
            all.push_back (static_cast<std::byte> (number >> (8 * byte) & 0xff));
    }

    void addVariable (std::uint32_t number)
    {
        constexpr int highest = 21; // bits below the fourth byte's
        for (int shift = highest; shift >= 0; shift -= 7)
            if (shift == 0 || number >> shift != 0)
                all.push_back (static_cast<std::byte> ((number >> shift & 0x7f) | (shift > 0 ? 0x80 : 0)));
    }

    [[nodiscard]] const std::vector<std::byte>& bytes() const& { return all; }
    [[nodiscard]] std::vector<std::byte> bytes() && { return std::move (all); }

private:
    std::vector<std::byte> all;
};

} // namespace unbraid::midi
