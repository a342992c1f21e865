// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace unbraid::files
{

/** Reads until `bytes` is full or the stream ends. Returns how many were read; -1 with errno set when reading
    failed.
    [worker] */
std::ptrdiff_t readFully (int descriptor, std::span<std::byte> bytes) noexcept;

/** Writes all of `bytes`. False with errno set when writing failed. [worker] */
bool writeFully (int descriptor, std::span<const std::byte> bytes) noexcept;

} // namespace unbraid::files
