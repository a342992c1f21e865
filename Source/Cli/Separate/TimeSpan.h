// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <optional>
#include <string>
#include <string_view>

namespace unbraid::cli
{

/** A span of time. */
struct TimeSpan
{
    double startSeconds = 0.0;
    double endSeconds = 0.0;
};

/** Seconds, or minutes:seconds, or hours:minutes:seconds; nothing when it is none of them. */
std::optional<double> timeIn (std::string_view text);

/** START-END in seconds, minutes:seconds or hours:minutes:seconds, the start before the end; nothing when it is not that. */
std::optional<TimeSpan> timeSpanIn (std::string_view text);

/** The same; Error: by the option's name. */
core::Result<TimeSpan> timeSpanFrom (const std::string& text, const char* option);

} // namespace unbraid::cli
