// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace unbraid::files
{

/** Dictionary <-> safetensors bytes; Docs/DictionaryFormat.md is the format. Rules about bytes live
    here and in Safetensors.h, rules about the dictionary in core::validate, which every reader and
    writer here calls. */

/** No dictionary has a larger file. [any] */
std::uintmax_t maxDictionaryBytes();

/** Reads a dictionary, and no change of one. Total: any bytes give a whole valid dictionary or one error, and nothing is
    allocated from a length that was not compared with what is there. Touches no file.
    name  stands for the bytes in errors: a file's name
    [worker] */
core::Result<core::Dictionary> parseDictionary (std::span<const std::byte> bytes, const std::string& name);

/** The same, where the bytes may be a change (see DictionaryChange.h) of one of the user's or the shipped dictionaries, or name
    several as a tree (DictionaryTree.h).
    [worker] errors: also as changedBytes and treeOf */
core::Result<core::Dictionary> parseDictionaryOrChange (std::span<const std::byte> bytes,
                                                        const std::string& name);

/** Reads a dictionary from a regular file, not larger than a dictionary can be; that of a change is also looked for
    beside it. [worker] */
core::Result<core::Dictionary> loadDictionary (const std::filesystem::path& path);

/** The bytes of a valid dictionary: the same dictionary gives the same bytes, and reading them gives the same
    dictionary (text that is not UTF-8 has its stray bytes replaced by U+FFFD).
    [worker] */
std::vector<std::byte> serialiseDictionary (const core::Dictionary& dictionary);

/** Validates, then writes by temporary file and rename: after an error the old file is as it was. [worker] */
core::Status saveDictionary (const std::filesystem::path& path, const core::Dictionary& dictionary);

} // namespace unbraid::files
