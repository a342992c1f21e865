// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace unbraid::files
{

/** A file's bytes in memory, read when they are used and given back when memory is short. For files that are replaced
    rather than changed, as AtomicFile does: one that is cut short while it is mapped ends the program. */
class MappedFile
{
public:
    /** [worker].  Error: missing, empty, unreadable, no plain file. */
    static core::Result<std::shared_ptr<const MappedFile>> open (const std::filesystem::path& path);

    ~MappedFile();
    MappedFile (const MappedFile&) = delete;
    MappedFile& operator= (const MappedFile&) = delete;

    /** From its first byte on, which lies at the start of a page. [any] */
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return mapped; }

private:
    explicit MappedFile (std::span<const std::byte> all)
        : mapped (all)
    {
    }

    std::span<const std::byte> mapped;
};

} // namespace unbraid::files
