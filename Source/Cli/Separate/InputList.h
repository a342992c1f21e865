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
    inside it and hidden files are left out; a warning names what else is not read and is not surely something
    else, as texts and pictures are. A path that is not a folder is not looked at. Error: a folder that cannot be
    read or holds no sound.
    [worker] */
core::Result<std::vector<std::filesystem::path>> soundFiles (const std::filesystem::path& argument);

/** As `soundFiles`, of several arguments in turn, but every part of a path may hold * and ?. A file or folder that has such
    a name is taken as it is. Error: as `soundFiles`, or a pattern that nothing matches.
    [worker] */
core::Result<std::vector<std::filesystem::path>>
matchingSounds (const std::vector<std::filesystem::path>& patterns);

/** Whether the folders inside a folder are searched as well. */
enum class Subfolders
{
    leftOut,
    searched
};

/** A sound file, and where it lies in the folder that was searched. */
struct FoundSound
{
    std::filesystem::path path;
    std::filesystem::path
        folder; // relative to the folder that was searched; empty: right in it, or no folder
};

/** As `soundFiles`; where subfolders are searched, links to folders and hidden folders are left out.
    Error: as `soundFiles`, or a subfolder that cannot be read: a part of an archive is never left out in silence.
    [worker] */
core::Result<std::vector<FoundSound>> findSounds (const std::filesystem::path& argument,
                                                  Subfolders subfolders);

/** Whether `path` is the folder or lies in it, in whatever spelling; neither need exist. [worker] */
bool isWithin (const std::filesystem::path& path, const std::filesystem::path& folder);

/** The sound files of a folder by their name without extension; those of subfolders have the path from the folder in
    front of it. Error: as `findSounds`, not a folder, or two files of one name.
    [worker] */
core::Result<std::map<std::string, std::filesystem::path>>
soundsByName (const std::filesystem::path& folder, Subfolders subfolders = Subfolders::leftOut);

} // namespace unbraid::cli
