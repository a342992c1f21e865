// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Files/Safetensors.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace unbraid::files
{

/** Trees of dictionaries (core::SeparationTree), which lie in files in two ways: a small file that names its dictionaries, and a
    whole dictionary that holds its branches, each as a tensor of bytes. */

/** What the names of those tensors begin with; the name of the source follows. */
constexpr std::string_view branchTensors = "branches.";

/** The names of dictionaries that make a tree. */
struct TreeNames
{
    std::string root;
    std::map<std::string, std::string>
        branches; // by the source that they split; a dictionary's name, or a file
};

/** Whether a file names the dictionaries of a tree, and is none itself. [worker] */
bool isTree (const Safetensors& content);

/** The tree of such a file. A name is looked for in these folders, in this order, a file seen from the first.
    [worker] errors: a name that is nowhere, a dictionary that cannot be read or is a tree itself, dictionaries that have no latency
    mode in common */
core::Result<core::Dictionary> treeOf (const Safetensors& content,
                                       const std::vector<std::filesystem::path>& folders);

/** A dictionary and its branches.
    [worker] errors: a root that has branches already, those of core::validate */
core::Result<core::Dictionary> joined (core::Dictionary root, std::vector<core::DictionaryBranch> branches);

/** Writes a file that names them.
    [worker] errors: as files::AtomicFile */
core::Status saveTree (const std::filesystem::path& path, const TreeNames& names, const std::string& licence);

} // namespace unbraid::files
