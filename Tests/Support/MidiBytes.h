// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

namespace unbraid::test
{

using Bytes = std::vector<std::byte>;

inline void append (Bytes& bytes, std::initializer_list<int> values)
{
    for (const int value : values)
        bytes.push_back (static_cast<std::byte> (value));
}

/** A track of a standard MIDI file, ended; `events` are delta times and messages. */
inline Bytes midiTrack (const Bytes& events)
{
    Bytes body = events;
    append (body, { 0, 0xff, 0x2f, 0 });
    Bytes track;
    append (track, { 'M', 'T', 'r', 'k', 0, 0, static_cast<int> (body.size() >> 8),
                     static_cast<int> (body.size() & 0xff) });
    track.insert (track.end(), body.begin(), body.end());
    return track;
}

inline Bytes midiTrack (std::initializer_list<int> events)
{
    Bytes bytes;
    append (bytes, events);
    return midiTrack (bytes);
}

/** A standard MIDI file of format 1 with 100 ticks a quarter note: at 120 of them a minute a tick is 5 ms. */
inline Bytes midiFile (const std::vector<Bytes>& tracks)
{
    Bytes file;
    append (file, { 'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, 1, 0, static_cast<int> (tracks.size()), 0, 100 });
    for (const auto& track : tracks)
        file.insert (file.end(), track.begin(), track.end());
    return file;
}

inline void writeBytes (const std::string& path, const Bytes& bytes)
{
    std::ofstream file (path, std::ios::binary);
    file.write (reinterpret_cast<const char*> (bytes.data()), static_cast<std::streamsize> (bytes.size()));
}

} // namespace unbraid::test
