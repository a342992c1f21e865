// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

/** What is heard of a sample: NaN and Inf are silence, and what is louder than 120 dB above full scale is clipped
    there, so that its power stays finite in float. The STFT hears so, and dry sound that is to cancel with it has
    to. [audio] */
inline float audible (float sample) noexcept
{
    constexpr float loudest = 1e6f;
    return std::isfinite (sample) ? std::clamp (sample, -loudest, loudest) : 0.0f;
}

} // namespace unbraid::core
