// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>

namespace unbraid::core
{

/** "C4" for the MIDI note 60; notes below 0 and above 127 have names as well. [any but audio] */
inline std::string noteName (int note)
{
    constexpr std::array names{ "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B" };
    const int step = (note % 12 + 12) % 12, octave = (note - step) / 12 - 1;
    return names[static_cast<size_t> (step)] + std::to_string (octave);
}

} // namespace unbraid::core
