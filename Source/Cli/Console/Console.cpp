// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/Console.h"

#include <array>
#include <cstdio>
#include <iostream>

namespace unbraid::cli
{

namespace
{
/** The sentence as it continues after a colon. */
std::string afterColon (std::string sentence)
{
    const auto isBetween = [] (char c, char first, char last) { return c >= first && c <= last; };
    if (sentence.size() > 1 && isBetween (sentence[0], 'A', 'Z') &&
        (isBetween (sentence[1], 'a', 'z') || sentence[1] == ' '))
        sentence[0] = static_cast<char> (sentence[0] - 'A' + 'a');
    return sentence;
}
} // namespace

int fail (const core::Error& error, ExitCode code)
{
    sayFailed (error.message());
    return code;
}

void sayFailed (const std::string& message)
{
    std::cerr << "unbraid: " + oneLine (afterColon (message)) + "\n";
}

void warn (const std::string& sentence)
{
    std::cerr << "unbraid: warning: " + oneLine (sentence) + "\n";
}

std::string counted (std::int64_t number, const std::string& noun, const std::string& plural)
{
    const std::string many = plural.empty() ? noun + "s" : plural;
    return std::to_string (number) + " " + (number == 1 ? noun : many);
}

core::Error wrongArgument (const std::string& option, const std::string& found, const std::string& allowed)
{
    return { option + " takes " + allowed + ", not " + found, {}, {}, {} };
}

core::Error wrongValue (const std::string& option, const std::string& value, const std::string& allowed)
{
    return wrongArgument (option, "'" + value + "'", allowed);
}

core::Error missingPartner (const std::string& option, const std::string& partner)
{
    return { option + " needs " + partner, {}, {}, {} };
}

core::Error cancelled()
{
    return { "cancelled", {}, {}, {}, true };
}

std::string oneLine (std::string_view text)
{
    std::string line (text);
    for (char& character : line)
        if (static_cast<unsigned char> (character) < ' ' || character == '\x7f')
            character = '?';
    return line;
}

std::string fixedPoint (double number, int digits)
{
    std::array<char, 64> text{};
    std::snprintf (text.data(), text.size(), "%.*f", digits, number);
    return text.data();
}

} // namespace unbraid::cli
