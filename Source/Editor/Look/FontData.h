// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

/** The font files that were embedded when this was built; empty where they were not found. */
namespace unbraid::editor::fontData
{

std::span<const std::byte> regular();
std::span<const std::byte> medium();
std::span<const std::byte> semiBold();

} // namespace unbraid::editor::fontData
