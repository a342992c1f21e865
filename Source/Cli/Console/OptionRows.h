// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"
#include "Core/Support/OptionRow.h"

namespace unbraid::cli
{

/** Adds the option of a row: its name and the word for its value. Errors name its range and words.
    reader  of a text; false where the row takes none such */
Option& addRow (CommandLine& command, const core::NumberOption& row, const std::string& help,
                Option::Reader reader);

/** What the row does, and its default where it has one. */
std::string helpOf (const core::NumberOption& row);

/** Adds the options of all rows, which set the settings.
    group  heading of help texts; empty: none of their own */
template <class Settings>
void addRows (CommandLine& command, std::span<const core::OptionRow<Settings>> rows, Settings& settings,
              const std::string& group = {})
{
    for (const auto& row : rows)
    {
        const auto keep = [&row, &settings] (const std::string& text)
        {
            const auto value = core::valueFrom (row, text);
            if (value)
                row.set (settings, *value);
            return value.has_value();
        };
        auto& option = addRow (command, row, helpOf (row), keep);
        if (! group.empty())
            option.inGroup (group);
    }
}

} // namespace unbraid::cli
