// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace unbraid::core
{

/** How long a listener waits. The latency is the length of the synthesis window, and the look-ahead where there is one,
    at any sample rate: low 8 ms, balanced 20 ms, high 42 ms at most. */
enum class LatencyMode
{
    low,
    balanced,
    high
};

/** "low", "balanced", "high". [any] */
const char* toString (LatencyMode mode) noexcept;
std::optional<LatencyMode> latencyModeFrom (const std::string& text);

} // namespace unbraid::core
