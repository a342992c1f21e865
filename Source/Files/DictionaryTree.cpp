// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryTree.h"

#include "Files/AtomicFile.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Files/FileBytes.h"
#include "Files/JsonText.h"

#include <memory>

namespace unbraid::files
{

namespace
{
namespace fs = std::filesystem;

constexpr auto treeFormat = "unbraid-dictionary-tree";
constexpr auto treeVersion = "1";
constexpr auto rootKey = "root";
constexpr std::string_view branchKeys = "branch."; // SOURCE follows

std::string metadataOf (const Safetensors& content, const std::string& key)
{
    const auto found = content.metadata.find (key);
    return found == content.metadata.end() ? std::string() : found->second;
}

core::Error unusableTree (std::string where, std::string found, std::string allowed)
{
    return { "the tree of dictionaries cannot be used", std::move (where), std::move (found),
             std::move (allowed) };
}

core::Result<TreeNames> namesOf (const Safetensors& content)
{
    if (const auto version = metadataOf (content, "version"); version != treeVersion)
        return unusableTree ("version", inQuotes (version), treeVersion);
    if (! content.tensors.empty())
        return unusableTree ("tensor " + inQuotes (content.tensors.begin()->first), "a tensor",
                             "none: names alone");
    TreeNames names{ metadataOf (content, rootKey), {} };
    for (const auto& [key, value] : content.metadata)
        if (key.starts_with (branchKeys))
            names.branches[key.substr (branchKeys.size())] = value;
    if (names.root.empty() || names.branches.empty())
        return unusableTree (names.root.empty() ? rootKey : "branch.SOURCE", "none",
                             "the name of a dictionary");
    return names;
}

/** A dictionary of a tree, which is none itself: a file that named itself would never end. */
core::Result<core::Dictionary> partOf (const std::string& nameOrFile, const std::vector<fs::path>& folders)
{
    const fs::path beside = folders.empty() ? fs::path() : folders.front();
    const bool isFile = fs::path (nameOrFile).has_parent_path();
    const auto path = findDictionary (isFile ? (beside / nameOrFile).string() : nameOrFile, folders);
    if (! path.ok())
        return path.error();
    const auto bytes = readFileBytes (path.value(), maxDictionaryBytes());
    const auto content = bytes.ok() ? parseSafetensors (bytes.value()) : bytes.error();
    if (content.ok() && isTree (content.value()))
        return unusableTree (inQuotes (nameOrFile), "a tree itself", "a dictionary: two levels");
    return loadDictionary (path.value());
}
} // namespace

bool isTree (const Safetensors& content)
{
    return metadataOf (content, "format") == treeFormat;
}

core::Result<core::Dictionary> joined (core::Dictionary root, std::vector<core::DictionaryBranch> branches)
{
    if (! root.branches.empty())
        return unusableTree ("root", "a tree itself", "a dictionary: two levels");
    root.branches = std::move (branches);
    if (auto valid = core::validate (root); ! valid.ok())
        return valid.error();
    return root;
}

core::Result<core::Dictionary> treeOf (const Safetensors& content, const std::vector<fs::path>& folders)
{
    const auto names = namesOf (content);
    if (! names.ok())
        return names.error();
    auto root = partOf (names.value().root, folders);
    if (! root.ok())
        return root.error();
    std::vector<core::DictionaryBranch> branches;
    for (const auto& [source, name] : names.value().branches)
    {
        auto branch = partOf (name, folders);
        if (! branch.ok())
            return branch.error();
        branches.push_back (
            { source, std::make_shared<const core::Dictionary> (std::move (branch).value()) });
    }
    if (auto licence = metadataOf (content, "licence"); ! licence.empty())
        root.value().licence = std::move (licence);
    return joined (std::move (root).value(), std::move (branches));
}

core::Status saveTree (const fs::path& path, const TreeNames& names, const std::string& licence)
{
    Safetensors content;
    content.metadata = {
        { "format", treeFormat }, { "version", treeVersion }, { rootKey, names.root }, { "licence", licence }
    };
    for (const auto& [source, name] : names.branches)
        content.metadata[std::string (branchKeys) + source] = name;
    return writeWholeFile (path, serialiseSafetensors (content));
}

} // namespace unbraid::files
