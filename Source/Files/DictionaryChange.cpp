// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryChange.h"

#include "Core/Factorisation/Dictionary/LowRank.h"
#include "Files/AtomicFile.h"
#include "Files/Dictionaries/DictionaryMetadata.h"
#include "Files/Dictionaries/Tensors.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Files/FileBytes.h"
#include "Files/JsonText.h"
#include "Files/Sha256.h"

#include <algorithm>
#include <set>

namespace unbraid::files
{

namespace
{
namespace fs = std::filesystem;
using Eigen::MatrixXf;

constexpr auto changeFormat = "unbraid-dictionary-change";
constexpr auto changeVersion = "1";
constexpr auto leftOf = ".U", rightOf = ".V";

/** How a matrix changes. */
enum class Way
{
    none,
    added,     // B + U V
    multiplied // B . exp (U V)
};

Way wayOf (const std::string& tensor)
{
    const auto endsWith = [&] (const std::string& end) { return tensor.ends_with (end); };
    if (tensor == "output.W" || (tensor.starts_with ("layers.") && endsWith (".W")))
        return Way::multiplied;
    return endsWith (".weight") ? Way::added : Way::none;
}

core::Error unusable (std::string where, std::string found, std::string allowed)
{
    return { "the change of a dictionary cannot be used", std::move (where), std::move (found),
             std::move (allowed) };
}

std::string textOf (const Safetensors& content, const std::string& key)
{
    const auto found = content.metadata.find (key);
    return found == content.metadata.end() ? std::string() : found->second;
}

/** Logarithms that exist: of what is nothing, that of next to nothing. */
MatrixXf logsOf (const MatrixXf& atoms)
{
    constexpr float smallest = 1e-12f;
    return atoms.cwiseMax (smallest).array().log();
}

core::Status readFactor (const Safetensors& content, const std::string& name, MatrixXf& factor)
{
    return readMatrix (content, name, core::maxBins, std::max (core::maxBins, core::maxAtoms), factor);
}

core::Result<MatrixXf> productOf (const Safetensors& change, const std::string& tensor, const MatrixXf& base)
{
    MatrixXf left, right;
    for (auto [name, factor] : { std::pair (tensor + leftOf, &left), std::pair (tensor + rightOf, &right) })
        if (auto read = readFactor (change, name, *factor); ! read.ok())
            return unusable (read.error().where, read.error().found, read.error().allowed);
    if (left.rows() != base.rows() || right.cols() != base.cols() || left.cols() != right.rows() ||
        left.cols() > maxChangeRank)
        return unusable ("tensors " + inQuotes (tensor + ".U") + " and .V", "other sizes",
                         "factors of a matrix as large as the base's, of a rank up to 64");
    return MatrixXf (left * right);
}

/** The base's matrix with what the change says of it. */
core::Result<MatrixXf> changedMatrix (const Safetensors& change, const Safetensors& base,
                                      const std::string& tensor)
{
    const Way way = wayOf (tensor);
    if (way == Way::none || ! base.tensors.contains (tensor))
        return unusable ("tensor " + inQuotes (tensor), "one that does not change",
                         "matrices of the base's networks, output.W, layers.N.W");
    MatrixXf matrix;
    if (auto read = readFactor (base, tensor, matrix); ! read.ok())
        return read.error();
    const auto product = productOf (change, tensor, matrix);
    if (! product.ok())
        return product.error();
    if (way == Way::added)
        return MatrixXf (matrix + product.value());
    matrix = (logsOf (matrix) + product.value()).array().exp();
    if (tensor != "output.W")
        core::normaliseAtoms (matrix);
    return matrix;
}

/** The names of the matrices that a change is about. */
core::Result<std::set<std::string>> namesIn (const Safetensors& change)
{
    std::set<std::string> names;
    for (const auto& [name, tensor] : change.tensors)
    {
        if (! name.ends_with (leftOf) && ! name.ends_with (rightOf))
            return unusable ("tensor " + inQuotes (name), "a tensor this version does not know",
                             "factors, NAME.U and NAME.V");
        names.insert (name.substr (0, name.size() - std::string (leftOf).size()));
    }
    return names;
}

/** Files of a folder, those first that have the base's name. */
std::vector<DictionaryEntry> candidatesIn (const fs::path& folder, const std::string& name)
{
    auto entries = listDictionaries ({ folder });
    std::stable_partition (entries.begin(), entries.end(),
                           [&] (const auto& entry) { return entry.name == name; });
    return entries;
}

core::Result<std::vector<std::byte>> findBase (const Safetensors& change,
                                               const std::vector<fs::path>& folders)
{
    const auto name = textOf (change, "base"), hash = textOf (change, "base_sha256");
    std::string found = "no file with its SHA-256, " + inQuotes (hash);
    for (const auto& folder : folders)
        for (const auto& entry : candidatesIn (folder, name))
        {
            auto bytes = readFileBytes (entry.path, maxDictionaryBytes());
            if (bytes.ok() && sha256 (bytes.value()) == hash)
                return bytes;
            if (entry.name == name)
                found = "another version of it, " + entry.path.string() + ", whose SHA-256 is not " +
                        inQuotes (hash);
        }
    return core::Error{ "the dictionary that this change belongs to is not here", inQuotes (name), found,
                        "that dictionary beside the change or among the dictionaries" };
}

/** Factors of a difference, at a rank or at a lower one that leaves nothing. */
void addFactors (const std::string& tensor, const MatrixXf& difference, Eigen::Index rank,
                 SafetensorsWriter& writer)
{
    constexpr float nothing = 1e-6f; // rounding of the matrices themselves
    const auto parts = core::singularParts (difference);
    const Eigen::Index above = (parts.values.array() > nothing).count();
    const auto kept = std::min (rank, above);
    if (kept == 0)
        return;
    writer.addMatrix (tensor + leftOf, parts.leftFactor (kept));
    writer.addMatrix (tensor + rightOf, parts.rightFactor (kept));
}

/** What U V has to be; of atoms of updates without each column's mean, which normalising takes away. */
MatrixXf differenceOf (const std::string& tensor, const MatrixXf& before, const MatrixXf& after)
{
    if (wayOf (tensor) == Way::added)
        return after - before;
    MatrixXf logs = logsOf (after) - logsOf (before);
    if (tensor != "output.W")
        logs.rowwise() -= logs.colwise().mean().eval();
    return logs;
}

Metadata metadataOf (const ChangeBase& base, const core::Dictionary& changed)
{
    return { { "format", changeFormat },     { "version", changeVersion },
             { "base", base.name },          { "base_sha256", base.hash },
             { "licence", changed.licence }, { "trained_on", changed.trainedOn },
             { "command", changed.command } };
}
} // namespace

core::Result<ChangeBase> loadChangeBase (const fs::path& path)
{
    const auto bytes = readFileBytes (path, maxDictionaryBytes());
    auto dictionary = loadDictionary (path);
    if (! dictionary.ok())
        return dictionary.error();
    const auto content = bytes.ok() ? parseSafetensors (bytes.value()) : bytes.error();
    if (! content.ok())
        return content.error();
    if (isChange (content.value()) || ! dictionary.value().unfolding)
        return core::Error{ "only an unfolded dictionary can be changed so", path.string(),
                            isChange (content.value()) ? "a change of another one" : "a plain dictionary",
                            "one that train --unfold made, such as speech" };
    return ChangeBase{ path.stem().string(), sha256 (bytes.value()), std::move (dictionary).value() };
}

bool isChange (const Safetensors& content)
{
    return textOf (content, "format") == changeFormat;
}

core::Result<std::vector<std::byte>> changedBytes (const Safetensors& change,
                                                   const std::vector<fs::path>& folders)
{
    if (const auto version = textOf (change, "version"); version != changeVersion)
        return unusable ("version", inQuotes (version), "1");
    const auto names = namesIn (change);
    if (! names.ok())
        return names.error();
    const auto bytes = findBase (change, folders);
    if (! bytes.ok())
        return bytes.error();
    auto content = parseSafetensors (bytes.value());
    if (! content.ok())
        return content.error();
    SafetensorsWriter writer ({});
    for (const auto& tensor : names.value())
    {
        auto matrix = changedMatrix (change, content.value(), tensor);
        if (! matrix.ok())
            return matrix.error();
        writer.addMatrix (tensor, matrix.value());
        if (tensor != "output.W")
            continue;
        core::normaliseAtoms (matrix.value());
        writer.addMatrix ("W", matrix.value());
    }
    for (const auto& [name, tensor] : writer.content().tensors)
        content.value().tensors[name] = tensor;
    for (const auto* key : { "licence", "trained_on", "command" })
        if (auto text = textOf (change, key); ! text.empty())
            content.value().metadata[key] = std::move (text);
    return serialiseSafetensors (content.value());
}

core::Status saveChange (const fs::path& path, const ChangeBase& base, const core::Dictionary& changed,
                         Eigen::Index rank)
{
    const auto before = serialiseDictionary (base.dictionary), after = serialiseDictionary (changed);
    const auto old = parseSafetensors (before), renewed = parseSafetensors (after);
    SafetensorsWriter writer (metadataOf (base, changed));
    for (const auto& [name, tensor] : old.value().tensors) // both were just written
    {
        if (wayOf (name) == Way::none)
            continue;
        MatrixXf then, now;
        for (auto [content, matrix] : { std::pair (&old.value(), &then), std::pair (&renewed.value(), &now) })
            if (auto read = readFactor (*content, name, *matrix); ! read.ok())
                return read;
        addFactors (name, differenceOf (name, then, now), rank, writer);
    }
    return writeWholeFile (path, serialiseSafetensors (writer.content()));
}

} // namespace unbraid::files
