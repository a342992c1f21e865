// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Safetensors.h"

#include "Files/JsonText.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <string_view>

namespace unbraid::files
{

namespace
{
static_assert (std::endian::native == std::endian::little, "the file's numbers are copied as they are");

using Json = nlohmann::json;
using Eigen::Index;

constexpr size_t lengthBytes = 8;   // the header's length comes first
constexpr size_t dataAlignment = 8; // bytes, of the first tensor
constexpr size_t maxRank = 8;

/** Types of the safetensors format that take whole bytes. */
const std::map<std::string, size_t> typeBytes{
    { "BOOL", 1 }, { "U8", 1 },  { "I8", 1 },  { "F8_E4M3", 1 }, { "F8_E5M2", 1 },
    { "U16", 2 },  { "I16", 2 }, { "F16", 2 }, { "BF16", 2 },    { "U32", 4 },
    { "I32", 4 },  { "F32", 4 }, { "U64", 8 }, { "I64", 8 },     { "F64", 8 },
};

core::Error problem (std::string where, std::string found, std::string allowed)
{
    return { {}, std::move (where), std::move (found), std::move (allowed) };
}

core::Result<std::string_view> headerText (std::span<const std::byte> bytes)
{
    if (bytes.size() < lengthBytes)
        return problem ("byte 0, header length", std::to_string (bytes.size()) + " bytes in all",
                        "8 or more");
    std::uint64_t length = 0;
    std::memcpy (&length, bytes.data(), lengthBytes);
    const size_t maxLength = std::min (maxHeaderBytes, bytes.size() - lengthBytes);
    if (length > maxLength)
        return problem ("byte 0, header length", std::to_string (length),
                        "at most " + std::to_string (maxLength));
    const auto* text = reinterpret_cast<const char*> (bytes.data() + lengthBytes);
    return std::string_view (text, static_cast<size_t> (length));
}

core::Result<Json> parseHeader (std::string_view text)
{
    if (text.empty() || text.front() != '{')
        return problem ("header, byte 0", text.empty() ? "nothing" : inQuotes (text.substr (0, 1)), "'{'");
    if (auto checked = checkJson (text, "header"); ! checked.ok())
        return checked.error();
    return Json::parse (text, nullptr, false);
}

core::Result<std::map<std::string, std::string>> readMetadata (const Json& entry)
{
    if (! entry.is_object())
        return problem ("__metadata__", entry.type_name(), "an object");
    std::map<std::string, std::string> metadata;
    for (const auto& [key, value] : entry.items())
    {
        if (! value.is_string())
            return problem ("__metadata__, " + inQuotes (key), value.type_name(), "a string");
        metadata.emplace (key, value.get<std::string>());
    }
    return metadata;
}

bool isListOfCounts (const Json& list)
{
    return list.is_array() && std::all_of (list.begin(), list.end(),
                                           [] (const Json& item) { return item.is_number_unsigned(); });
}

/** The bytes a tensor must have; -1 where its shape is too large for any file. */
Index bytesOf (const Tensor& tensor)
{
    auto bytes = static_cast<Index> (typeBytes.at (tensor.type));
    for (const Index length : tensor.shape)
    {
        if (length > 0 && bytes > std::numeric_limits<Index>::max() / length)
            return -1;
        bytes *= length;
    }
    return bytes;
}

core::Result<Tensor> readTensor (const std::string& name, const Json& entry, std::span<const std::byte> data)
{
    const auto where = "tensor " + inQuotes (name) + ", ";
    if (! entry.is_object() || entry.size() != 3 || ! entry.contains ("dtype") ||
        ! entry.contains ("shape") || ! entry.contains ("data_offsets"))
        return problem (where + "fields", "other fields", "dtype, shape and data_offsets");

    const Json& type = entry["dtype"];
    if (! type.is_string() || ! typeBytes.contains (type.get<std::string>()))
        return problem (where + "dtype",
                        inQuotes (type.is_string() ? type.get<std::string>() : type.type_name()),
                        "a type such as F32 or I32");

    const Json& shape = entry["shape"];
    if (! isListOfCounts (shape) || shape.size() > maxRank)
        return problem (where + "shape", "something else",
                        "a list of at most 8 whole numbers, none negative");
    Tensor tensor{ type.get<std::string>(), {}, {} };
    for (const Json& length : shape)
        tensor.shape.push_back (static_cast<Index> (
            std::min<std::uint64_t> (length.get<std::uint64_t>(), std::numeric_limits<Index>::max())));

    const Json& offsets = entry["data_offsets"];
    if (! isListOfCounts (offsets) || offsets.size() != 2)
        return problem (where + "data_offsets", "something else", "[begin, end]");
    const auto begin = offsets[0].get<std::uint64_t>();
    const auto end = offsets[1].get<std::uint64_t>();
    const auto span = std::to_string (begin) + " to " + std::to_string (end);
    if (begin > end || end > data.size())
        return problem (where + "data_offsets", span,
                        "within " + std::to_string (data.size()) + " bytes of data");
    if (const Index needed = bytesOf (tensor);
        needed < 0 || static_cast<std::uint64_t> (needed) != end - begin)
        return problem (where + "data_offsets", std::to_string (end - begin) + " bytes",
                        needed < 0 ? "a smaller shape" : std::to_string (needed) + ", by dtype and shape");
    tensor.bytes = data.subspan (begin, end - begin);
    return tensor;
}

/** Every byte of the data belongs to one tensor. */
core::Status checkCover (const std::map<std::string, Tensor>& tensors, std::span<const std::byte> data)
{
    std::vector<std::pair<std::span<const std::byte>, std::string>> parts;
    parts.reserve (tensors.size());
    for (const auto& [name, tensor] : tensors)
        parts.emplace_back (tensor.bytes, name);
    std::stable_sort (
        parts.begin(), parts.end(),
        [] (const auto& a, const auto& b)
        { return std::pair (a.first.data(), a.first.size()) < std::pair (b.first.data(), b.first.size()); });
    size_t covered = 0;
    for (const auto& [bytes, name] : parts)
    {
        const auto begin = static_cast<size_t> (bytes.data() - data.data());
        if (begin != covered)
            return problem ("tensor " + inQuotes (name) + ", data_offsets",
                            "begin at " + std::to_string (begin),
                            std::to_string (covered) + ": no hole, no overlap");
        covered += bytes.size();
    }
    if (covered != data.size())
        return problem ("data, byte " + std::to_string (covered),
                        std::to_string (data.size() - covered) + " bytes of no tensor", "none");
    return core::Done{};
}
} // namespace

core::Result<Safetensors> parseSafetensors (std::span<const std::byte> bytes)
{
    const auto text = headerText (bytes);
    if (! text.ok())
        return text.error();
    const auto header = parseHeader (text.value());
    if (! header.ok())
        return header.error();

    const auto data = bytes.subspan (lengthBytes + text.value().size());
    Safetensors content;
    for (const auto& [name, entry] : header.value().items())
    {
        if (name == "__metadata__")
        {
            auto metadata = readMetadata (entry);
            if (! metadata.ok())
                return metadata.error();
            content.metadata = std::move (metadata).value();
            continue;
        }
        auto tensor = readTensor (name, entry, data);
        if (! tensor.ok())
            return tensor.error();
        content.tensors.emplace (name, std::move (tensor).value());
    }
    if (auto covered = checkCover (content.tensors, data); ! covered.ok())
        return covered.error();
    return content;
}

std::vector<std::byte> serialiseSafetensors (const Safetensors& content)
{
    nlohmann::ordered_json header;
    for (const auto& [key, value] : content.metadata)
        header["__metadata__"][key] = value;
    size_t begin = 0;
    for (const auto& [name, tensor] : content.tensors)
    {
        const size_t end = begin + tensor.bytes.size();
        header[name] = { { "dtype", tensor.type },
                         { "shape", tensor.shape },
                         { "data_offsets", { begin, end } } };
        begin = end;
    }
    // Stray bytes that are not UTF-8, say from a file name in `command`, must not make a dictionary
    // unsaveable.
    auto text = header.dump (-1, ' ', false, Json::error_handler_t::replace);
    text.resize ((text.size() + dataAlignment - 1) / dataAlignment * dataAlignment, ' ');

    std::vector<std::byte> bytes (lengthBytes + text.size() + begin);
    const std::uint64_t length = text.size();
    std::memcpy (bytes.data(), &length, lengthBytes);
    std::memcpy (bytes.data() + lengthBytes, text.data(), text.size());
    auto* next = bytes.data() + lengthBytes + text.size();
    for (const auto& [name, tensor] : content.tensors)
        next = std::copy (tensor.bytes.begin(), tensor.bytes.end(), next);
    return bytes;
}

} // namespace unbraid::files
