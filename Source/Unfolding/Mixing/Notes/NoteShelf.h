// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/Draws.h"
#include "Unfolding/Mixing/SoundCorpus.h"

#include <vector>

namespace unbraid::unfolding
{

/** A recording of a single note. */
struct RecordedNote
{
    Eigen::Index sound = 0; // among those of the source
    int pitch = 0;          // MIDI note
    int velocity = 0;       // 1 to 127
};

/** The notes of one instrument, as one microphone recorded them. */
class Instrument
{
public:
    void add (const RecordedNote& note) { notes.push_back (note); }

    /** The recording that is nearest in pitch, and of those the nearest in velocity. [worker] */
    [[nodiscard]] const RecordedNote& nearest (int pitch, int velocity) const;

    /** Whether a note is within reach of a recording by a change of speed. [worker] */
    [[nodiscard]] bool reaches (int pitch) const;

    static constexpr int maxShift = 4; // semitones from a recording to a note that is made of it

private:
    std::vector<RecordedNote> notes;
};

/** The recordings of single notes of a corpus, by instrument. A file is named PITCH-VELOCITY, such as 060-080.flac or
    060-080-near.flac, begins with the attack, and lies in the folder of its instrument. */
class NoteShelf
{
public:
    /** The shelf of a source.
        [worker] error: a file without pitch and velocity in its name */
    static core::Result<NoteShelf> create (const SoundCorpus& corpus, Eigen::Index source);

    /** One of the instruments, all equally likely. [worker] */
    [[nodiscard]] const Instrument& draw (Draws& draws) const
    {
        return instruments[static_cast<size_t> (
            draws.index (static_cast<Eigen::Index> (instruments.size())))];
    }

    [[nodiscard]] size_t numInstruments() const noexcept { return instruments.size(); }

private:
    std::vector<Instrument> instruments;
};

} // namespace unbraid::unfolding
