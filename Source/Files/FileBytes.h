// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::files
{

/** All bytes of a file.
    [worker] errors, without `what` and `where`: missing, not a plain file, longer than `maxBytes`, unreadable */
core::Result<std::vector<std::byte>> readFileBytes (const std::filesystem::path& path,
                                                    std::uintmax_t maxBytes);

/** Why there is nothing at a path: "no such file", or what the system says instead. [worker] */
std::string whyMissing (const std::filesystem::path& path);

} // namespace unbraid::files
