// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <cstddef>
#include <span>

namespace unbraid::files
{

/** A file without a name, in the system's folder for such: it is gone as soon as nobody has it open, however the program
    ends. */
class TemporaryFile
{
public:
    /** [worker] Error: the folder is missing or full. */
    static core::Result<TemporaryFile> create();

    ~TemporaryFile();
    TemporaryFile (TemporaryFile&& other) noexcept;
    TemporaryFile& operator= (TemporaryFile&& other) noexcept;

    /** Appends the bytes, and then all that a stream still has.
        [worker] Error: reading or writing failed. */
    core::Status fill (std::span<const std::byte> begin, int stream) const;

    /** Whether more could be written: asked after another program has failed that wrote to it. Appends some bytes to
        what that has written.
        [worker] Error: the disk is full or failed. */
    [[nodiscard]] core::Status checkRoom() const;

    [[nodiscard]] int descriptor() const noexcept { return fileDescriptor; }

    /** The descriptor, which is the caller's from now on; it stands at the file's beginning. */
    [[nodiscard]] int take() noexcept;

private:
    explicit TemporaryFile (int descriptor)
        : fileDescriptor (descriptor)
    {
    }

    int fileDescriptor = -1;
};

} // namespace unbraid::files
