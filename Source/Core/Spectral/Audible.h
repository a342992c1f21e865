// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

/** A sample that is safe to process: NaN and Inf become zero, and values beyond 120 dB above full scale are clipped, so
    that their power stays finite in float. The STFT processes its input so; dry sound that is to cancel with its output
    needs the same. [audio] */
inline float audible (float sample) noexcept
{
    constexpr float loudest = 1e6f;
    return std::isfinite (sample) ? std::clamp (sample, -loudest, loudest) : 0.0f;
}

} // namespace unbraid::core
