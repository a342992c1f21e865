// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/Digits.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace core = unbraid::core;

namespace
{
/** Values of all magnitudes: any bits that are a finite number. */
float anyFloat (std::mt19937& generator)
{
    float number = NAN;
    while (! std::isfinite (number))
        number = std::bit_cast<float> (static_cast<std::uint32_t> (generator()));
    return number;
}
/** The digits that count: without sign, point, exponent, and zeros at either end. */
std::string significant (std::string text)
{
    text.resize (std::min (text.find ('e'), text.size()));
    std::erase_if (text, [] (char letter) { return letter < '0' || letter > '9'; });
    const auto first = text.find_first_not_of ('0');
    return first == text.npos ? "" : text.substr (first, text.find_last_not_of ('0') + 1 - first);
}
} // namespace

TEST_CASE ("Digits found by trying are no more than those of the library, and read back as the same number")
{
    std::mt19937 generator (20261128);
    for (int round = 0; round < 2000; ++round)
    {
        const float number = anyFloat (generator);
        const auto digits = core::shortestByTrial (number);
        float back = 0.0f;
        REQUIRE (core::readByTrial (digits, back));
        CHECK (back == number);
        REQUIRE (core::readDigits (digits, back));
        CHECK (back == number);
        CHECK (significant (digits).size() <=
               significant (core::digitsOf (number)).size()); // which may write all digits of a large one
    }
    CHECK (core::shortestByTrial (0.5) == "0.5");
    CHECK (core::shortestByTrial (48000.0) == core::digitsOf (48000.0));
    CHECK (core::shortestByTrial (0.1f) == "0.1");
}

TEST_CASE ("What is no number in digits is refused either way")
{
    for (const char* text : { "", " 1", "1 ", "+1", "0x10", "1,5", "1.5.2", "nan", "inf", "1e", "--1", "1-" })
    {
        INFO (text);
        double number = 7.0;
        CHECK_FALSE (core::readByTrial (text, number));
        if (std::string_view (text) != "nan" && std::string_view (text) != "inf") // which the library knows
            CHECK_FALSE (core::readDigits (text, number));
    }
    double number = 0.0;
    CHECK (core::readByTrial ("-1.5e-3", number));
    CHECK (number == -1.5e-3);
    int whole = 3;
    CHECK_FALSE (core::readDigits ("1.5", whole));
    CHECK (whole == 3);
    CHECK (core::readDigits ("-12", whole));
    CHECK (whole == -12);
}
