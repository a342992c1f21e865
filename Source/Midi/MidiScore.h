// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Guidance/NoteGates.h"
#include "Core/Support/Result.h"

#include <cstddef>
#include <functional>
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

/** A note of a score that is written. */
struct ScoreNote
{
    double beginSeconds = 0.0;
    double endSeconds = 0.0;
    int channel = 1;   // 1 to 16
    int pitch = 0;     // MIDI note
    int velocity = 64; // 1 to 127
};

/** What a standard MIDI file says about notes, all tracks together: in order of time and, at one time, of the file,
    tempo changes counted. The sustain pedal is in it; everything else is left out.
    name  of the file, for errors
    [worker] errors: not a standard MIDI file, one without notes */
core::Result<std::vector<ScoreEvent>> readScore (std::span<const std::byte> bytes, const std::string& name);

/** The same MIDI file with everything in it at another time; its tempos become one, so that the times are what they
    are said to be within half a millisecond. Tracks, channels, velocities, pedals and texts stay.
    timeAt  from seconds of the score to seconds
    [worker] errors: as readScore */
core::Result<std::vector<std::byte>> movedScore (std::span<const std::byte> bytes, const std::string& name,
                                                 const std::function<double (double)>& timeAt);

/** The bytes of a standard MIDI file of one track, 120 quarter notes a minute, in which times are right within half a
    millisecond.
    [worker] */
std::vector<std::byte> scoreBytes (const std::vector<ScoreNote>& notes);

} // namespace unbraid::midi
