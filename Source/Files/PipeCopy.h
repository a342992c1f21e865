// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace unbraid::files
{

/** True for a named pipe: a FIFO, /dev/stdin of a pipe, or a shell's <(command). [worker] */
bool isPipe (const std::filesystem::path& path);

/** Reads a pipe to its end into a temporary file, of which everything that opens this name reads from now on, as often as
    it likes: a pipe itself can be read only once. Nothing happens for other files, or where it was done before.
    [worker] Error: the pipe cannot be opened or read, no room for a temporary file. */
core::Status keepPipe (const std::filesystem::path& path);

/** True for a pipe that `keepPipe` has read. [worker] */
bool isKeptPipe (const std::filesystem::path& path);

/** Bytes of what `keepPipe` read; nothing for other files. [worker] */
std::optional<std::uintmax_t> keptPipeBytes (const std::filesystem::path& path);

/** A descriptor of what `keepPipe` read, at its beginning, which the caller closes; nothing for other files. [worker] */
std::optional<int> openKeptPipe (const std::filesystem::path& path);

} // namespace unbraid::files
