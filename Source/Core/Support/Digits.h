// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <version>

namespace unbraid::core
{

/** Numbers as digits, the same on every machine. All [worker]. */

/** Reads a number that fills the whole text, in the form of `std::from_chars`: no sign but '-', no white space, no
    hexadecimal digits. For C++ libraries that convert integers only, as that of
    Emscripten 3.1; assumes the C locale, which a browser has. */
template <class Real>
bool readByTrial (std::string_view text, Real& number)
{
    if (text.empty() || text.find_first_not_of ("0123456789.eE+-") != text.npos || text.front() == '+')
        return false;
    const std::string digits (text);
    char* end = nullptr;
    Real value{};
    if constexpr (std::is_same_v<Real, float>)
        value = std::strtof (digits.c_str(), &end);
    else
        value = std::strtod (digits.c_str(), &end);
    if (end != digits.c_str() + digits.size())
        return false;
    number = value;
    return true;
}

/** The shortest digits that read back as the number, found by trying; likewise for those libraries. */
template <class Real>
std::string shortestByTrial (Real number)
{
    constexpr Real longest = 1e6f; // of what is written without an exponent
    std::array<char, 64> digits{};
    if (std::abs (number) < longest && number == std::trunc (number))
    {
        std::snprintf (digits.data(), digits.size(), "%.0f", static_cast<double> (number));
        return digits.data();
    }
    for (int precision = 1; precision <= std::numeric_limits<Real>::max_digits10; ++precision)
    {
        std::snprintf (digits.data(), digits.size(), "%.*g", precision, static_cast<double> (number));
        if (Real back{}; readByTrial (digits.data(), back) && back == number)
            break;
    }
    return digits.data();
}

/** The shortest digits that read back as the number. */
template <class Number>
std::string digitsOf (Number number)
{
#ifndef __cpp_lib_to_chars
    if constexpr (std::is_floating_point_v<Number>)
        return shortestByTrial (number);
    else
#endif
    {
        std::array<char, 64> digits{};
        const auto end = std::to_chars (digits.data(), digits.data() + digits.size(), number).ptr;
        return { digits.data(), end };
    }
}

/** Whether the whole text is a number, which may be infinite. number  left alone where it is none */
template <class Number>
bool readDigits (std::string_view text, Number& number)
{
#ifndef __cpp_lib_to_chars
    if constexpr (std::is_floating_point_v<Number>)
        return readByTrial (text, number);
    else
#endif
    {
        Number value{};
        const auto parsed = std::from_chars (text.data(), text.data() + text.size(), value);
        if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
            return false;
        number = value;
        return true;
    }
}

} // namespace unbraid::core
