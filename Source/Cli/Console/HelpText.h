// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace unbraid::cli
{

constexpr size_t maxHelpColumns = 100;

/** Breaks lines that are longer than `maxHelpColumns` at spaces. What follows stands below where the text of the line began:
    behind the last gap of two spaces or more near its beginning, else behind its indentation. Words are never broken. [any] */
std::string wrappedHelp (const std::string& text);

} // namespace unbraid::cli
