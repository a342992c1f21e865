// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** The files meant by one argument: the path itself, or the sound files of a folder, sorted by name; folders
    inside it and hidden files are left out. A path that is not a folder is not looked at. Error: a folder
    that cannot be read or holds no sound.
    [worker] */
core::Result<std::vector<std::filesystem::path>> soundFiles (const std::filesystem::path& argument);

/** As `soundFiles`, but the last part of the path may hold * and ?, and files whose names match one of
    `excluded` are left out. Error: as `soundFiles`, or a pattern that nothing matches.
    [worker] */
core::Result<std::vector<std::filesystem::path>> matchingSounds (const std::filesystem::path& pattern,
                                                                 const std::vector<std::string>& excluded);

/** The sound files of a folder by their name without extension. Error: as `soundFiles`, not a folder, or two
    files of one name.
    [worker] */
core::Result<std::map<std::string, std::filesystem::path>> soundsByName (const std::filesystem::path& folder);

} // namespace unbraid::cli
