// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace unbraid::core
{

/** Frequency of a MIDI note in equal temperament, 440 Hz at 69. [any] */
inline double noteHz (int note) noexcept
{
    return 440.0 * std::exp2 ((note - 69) / 12.0);
}

} // namespace unbraid::core
