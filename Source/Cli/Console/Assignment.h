// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace unbraid::cli
{

/** The number that a text is, and nothing else. */
template <class Number>
std::optional<Number> numberFrom (std::string_view text)
{
    Number number{};
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars (text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? std::optional (number) : std::nullopt;
}

/** Splits NAME=VALUE; nothing when there is no name of a source or a parameter before a '='. */
inline std::optional<std::pair<std::string, std::string>> assignmentFrom (const std::string& text)
{
    const auto equals = text.find ('=');
    if (equals == 0 || equals == std::string::npos)
        return {};
    const auto isPart = [] (char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               static_cast<unsigned char> (c) >= 0x80; // of any script
    };
    if (! std::all_of (text.begin(), text.begin() + static_cast<std::ptrdiff_t> (equals), isPart))
        return {};
    return std::pair{ text.substr (0, equals), text.substr (equals + 1) };
}

} // namespace unbraid::cli
