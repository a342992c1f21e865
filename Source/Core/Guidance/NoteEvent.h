// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::core
{

/** Something that happens to a note. */
struct NoteEvent
{
    enum class Kind
    {
        on,
        off,
        pedalDown, // notes that end keep sounding
        pedalUp,
        allOff
    };
    Kind kind = Kind::on;
    int part = 0;  // whose note it is, 0 up; others are ignored
    int pitch = 0; // MIDI note, 0 to 127; others are ignored. Of on and off
};

} // namespace unbraid::core
