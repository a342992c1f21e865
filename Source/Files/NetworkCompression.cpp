// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/NetworkCompression.h"

#include "Files/Dictionaries/Tensors.h"
#include "Files/DictionaryFile.h"

#include <algorithm>

namespace unbraid::files
{

namespace
{
bool isOfNetwork (const std::string& tensor)
{
    return tensor.ends_with (".weight");
}

/** Matrices of the networks by name, and their singular values. */
struct Networks
{
    std::vector<std::string> names;
    std::vector<core::SingularParts> parts;
};

core::Result<Networks> networksOf (const Safetensors& content)
{
    Networks networks;
    for (const auto& [name, tensor] : content.tensors)
    {
        if (! isOfNetwork (name))
            continue;
        Eigen::MatrixXf matrix;
        if (auto read = readMatrix (content, name, tensor.shape[0], tensor.shape[1], matrix); ! read.ok())
            return read.error();
        networks.names.push_back (name);
        networks.parts.push_back (core::singularParts (matrix));
    }
    if (networks.names.empty())
        return core::Error{ "the dictionary has no networks to compress", "matrices of networks", "none",
                            "an unfolded dictionary with an encoder" };
    return networks;
}
} // namespace

core::Result<CompressedNetworks>
compressNetworks (const core::Dictionary& dictionary,
                  const std::function<core::RankChoice (const std::vector<core::SingularParts>&)>& choose)
{
    const auto bytes = serialiseDictionary (dictionary);
    auto content = parseSafetensors (bytes);
    if (! content.ok())
        return content.error();
    const auto networks = networksOf (content.value());
    if (! networks.ok())
        return networks.error();
    const auto& parts = networks.value().parts;
    const auto choice = choose (parts);
    CompressedNetworks made;
    made.entriesAfter = choice.entries;
    SafetensorsWriter writer ({});
    for (size_t i = 0; i < parts.size(); ++i)
    {
        const auto& name = networks.value().names[i];
        const auto rank = choice.ranks[i];
        made.matrices.push_back ({ name, parts[i].left.rows(), parts[i].right.rows(), rank,
                                   rank > 0 ? parts[i].lostBeyond (rank) : 0.0 });
        made.entriesBefore += parts[i].left.rows() * parts[i].right.rows();
        if (rank > 0)
            writer.addMatrix (name, parts[i].leftFactor (rank) * parts[i].rightFactor (rank));
    }
    for (const auto& [name, tensor] : writer.content().tensors)
        content.value().tensors[name] = tensor;
    auto read = parseDictionary (serialiseSafetensors (content.value()), "the compressed dictionary");
    if (! read.ok())
        return read.error();
    made.dictionary = std::move (read).value();
    return made;
}

} // namespace unbraid::files
