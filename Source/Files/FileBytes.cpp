// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/FileBytes.h"

#include "Files/PipeCopy.h"
#include "Platform/Descriptors.h"

#include <cerrno>
#include <system_error>

namespace unbraid::files
{

core::Result<std::vector<std::byte>> readFileBytes (const std::filesystem::path& path,
                                                    std::uintmax_t maxBytes)
{
    const auto problem = [] (std::string found, std::string allowed) {
        return core::Error{ {}, {}, std::move (found), std::move (allowed) };
    };
    std::error_code failure;
    const auto kept = keptPipeBytes (path);
    if (! kept && ! std::filesystem::is_regular_file (path, failure))
        return problem (std::filesystem::exists (path, failure) ? "something else" : whyMissing (path),
                        "a file");
    const auto size = kept ? *kept : std::filesystem::file_size (path, failure);
    if (failure || size > maxBytes)
        return problem (failure ? failure.message() : std::to_string (size) + " bytes",
                        "at most " + std::to_string (maxBytes) + " bytes");
    const int descriptor = kept ? openKeptPipe (path).value_or (-1) : platform::openForReading (path);
    if (descriptor < 0)
        return problem (std::generic_category().message (errno), "a readable file");
    std::vector<std::byte> bytes (static_cast<size_t> (size));
    const auto numRead = platform::readFully (descriptor, bytes);
    const auto reason = numRead < 0 ? std::generic_category().message (errno) : "a file that ends early";
    platform::closeFile (descriptor);
    if (numRead != std::ssize (bytes))
        return problem (reason, "a readable file");
    return bytes;
}

std::string whyMissing (const std::filesystem::path& path)
{
    std::error_code failure;
    const bool isThere = std::filesystem::exists (path, failure);
    return ! isThere && failure ? failure.message() : "no such file";
}

} // namespace unbraid::files
