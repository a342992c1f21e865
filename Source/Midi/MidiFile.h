// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Midi/FileEvent.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace unbraid::midi
{

/** The tracks of a standard MIDI file. */
struct MidiFile
{
    using Track =
        std::vector<FileEvent>; // in order of time; at equal times ends of notes come before beginnings

    std::vector<Track> tracks;
    double secondsPerTick = 0.0; // where the file counts in frames of video; 0: in parts of a quarter note
    int ticksPerQuarter = 0;
};

/** Reads a standard MIDI file as players do: chunks of unknown types are skipped, a header may be longer than today's, a
    track goes on to its last event whatever length is stated, system exclusive messages may come in packets, and what is
    damaged ends its track alone. The tracks of a file of independent patterns (format 2) are played one after the other.
    bytes  to which the events point: must outlive them
    name   of the file, for errors
    [worker] errors: no tracks, no ticks in a quarter note or a frame, a tempo of zero.
    Source: Standard MIDI Files 1.0, RP-001. */
core::Result<MidiFile> readMidiFile (std::span<const std::byte> bytes, const std::string& name);

/** Seconds from the beginning to each event of each track, by all tempo changes of the file. [worker] */
std::vector<std::vector<double>> eventSeconds (const MidiFile& file);

/** How the tracks of a file belong together. */
enum class FileFormat : std::uint8_t
{
    oneTrack = 0,
    severalTracks = 1 // at the same time
};

/** The bytes of a file with a tempo of 120 quarter notes a minute.
    tracks           events in order of time; their own changes of tempo are left out
    ticksPerQuarter  1 to 32767
    [worker] */
std::vector<std::byte> midiFileBytes (std::span<const MidiFile::Track> tracks, int ticksPerQuarter,
                                      FileFormat format);

/** Puts the ends of notes before the beginnings that they follow at the same time. [worker] */
void putEndsFirst (MidiFile::Track& track);

} // namespace unbraid::midi
