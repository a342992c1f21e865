// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::plugin
{

/** Strips of the mixer and source buses of the plugin; sources beyond the last are summed on it. */
constexpr int numStrips = 8;

} // namespace unbraid::plugin
