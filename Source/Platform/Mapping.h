// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <system_error>

namespace unbraid::platform
{

/** A plain file's bytes in memory, read when they are used and given back when memory is short; the descriptor may be closed
    afterwards. For files that are replaced rather than changed: one that is cut short while it is mapped ends the program, and
    Windows replaces none that is mapped.
    failure  why there are none; an empty file has none either
    returns  from its first byte on, which lies at the start of a page
    [worker] */
std::span<const std::byte> mapFile (int descriptor, std::error_code& failure);

/** Gives back what `mapFile` returned. [worker] */
void unmapFile (std::span<const std::byte> bytes) noexcept;

} // namespace unbraid::platform
