// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryFile.h"

#include "Files/AtomicFile.h"
#include "Files/DictionaryMetadata.h"
#include "Files/FileBytes.h"
#include "Files/JsonText.h"
#include "Files/Safetensors.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <new>

namespace unbraid::files
{

namespace
{
using Eigen::Index;
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::array dynamicsTensors{ "A.rows", "A.columns", "A.values" };
constexpr auto knownTensors = "W, frequencies, A.rows, A.columns, A.values";

/** No dictionary within its ceilings has a larger file. 64: transitions per atom, as core::validate allows.
 */
constexpr auto maxFileBytes = static_cast<std::uintmax_t> (
    8 + maxHeaderBytes + 4 * (core::maxBins * core::maxAtoms + core::maxBins + 3 * 64 * core::maxAtoms));

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

core::Status checkNames (const std::map<std::string, Tensor>& tensors)
{
    for (const auto& [name, tensor] : tensors)
    {
        const bool known =
            name == "W" || name == "frequencies" ||
            std::find (dynamicsTensors.begin(), dynamicsTensors.end(), name) != dynamicsTensors.end();
        if (! known)
            return problem ("tensor " + inQuotes (name), "a tensor this version cannot run", knownTensors);
    }
    return core::Done{};
}

core::Result<Tensor> tensorOf (const Safetensors& content, const std::string& name, const std::string& type,
                               size_t rank)
{
    const auto entry = content.tensors.find (name);
    const auto where = "tensor '" + name + "'";
    if (entry == content.tensors.end())
        return problem (where, "nothing", "a tensor");
    if (entry->second.type != type)
        return problem (where + ", dtype", entry->second.type, type);
    if (entry->second.shape.size() != rank)
        return problem (where + ", shape", std::to_string (entry->second.shape.size()) + " dimensions",
                        std::to_string (rank));
    return entry->second;
}

/** Copies a list; the bytes may lie at any address. */
template <class List>
core::Status readList (const Safetensors& content, const std::string& name, const std::string& type,
                       List& list)
{
    const auto tensor = tensorOf (content, name, type, 1);
    if (! tensor.ok())
        return tensor.error();
    list.resize (static_cast<decltype (list.size())> (tensor.value().shape[0]));
    if (! tensor.value().bytes.empty())
        std::memcpy (list.data(), tensor.value().bytes.data(), tensor.value().bytes.size());
    return core::Done{};
}

core::Status readAtoms (const Safetensors& content, Eigen::MatrixXf& atoms)
{
    const auto tensor = tensorOf (content, "W", "F32", 2);
    if (! tensor.ok())
        return tensor.error();
    const Index numBins = tensor.value().shape[0];
    const Index numAtoms = tensor.value().shape[1];
    if (numBins < 1 || numBins > core::maxBins || numAtoms < 1 || numAtoms > core::maxAtoms)
        return problem (
            "tensor 'W', shape", std::to_string (numBins) + " bins, " + std::to_string (numAtoms) + " atoms",
            "1 to " + std::to_string (core::maxBins) + ", 1 to " + std::to_string (core::maxAtoms));
    atoms.resize (numBins, numAtoms);
    Eigen::RowVectorXf row (numAtoms);
    const size_t rowBytes = static_cast<size_t> (numAtoms) * sizeof (float);
    for (Index bin = 0; bin < numBins; ++bin)
    {
        std::memcpy (row.data(), tensor.value().bytes.data() + static_cast<size_t> (bin) * rowBytes,
                     rowBytes);
        atoms.row (bin) = row;
    }
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

core::Status readDictionary (std::span<const std::byte> bytes, core::Dictionary& dictionary)
{
    const auto content = parseSafetensors (bytes);
    if (! content.ok())
        return content.error();
    // A stranger's file should be told apart before its tensors are called unknown.
    if (auto read = readMetadata (content.value().metadata, dictionary); ! read.ok())
        return read;
    if (auto known = checkNames (content.value().tensors); ! known.ok())
        return known;
    if (auto read = readAtoms (content.value(), dictionary.atoms); ! read.ok())
        return read;
    if (auto read = readList (content.value(), "frequencies", "F32", dictionary.frequenciesHz); ! read.ok())
        return read;
    if (auto read = readDynamics (content.value(), dictionary.dynamics); ! read.ok())
        return read;
    return core::validate (dictionary);
}

template <class List>
std::span<const std::byte> bytesOf (const List& list)
{
    return std::as_bytes (std::span (list.data(), static_cast<size_t> (list.size())));
}
} // namespace

core::Result<core::Dictionary> parseDictionary (std::span<const std::byte> bytes, const std::string& name)
{
    core::Dictionary dictionary;
    if (auto read = readDictionary (bytes, dictionary); ! read.ok())
        return cannotRead (name, read.error());
    return dictionary;
}

core::Result<core::Dictionary> loadDictionary (const std::filesystem::path& path)
try
{
    const auto bytes = readFileBytes (path, maxFileBytes);
    if (! bytes.ok())
        return cannotRead (path.string(), bytes.error());
    return parseDictionary (bytes.value(), path.string());
}
catch (const std::bad_alloc&)
{
    return cannotRead (path.string(), problem ({}, "more than the memory holds", {}));
}

std::vector<std::byte> serialiseDictionary (const core::Dictionary& dictionary)
{
    assert (core::validate (dictionary).ok());
    const RowMajor rows = dictionary.atoms;
    const auto numTransitions = static_cast<Index> (dictionary.dynamics.values.size());
    Safetensors content{ writeMetadata (dictionary), {} };
    content.tensors["W"] = { "F32", { rows.rows(), rows.cols() }, bytesOf (rows) };
    content.tensors["frequencies"] = { "F32", { rows.rows() }, bytesOf (dictionary.frequenciesHz) };
    if (numTransitions > 0)
    {
        content.tensors["A.rows"] = { "I32", { numTransitions }, bytesOf (dictionary.dynamics.rows) };
        content.tensors["A.columns"] = { "I32", { numTransitions }, bytesOf (dictionary.dynamics.columns) };
        content.tensors["A.values"] = { "F32", { numTransitions }, bytesOf (dictionary.dynamics.values) };
    }
    return serialiseSafetensors (content);
}

core::Status saveDictionary (const std::filesystem::path& path, const core::Dictionary& dictionary)
{
    if (auto valid = core::validate (dictionary); ! valid.ok())
        return valid;
    auto file = AtomicFile::create (path);
    if (! file.ok())
        return file.error();
    if (auto written = file.value().write (serialiseDictionary (dictionary)); ! written.ok())
        return written;
    return file.value().commit();
}

} // namespace unbraid::files
