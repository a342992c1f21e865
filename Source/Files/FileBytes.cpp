// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/FileBytes.h"

#include <fstream>

namespace unbraid::files
{

core::Result<std::vector<std::byte>> readFileBytes (const std::filesystem::path& path,
                                                    std::uintmax_t maxBytes)
{
    const auto problem = [] (std::string found, std::string allowed) {
        return core::Error{ {}, {}, std::move (found), std::move (allowed) };
    };
    std::error_code failure;
    if (! std::filesystem::is_regular_file (path, failure))
        return problem (std::filesystem::exists (path, failure) ? "something else" : "no such file",
                        "a file");
    const auto size = std::filesystem::file_size (path, failure);
    if (failure || size > maxBytes)
        return problem (failure ? failure.message() : std::to_string (size) + " bytes",
                        "at most " + std::to_string (maxBytes) + " bytes");
    std::ifstream file (path, std::ios::binary);
    std::vector<std::byte> bytes (static_cast<size_t> (size));
    file.read (reinterpret_cast<char*> (bytes.data()), static_cast<std::streamsize> (size));
    if (! file)
        return problem (file.is_open() ? "a file that ends early" : "no permission", "a readable file");
    return bytes;
}

} // namespace unbraid::files
