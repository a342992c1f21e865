// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <filesystem>
#include <map>
#include <string>

namespace unbraid::cli
{

/** Reads which class each name belongs to: a JSON object { "name": "class" } if the file ends in .json, else
    lines `name,class`, where empty lines are skipped.
    [worker]  Error: a file that cannot be read, a line that is no such pair. */
core::Result<std::map<std::string, std::string>> readClasses (const std::filesystem::path& file);

} // namespace unbraid::cli
