// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <filesystem>
#include <string>

namespace unbraid::quality
{

/** Puts a section of tables into a page of Markdown: the text under `## heading` up to the next `## ` is replaced, or
    the section appended; all else on the page, written by hand or by other studies, stays.
    [worker] Error: the page cannot be written. */
core::Status replaceSection (const std::filesystem::path& page, const std::string& heading,
                             const std::string& text);

} // namespace unbraid::quality
