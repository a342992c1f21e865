// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <filesystem>

namespace unbraid::cli
{

/** The file that a NAME or FILE on the command line means. Error: as `files::findDictionary`. [worker] */
core::Result<std::filesystem::path> dictionaryPath (const std::string& nameOrFile);

/** Finds and loads it. Error: also as `files::loadDictionary`. [worker] */
core::Result<core::Dictionary> dictionaryArgument (const std::string& nameOrFile);

} // namespace unbraid::cli
