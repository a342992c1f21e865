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

/** An event of a score. */
struct ScoreEvent
{
    double seconds = 0.0; // from the beginning of the score
    core::NoteEvent::Kind kind = core::NoteEvent::Kind::on;
    int channel = 1;  // 1 to 16
    int pitch = 0;    // MIDI note; of on and off
    int velocity = 0; // 1 to 127; of on
};

/** A whole note of a score. */
struct ScoreNote
{
    double beginSeconds = 0.0;
    double endSeconds = 0.0;
    int channel = 1;   // 1 to 16
    int pitch = 0;     // MIDI note
    int velocity = 64; // 1 to 127
};

/** The notes and sustain pedal of a standard MIDI file, all tracks merged, ordered by time and, at equal times, as in
    the file; tempo changes are applied. All other events are dropped.
    name  of the file, for errors
    [worker] errors: not a standard MIDI file, one without notes */
core::Result<std::vector<ScoreEvent>> readScore (std::span<const std::byte> bytes, const std::string& name);

/** The notes of a score in order of their beginnings. A note ends where its key and the sustain pedal of its channel are up, or its
    pitch is struck again; one that nothing ends, with the last event. [worker] Source: Hawthorne et al. 2018 (pedal) */
std::vector<ScoreNote> notesOf (std::span<const ScoreEvent> score);

/** A copy of a MIDI file with all events moved in time; it has a single tempo, so times are exact to half a
    millisecond. Tracks, channels, velocities, pedals and texts are kept.
    timeAt  from seconds of the score to seconds
    [worker] errors: as readScore */
core::Result<std::vector<std::byte>> movedScore (std::span<const std::byte> bytes, const std::string& name,
                                                 const std::function<double (double)>& timeAt);

/** The bytes of a standard MIDI file of one track, 120 quarter notes per minute; times are exact to half a
    millisecond.
    [worker] */
std::vector<std::byte> scoreBytes (const std::vector<ScoreNote>& notes);

} // namespace unbraid::midi
