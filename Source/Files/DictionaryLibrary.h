// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::files
{

/** A dictionary that can be asked for by name: the file `<name>.safetensors`. */
struct DictionaryEntry
{
    std::string name;
    std::filesystem::path path;
};

/** Folders in the order they are searched: $UNBRAID_DICTIONARIES (colon-separated), the user's folder, then
    `factoryDictionaryPath`. They need not exist.
    [worker] */
std::vector<std::filesystem::path> dictionarySearchPath();

/** The part of that path that comes with the program, wherever it was moved to: data installed beside the program (PREFIX/share
    for PREFIX/bin), a plugin bundle's own resources, the source tree of the build unless it was left out.
    [worker] */
std::vector<std::filesystem::path> factoryDictionaryPath();

/** The user's own folder, where `dictionarySearchPath` looks second; empty when no home is known. [worker] */
std::filesystem::path userDictionaryFolder();

/** All dictionaries by name; of one name in two folders the first folder's is meant. Not opened. [worker] */
std::vector<DictionaryEntry> listDictionaries (const std::vector<std::filesystem::path>& searchPath);

/** The file meant by a name or a path. With a '/' or the ending .safetensors it is a path; otherwise a
    name, and then a file of that name in the current folder.
    [worker].  Error: nothing found; lists the names there are, or says which folder could not be read and why. */
core::Result<std::filesystem::path> findDictionary (const std::string& nameOrFile,
                                                    const std::vector<std::filesystem::path>& searchPath);

} // namespace unbraid::files
