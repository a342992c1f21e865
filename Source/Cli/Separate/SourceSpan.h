// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** A time span of a source. */
struct SourceSpan
{
    size_t source = 0;
    double startSeconds = 0.0;
    double endSeconds = 0.0;
};

/** The index of a name among the plan's sources. Error: there is none; lists them. */
core::Result<size_t> sourceNamed (const std::string& name, const std::vector<std::string>& sources,
                                  const std::string& option);

/** SOURCE=START-END in seconds, minutes:seconds or hours:minutes:seconds. Error: anything else, by the option's name. */
core::Result<SourceSpan> sourceSpanFrom (const std::string& text, const std::vector<std::string>& sources,
                                         const char* option);

} // namespace unbraid::cli
