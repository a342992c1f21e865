// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Safetensors.h"

#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace unbraid::test
{

/** Whether a tensor is kept in 16 bits where room is scarce: not vectors, and not atoms, whose sums are checked. */
inline bool isHalved (const std::string& name, const files::Tensor& tensor)
{
    return tensor.shape.size() > 1 && ! name.starts_with ("W") && ! name.starts_with ("layers.");
}

/** A dictionary file with its networks' matrices in 16 bits. */
inline std::vector<std::byte> withHalves (std::span<const std::byte> bytes)
{
    auto content = files::parseSafetensors (bytes).value();
    std::map<std::string, std::vector<Eigen::half>> halves;
    for (auto& [name, tensor] : content.tensors)
    {
        if (! isHalved (name, tensor))
            continue;
        std::vector<float> numbers (tensor.bytes.size() / sizeof (float));
        std::memcpy (numbers.data(), tensor.bytes.data(), tensor.bytes.size());
        auto& rounded = halves[name];
        for (const float number : numbers)
            rounded.emplace_back (number);
        tensor = { "F16", tensor.shape, std::as_bytes (std::span (rounded)) };
    }
    return files::serialiseSafetensors (content);
}

} // namespace unbraid::test
