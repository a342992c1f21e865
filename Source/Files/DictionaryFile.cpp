// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryFile.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Files/AtomicFile.h"
#include "Files/Dictionaries/DictionaryMetadata.h"
#include "Files/Dictionaries/Tensors.h"
#include "Files/DictionaryChange.h"
#include "Files/DictionaryLibrary.h"
#include "Files/DictionaryTree.h"
#include "Files/FileBytes.h"
#include "Files/JsonText.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <new>
#include <set>

namespace unbraid::files
{

namespace
{
constexpr std::array dynamicsTensors{ "A.rows", "A.columns", "A.values" };

/** No dictionary within its ceilings has a larger file, an unfolded one by far. 64: transitions per atom, as
    core::validate allows. */
constexpr auto maxFileBytes = static_cast<std::uintmax_t> (
    8 + maxHeaderBytes +
    4 * (std::int64_t{ core::maxBins } * core::maxAtoms + core::maxBins + 3 * 64 * core::maxAtoms));

core::Error problem (std::string where, std::string found, std::string allowed)
{
    return { {}, std::move (where), std::move (found), std::move (allowed) };
}

core::Error cannotRead (const std::string& name, core::Error error)
{
    error.what = "the dictionary cannot be read";
    error.where = name + (error.where.empty() ? "" : ": " + error.where);
    return error;
}

/** The kinds that have tensors of their own. */
std::vector<core::KindTensors> tensorsOfKinds()
{
    std::vector<core::KindTensors> all;
    for (const core::ModelKind* kind : core::modelKinds())
        if (kind->tensors.names != nullptr)
            all.push_back (kind->tensors);
    return all;
}

core::Status checkNames (const Safetensors& content)
{
    std::set<std::string> known{ "W", "frequencies" };
    known.insert (dynamicsTensors.begin(), dynamicsTensors.end());
    std::string allowed = "W, frequencies, A.rows, A.columns, A.values";
    for (const auto& tensors : tensorsOfKinds())
    {
        known.merge (tensors.names (SafetensorsReader (content)));
        allowed += std::string (", ") + tensors.description;
    }
    for (const auto& [name, tensor] : content.tensors)
        if (! known.contains (name) && ! name.starts_with (branchTensors))
            return problem ("tensor " + inQuotes (name), "a tensor this version cannot run", allowed);
    return core::Done{};
}

core::Status readDynamics (const Safetensors& content, core::Transitions& dynamics)
{
    const bool hasDynamics = std::any_of (dynamicsTensors.begin(), dynamicsTensors.end(),
                                          [&] (const char* name) { return content.tensors.contains (name); });
    if (! hasDynamics)
        return core::Done{};
    if (auto read = readList (content, "A.rows", "I32", dynamics.rows); ! read.ok())
        return read;
    if (auto read = readList (content, "A.columns", "I32", dynamics.columns); ! read.ok())
        return read;
    return readList (content, "A.values", "F32", dynamics.values);
}

/** Without its branches, and not validated. */
core::Status readAlone (const Safetensors& content, core::Dictionary& dictionary)
{
    // A stranger's file should be told apart before its tensors are called unknown.
    if (auto read = readMetadata (content.metadata, dictionary); ! read.ok())
        return read;
    if (auto known = checkNames (content); ! known.ok())
        return known;
    if (auto read = readMatrix (content, "W", core::maxBins, core::maxAtoms, dictionary.atoms); ! read.ok())
        return read;
    if (auto read = readList (content, "frequencies", "F32", dictionary.frequenciesHz); ! read.ok())
        return read;
    if (auto read = readDynamics (content, dictionary.dynamics); ! read.ok())
        return read;
    for (const auto& tensors : tensorsOfKinds())
        if (auto read = tensors.read (SafetensorsReader (content), dictionary); ! read.ok())
            return read;
    return core::Done{};
}

bool isTreeItself (const Safetensors& content)
{
    return std::any_of (content.tensors.begin(), content.tensors.end(),
                        [] (const auto& tensor) { return tensor.first.starts_with (branchTensors); });
}

/** Dictionaries that split a source further lie whole in a tensor of bytes. */
core::Status readBranches (const Safetensors& content, core::Dictionary& dictionary)
{
    for (const auto& [name, tensor] : content.tensors)
    {
        if (! name.starts_with (branchTensors))
            continue;
        if (tensor.type != "U8")
            return problem ("tensor " + inQuotes (name), tensor.type, "U8: the bytes of a dictionary");
        const auto nested = parseSafetensors (tensor.bytes);
        if (nested.ok() && isTreeItself (nested.value()))
            return problem ("tensor " + inQuotes (name), "a dictionary that is split further itself",
                            "one that is not: two levels");
        core::Dictionary branch;
        const auto read = nested.ok() ? readAlone (nested.value(), branch) : nested.error();
        if (! read.ok())
            return problem ("tensor " + inQuotes (name) + ": " + read.error().where, read.error().found,
                            read.error().allowed);
        dictionary.branches.push_back ({ name.substr (branchTensors.size()),
                                         std::make_shared<const core::Dictionary> (std::move (branch)) });
    }
    return core::Done{};
}

core::Status readDictionary (const Safetensors& content, core::Dictionary& dictionary)
{
    if (auto read = readAlone (content, dictionary); ! read.ok())
        return read;
    if (auto read = readBranches (content, dictionary); ! read.ok())
        return read;
    return core::validate (dictionary);
}

core::Result<core::Dictionary> dictionaryIn (const core::Result<Safetensors>& content,
                                             const std::string& name)
{
    core::Dictionary dictionary;
    const auto read = content.ok() ? readDictionary (content.value(), dictionary) : content.error();
    return read.ok() ? core::Result<core::Dictionary> (dictionary) : cannotRead (name, read.error());
}

/** A dictionary; or a change of one, or a tree of several, which are looked for in these folders. */
core::Result<core::Dictionary> parseAmong (std::span<const std::byte> bytes, const std::string& name,
                                           const std::vector<std::filesystem::path>& folders)
{
    const auto content = parseSafetensors (bytes);
    if (content.ok() && isTree (content.value()))
    {
        auto tree = treeOf (content.value(), folders);
        if (tree.ok())
            return tree;
        core::Error error = tree.error();
        error.where = name + ": " + error.where;
        return error;
    }
    if (! content.ok() || ! isChange (content.value()))
        return dictionaryIn (content, name);
    const auto changed = changedBytes (content.value(), folders);
    if (changed.ok())
        return dictionaryIn (parseSafetensors (changed.value()), name);
    core::Error error = changed.error();
    error.where = name + ": " + error.where;
    return error;
}
} // namespace

std::uintmax_t maxDictionaryBytes()
{
    return maxFileBytes;
}

core::Result<core::Dictionary> parseDictionary (std::span<const std::byte> bytes, const std::string& name)
{
    return dictionaryIn (parseSafetensors (bytes), name);
}

core::Result<core::Dictionary> parseDictionaryOrChange (std::span<const std::byte> bytes,
                                                        const std::string& name)
{
    return parseAmong (bytes, name, dictionarySearchPath());
}

core::Result<core::Dictionary> loadDictionary (const std::filesystem::path& path)
try
{
    const auto bytes = readFileBytes (path, maxFileBytes);
    if (! bytes.ok())
        return cannotRead (path.string(), bytes.error());
    auto folders = dictionarySearchPath();
    folders.insert (folders.begin(), path.has_parent_path() ? path.parent_path() : ".");
    return parseAmong (bytes.value(), path.string(), folders);
}
catch (const std::bad_alloc&)
{
    return cannotRead (path.string(), problem ({}, "more than the memory holds", {}));
}

std::vector<std::byte> serialiseDictionary (const core::Dictionary& dictionary)
{
    assert (core::validate (dictionary).ok());
    SafetensorsWriter writer (writeMetadata (dictionary));
    writer.addMatrix ("W", dictionary.atoms);
    writer.addList ("frequencies", "F32", dictionary.frequenciesHz);
    if (! dictionary.dynamics.values.empty())
    {
        writer.addList ("A.rows", "I32", dictionary.dynamics.rows);
        writer.addList ("A.columns", "I32", dictionary.dynamics.columns);
        writer.addList ("A.values", "F32", dictionary.dynamics.values);
    }
    for (const auto& tensors : tensorsOfKinds())
        tensors.write (dictionary, writer);
    std::vector<std::vector<std::byte>> branches; // until they are written
    for (const auto& branch : dictionary.branches)
        branches.push_back (serialiseDictionary (*branch.dictionary));
    for (size_t i = 0; i < branches.size(); ++i)
        writer.addList (std::string (branchTensors) + dictionary.branches[i].source, "U8", branches[i]);
    return serialiseSafetensors (writer.content());
}

core::Status saveDictionary (const std::filesystem::path& path, const core::Dictionary& dictionary)
{
    if (auto valid = core::validate (dictionary); ! valid.ok())
        return valid;
    return writeWholeFile (path, serialiseDictionary (dictionary));
}

} // namespace unbraid::files
