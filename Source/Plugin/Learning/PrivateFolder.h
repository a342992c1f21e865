// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <system_error>

namespace unbraid::plugin
{

/** A new folder that its owner alone can read, with a name nobody guesses; removed with everything in it. */
class PrivateFolder
{
public:
    /** parent  where it is made; empty: in the system's folder for temporary files
        [worker] error: no such parent, or no room in it */
    static core::Result<std::unique_ptr<PrivateFolder>> create (std::filesystem::path parent)
    {
        std::error_code failure;
        if (parent.empty())
            parent = std::filesystem::temp_directory_path (failure);
        std::random_device random;
        const std::uint64_t token = (std::uint64_t{ random() } << 32) | random();
        const auto path = parent / ("unbraid-" + std::to_string (token));
        if (! failure && ! std::filesystem::create_directory (path, failure) && ! failure)
            failure = std::make_error_code (std::errc::file_exists);
        if (failure)
            return cannotCreate (path, failure);
        auto folder = std::make_unique<PrivateFolder> (path);
        std::filesystem::permissions (path, std::filesystem::perms::owner_all, failure);
        if (failure)
            return cannotCreate (path, failure);
        return folder;
    }

    /** Takes an existing folder over. [worker] */
    explicit PrivateFolder (std::filesystem::path existing)
        : folder (std::move (existing))
    {
    }
    ~PrivateFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all (folder, ignored);
    }
    PrivateFolder (const PrivateFolder&) = delete;
    PrivateFolder& operator= (const PrivateFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return folder; }

private:
    static core::Error cannotCreate (const std::filesystem::path& path, const std::error_code& failure)
    {
        return { "the folder cannot be made", path.string(), failure.message(), "" };
    }

    std::filesystem::path folder;
};

} // namespace unbraid::plugin
