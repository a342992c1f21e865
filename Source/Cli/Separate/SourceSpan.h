// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** A time span of a source, or of all leaves of one that is split further. */
struct SourceSpan
{
    std::vector<size_t> sources;
    double startSeconds = 0.0;
    double endSeconds = 0.0;
};

/** The index of a name among the plan's sources. Error: there is none; lists them. */
core::Result<size_t> sourceNamed (const std::string& name, const std::vector<std::string>& sources,
                                  const std::string& option);

/** The indices of a name among the plan's sources; of a source that is split further, those of all its leaves, `name.leaf`. Error:
    there is none; lists them. */
core::Result<std::vector<size_t>>
sourcesNamed (const std::string& name, const std::vector<std::string>& sources, const std::string& option);

/** SOURCE=START-END in seconds, minutes:seconds or hours:minutes:seconds. Error: anything else, by the option's name. */
core::Result<SourceSpan> sourceSpanFrom (const std::string& text, const std::vector<std::string>& sources,
                                         const char* option);

} // namespace unbraid::cli
