// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace unbraid::files
{

/** A view of one tensor in the bytes of a file: little-endian, rows one after another. */
struct Tensor
{
    std::string type; // "F32", "F16", "I32"
    std::vector<Eigen::Index> shape;
    std::span<const std::byte> bytes;
};

/** The content of a safetensors file: text and tensors by name. */
struct Safetensors
{
    std::map<std::string, std::string> metadata;
    std::map<std::string, Tensor> tensors;
};

/** Longest JSON header that is read. */
constexpr size_t maxHeaderBytes = 8 << 20;

/** Reads the header and lays out the tensors, which stay where they are: `bytes` must outlive the result.
    Every tensor has the size its type and shape say, and together they fill the data without hole or overlap.
    [worker].  Error: `where` names the header's byte or the tensor's field. */
core::Result<Safetensors> parseSafetensors (std::span<const std::byte> bytes);

/** The bytes of a file, tensors in the order of their names, data aligned to eight bytes. [worker] */
std::vector<std::byte> serialiseSafetensors (const Safetensors& content);

} // namespace unbraid::files
