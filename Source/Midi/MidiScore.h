// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Guidance/NoteGates.h"
#include "Core/Support/Result.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace unbraid::midi
{

/** Something that happens to a note of a score. */
struct ScoreEvent
{
    double seconds = 0.0; // from the beginning of the score
    core::NoteEvent::Kind kind = core::NoteEvent::Kind::on;
    int channel = 1; // 1 to 16
    int pitch = 0;   // MIDI note; of on and off
};

/** What a standard MIDI file says about notes, all tracks together: in order of time and, at one time, of the file,
    tempo changes counted. The sustain pedal is in it; everything else is left out.
    name  of the file, for errors
    [worker] errors: not a standard MIDI file, one without notes */
core::Result<std::vector<ScoreEvent>> readScore (std::span<const std::byte> bytes, const std::string& name);

} // namespace unbraid::midi
