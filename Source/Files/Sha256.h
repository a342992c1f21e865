// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace unbraid::files
{

/** The SHA-256 of some bytes, in 64 lower-case hexadecimal digits. Source: FIPS 180-4, section 6.2. [worker] */
std::string sha256 (std::span<const std::byte> bytes);

} // namespace unbraid::files
