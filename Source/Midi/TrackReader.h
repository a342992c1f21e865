// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Midi/FileEvent.h"
#include "Midi/MidiBytes.h"

#include <vector>

namespace unbraid::midi
{

/** Reads the events of one track of a MIDI file. [worker] */
class TrackReader
{
public:
    TrackReader (ByteReader source, std::int64_t firstTick)
        : bytes (source)
        , tick (firstTick)
    {
    }

    /** The track's stated length is not to be trusted: the next track ends it as well. */
    void mayRunIntoNext() { mayBeFollowed = true; }

    /** Reads to the end of the track, of the bytes, or of what can be read. */
    std::vector<FileEvent> all();

    [[nodiscard]] size_t position() const { return bytes.position(); }
    [[nodiscard]] std::int64_t lastTick() const { return tick; }

private:
    bool readEvent();
    bool readMessage (std::uint8_t status);
    bool readMeta();
    bool readLengthy (std::uint8_t status, std::uint8_t type);

    ByteReader bytes;
    std::int64_t tick;
    std::vector<FileEvent> events;
    std::uint8_t runningStatus = 0; // goes on behind meta events, as in many files and against the standard
    bool isEnded = false;
    bool mayBeFollowed = false;
};

} // namespace unbraid::midi
