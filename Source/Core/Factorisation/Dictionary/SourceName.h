// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace unbraid::core
{

constexpr size_t maxSourceName = 64; // characters

/** True for a valid name of a source: words of letters and digits of any script, in UTF-8, lower-case where the script has
    that, joined by single '-'; at most `maxSourceName` characters. Of ASCII only a-z, 0-9 and '-'. [any] */
bool isSourceName (std::string_view name) noexcept;

/** Converts typed text to a valid name, "hand-clap" of "Hand clap": lower-case, '-' for spaces, underscores and dots,
    without what no name can hold. Empty: nothing is left. [worker] */
std::string sourceNameFrom (std::string_view typed);

/** True for a valid name of a mixer value: characters as in names of sources, with '_' in place of '-', after a first of a to z; at
    most as long as two names of sources and 17 characters. [any] */
bool isMixerName (std::string_view name) noexcept;

} // namespace unbraid::core
