// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace unbraid::files
{

/** A file as its decoder shall see it: parts of it, and bytes that take the place of others. Reads by a descriptor that stays
    its owner's. All [worker]. */
class FileView
{
public:
    /** The whole file. */
    explicit FileView (int descriptorToRead);

    /** Nothing, to which parts are added. */
    static FileView ofNothing (int descriptorToRead);

    void add (std::vector<std::byte> bytes);
    void add (std::int64_t begin, std::int64_t end);

    [[nodiscard]] int descriptor() const noexcept { return fileDescriptor; }
    [[nodiscard]] std::int64_t length() const noexcept { return total; }

    /** True where it shows the file as it is. */
    [[nodiscard]] bool isWhole() const noexcept { return isUnchanged; }

    /** Reads from a position on; fewer bytes only at the end, -1 where reading failed. */
    std::ptrdiff_t read (std::int64_t position, std::span<std::byte> bytes) const noexcept;

private:
    struct Part
    {
        std::vector<std::byte> bytes; // else a range of the file:
        std::int64_t begin = 0;
        std::int64_t length = 0;
    };

    FileView() = default;

    int fileDescriptor = -1;
    std::vector<Part> parts;
    std::int64_t total = 0;
    bool isUnchanged = false;
};

} // namespace unbraid::files
