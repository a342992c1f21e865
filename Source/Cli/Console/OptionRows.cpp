// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/OptionRows.h"

#include <cmath>

namespace unbraid::cli
{

Option& addRow (CommandLine& command, const core::NumberOption& row, const std::string& help,
                Option::Reader reader)
{
    return command.addRead (std::string ("--") + row.name + " " + row.value, std::move (reader), help)
        .takes (core::allowedFor (row));
}

std::string helpOf (const core::NumberOption& row)
{
    return std::isnan (row.usual)
               ? row.help
               : std::string (row.help) + "; " + core::textOf (row, row.usual) + " by default";
}

} // namespace unbraid::cli
