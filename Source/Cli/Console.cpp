// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console.h"

#include <array>
#include <cstdio>
#include <iostream>

namespace unbraid::cli
{

int fail (const core::Error& error, ExitCode code)
{
    std::cerr << oneLine (error.message()) + "\n";
    return code;
}

core::Error wrongArgument (std::string option, std::string found, std::string allowed)
{
    return { "wrong use", std::move (option), std::move (found), std::move (allowed) };
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
