// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

namespace unbraid::core
{

/** The sum of an empty text, of 32 or 64 bits. */
template <class Number>
constexpr Number emptyChecksum = std::is_same_v<Number, std::uint64_t> ? Number (0xcbf29ce484222325u)
                                                                       : Number (0x811c9dc5u);

/** A sum over text that tells texts apart, and that nobody is kept from choosing: FNV-1a of 32 or 64 bits.
    sum  of what came before
    [any] Source: Fowler, Noll & Vo 1991 */
template <class Number>
constexpr Number checksum (std::string_view text, Number sum = emptyChecksum<Number>) noexcept
{
    static_assert (std::is_same_v<Number, std::uint32_t> || std::is_same_v<Number, std::uint64_t>);
    constexpr auto prime =
        std::is_same_v<Number, std::uint64_t> ? Number (0x100000001b3u) : Number (0x01000193u);
    for (const char letter : text)
        sum = (sum ^ static_cast<unsigned char> (letter)) * prime;
    return sum;
}

} // namespace unbraid::core
