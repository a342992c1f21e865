// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/MidiFile.h"

#include "Midi/TrackReader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace unbraid::midi
{

namespace
{
constexpr size_t chunkHeaderBytes = 8;

core::Error unreadable (const std::string& name, std::string found, std::string allowed)
{
    return { "the score cannot be read", name, std::move (found), std::move (allowed) };
}

/** Duration of a tick, by the header's two bytes of division. */
core::Status readDivision (std::uint32_t division, const std::string& name, MidiFile& file)
{
    constexpr std::uint32_t countsFrames = 0x8000;
    const auto ticks = static_cast<int> (division & (countsFrames - 1));
    if ((division & countsFrames) == 0)
    {
        file.ticksPerQuarter = ticks;
        return ticks > 0 ? core::Status (core::Done{})
                         : unreadable (name + ", division", "0 ticks in a quarter note", "1 to 32767");
    }
    const int framesPerSecond = 256 - static_cast<int> (division >> 8), ticksPerFrame = division & 0xff;
    constexpr std::array known{ 24, 25, 29, 30 };
    if (std::find (known.begin(), known.end(), framesPerSecond) == known.end())
        return unreadable (name + ", division", std::to_string (framesPerSecond) + " frames a second",
                           "24, 25, 29 (29.97) or 30");
    if (ticksPerFrame == 0)
        return unreadable (name + ", division", "0 ticks in a frame", "1 to 255");
    constexpr double dropFrame = 30000.0 / 1001.0;
    file.secondsPerTick = 1.0 / ((framesPerSecond == 29 ? dropFrame : framesPerSecond) * ticksPerFrame);
    return core::Done{};
}

/** True where a chunk can end: at the end of the file, or before another chunk. */
bool isBetweenChunks (std::span<const std::byte> bytes, size_t position)
{
    if (position == bytes.size())
        return true;
    if (position + chunkHeaderBytes > bytes.size())
        return false;
    return std::all_of (bytes.begin() + static_cast<std::ptrdiff_t> (position),
                        bytes.begin() + static_cast<std::ptrdiff_t> (position + 4),
                        [] (std::byte byte)
                        {
                            const auto letter = std::to_integer<unsigned char> (byte);
                            return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
                        });
}

/** The file's beginning: in some files behind the header of RIFF or of an old file system. */
std::optional<size_t> beginningOf (std::span<const std::byte> bytes)
{
    constexpr size_t furthest = 1024;
    const std::string_view text (reinterpret_cast<const char*> (bytes.data()), bytes.size());
    const auto found = text.substr (0, furthest).find ("MThd");
    return found == std::string_view::npos ? std::nullopt : std::optional (found);
}

/** Reads a track that begins at a position, and moves the position behind it.
    stated  length of the track in bytes
    tick    of its beginning, then of its end */
MidiFile::Track readTrack (std::span<const std::byte> bytes, size_t& position, size_t stated,
                           std::int64_t& tick)
{
    const bool isTrusted = stated <= bytes.size() - position && isBetweenChunks (bytes, position + stated);
    const size_t end = isTrusted ? position + stated : bytes.size();
    TrackReader reader (ByteReader (bytes.first (end), position), tick);
    if (! isTrusted)
        reader.mayRunIntoNext();
    auto track = reader.all();
    tick = reader.lastTick();
    position = isTrusted ? end : reader.position();
    return track;
}

/** The next track's header: elsewhere than here where the length of the chunk before was wrong. */
size_t nextTrack (std::span<const std::byte> bytes, size_t position)
{
    const std::string_view text (reinterpret_cast<const char*> (bytes.data()), bytes.size());
    return std::min (bytes.size(), text.find ("MTrk", position));
}

void readTracks (std::span<const std::byte> bytes, size_t position, bool oneAfterAnother, MidiFile& file)
{
    std::int64_t tick = 0;
    while (position + chunkHeaderBytes <= bytes.size())
    {
        ByteReader header (bytes, position);
        const bool isTrack = header.startsWith ("MTrk");
        header.skip (4);
        const size_t stated = *header.takeNumber (4);
        if (! isTrack)
        {
            const auto next = position + chunkHeaderBytes;
            const bool isSkipped = stated <= bytes.size() - next && isBetweenChunks (bytes, next + stated);
            position = isSkipped ? next + stated : nextTrack (bytes, position + 1);
            continue;
        }
        position += chunkHeaderBytes;
        std::int64_t end = oneAfterAnother ? tick : 0;
        file.tracks.push_back (readTrack (bytes, position, stated, end));
        putEndsFirst (file.tracks.back());
        tick = end;
    }
}
} // namespace

void putEndsFirst (MidiFile::Track& track)
{
    const auto isNote = [] (const FileEvent& event) { return isNoteOn (event) || isNoteOff (event); };
    for (auto begin = track.begin(); begin != track.end();)
    {
        const auto end = std::find_if (begin, track.end(),
                                       [&] (const FileEvent& event)
                                       { return event.tick != begin->tick || ! isNote (event); });
        std::stable_partition (begin, end, isNoteOff);
        begin = end == begin ? end + 1 : end;
    }
}

core::Result<MidiFile> readMidiFile (std::span<const std::byte> bytes, const std::string& name)
{
    const auto begin = beginningOf (bytes);
    const auto foreign = std::to_string (bytes.size()) + " bytes of something else";
    constexpr auto allowed = "a standard MIDI file with notes";
    constexpr size_t headerBytes = 6;
    if (! begin || bytes.size() < *begin + chunkHeaderBytes + headerBytes)
        return unreadable (name, foreign, allowed);
    ByteReader header (bytes, *begin + 4);
    const size_t stated = *header.takeNumber (4);
    const auto format = *header.takeNumber (2);
    header.skip (2); // the number of tracks: those that are there are read
    MidiFile file;
    if (auto known = readDivision (*header.takeNumber (2), name, file); ! known.ok())
        return known.error();
    size_t position = *begin + chunkHeaderBytes + headerBytes;
    if (stated > headerBytes && stated - headerBytes <= bytes.size() - position)
        position += stated - headerBytes;
    if (! isBetweenChunks (bytes, position))
        position = nextTrack (bytes, *begin + chunkHeaderBytes + headerBytes);
    constexpr std::uint32_t patterns = 2;
    readTracks (bytes, position, format == patterns, file);
    if (file.tracks.empty())
        return unreadable (name, "no tracks", allowed);
    for (const auto& track : file.tracks)
        for (const auto& event : track)
            if (isTempo (event) && tempoOf (event) == 0)
                return unreadable (name + ", tempo", "quarter notes of 0 s", "a tempo above zero");
    return file;
}

} // namespace unbraid::midi
