// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

/** Locations of files and folders, and the meaning of file names. Text is UTF-8 everywhere. */
namespace unbraid::platform
{

/** A variable of the environment; empty where it is not set. [worker] */
std::string environment (const char* name);

/** Separator of folders in a variable that lists several. */
extern const char listSeparator;

/** The variable that names the folder for temporary files. */
extern const char* const temporaryFolderVariable;

/** The folder in which programs keep what belongs to the user; empty where the system names none.
    [worker] */
std::filesystem::path userDataFolder();

/** The folder of the running program, links followed: where its other programs lie, and relative to which its data is
    installed. Of a plugin it is the host's. Empty where the system does not tell.
    [worker] */
std::filesystem::path programFolder();

/** The folder of the file that this code was loaded from, links followed: of a program its own, of a plugin the folder of its
    library, inside its bundle. Empty where the system does not tell.
    [worker] */
std::filesystem::path codeFolder();

/** How the name of a program ends: empty, or ".exe". */
extern const char* const programEnding;

/** The same for all names of one file, through links as well: its disk and its number there. */
using FileIdentity = std::pair<std::uintmax_t, std::uintmax_t>;

/** Nothing where there is no such file. [worker] */
std::optional<FileIdentity> identityOf (const std::filesystem::path& path);

/** True where the user may create files in the folder. [worker] */
bool mayAddFiles (const std::filesystem::path& folder);

/** Gives a closed file another name in its folder, in the place of a file that has it, in one step.
    [worker] */
std::error_code replaceFile (const std::filesystem::path& from, const std::filesystem::path& to);

/** Makes the names in a folder last; a folder for which that cannot be asked is no reason to fail. [worker] */
void flushFolder (const std::filesystem::path& folder);

/** Whether a file's name, without folders, is what a pattern with `*` and `?` asks for. [worker] */
bool nameMatches (const std::filesystem::path& file, const std::string& pattern);

} // namespace unbraid::platform
