// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::core
{

/** The rates at which sound can be separated and dictionaries are stored. */
constexpr double minSampleRateHz = 8000.0;
constexpr double maxSampleRateHz = 192000.0;

} // namespace unbraid::core
