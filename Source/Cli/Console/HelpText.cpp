// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/HelpText.h"

#include <algorithm>
#include <sstream>

namespace unbraid::cli
{

namespace
{
constexpr size_t maxIndent = 40; // a gap further on is one between words

/** Where the lines below begin. */
size_t indentOf (const std::string& line)
{
    size_t indent = std::min (line.find_first_not_of (' '), line.size());
    for (size_t at = indent; at + 2 < std::min (maxIndent, line.size()); ++at)
        if (line[at] == ' ' && line[at + 1] == ' ' && line[at + 2] != ' ')
            indent = at + 2;
    return indent;
}

std::string wrappedLine (std::string line)
{
    const std::string margin (indentOf (line), ' ');
    std::string result;
    while (line.size() > maxHelpColumns)
    {
        auto space = line.rfind (' ', maxHelpColumns);
        if (space == std::string::npos || space <= margin.size())
            space = line.find (' ', maxHelpColumns); // one long word
        if (space == std::string::npos)
            break;
        result.append (line, 0, space).append ("\n");
        line.replace (0, space + 1, margin);
    }
    return result + line;
}
} // namespace

std::string wrappedHelp (const std::string& text)
{
    std::istringstream lines (text);
    std::string result;
    for (std::string line; std::getline (lines, line);)
        result += wrappedLine (std::move (line)) + "\n";
    return result;
}

} // namespace unbraid::cli
