// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/MidiScore.h"

#include "Core/Guidance/MidiNotes.h"
#include "Midi/MidiFile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace unbraid::midi
{

namespace
{
using Kind = core::NoteEvent::Kind;

constexpr int ticksPerQuarter = 960;
constexpr double ticksPerSecond = 2.0 * ticksPerQuarter; // at the tempo that midiFileBytes writes

std::int64_t tickAt (double seconds)
{
    constexpr double lastSeconds = 1e6; // a dozen days
    return std::llround (std::clamp (seconds, 0.0, lastSeconds) * ticksPerSecond);
}

/** The event that a message of a channel is to notes, or nothing. */
std::optional<ScoreEvent> scoreEventOf (const FileEvent& event, double seconds)
{
    if (event.data.size() != 2)
        return {};
    const auto byte = [&event] (size_t i) { return std::to_integer<std::uint8_t> (event.data[i]); };
    const std::array message{ event.status, byte (0), byte (1) };
    const auto note = core::noteEventFrom (message);
    if (! note)
        return {};
    return ScoreEvent{ seconds, note->kind, note->part + 1, note->pitch,
                       note->kind == Kind::on ? byte (1) : 0 };
}

/** Follows keys and pedals, event by event. */
class SoundingNotes
{
public:
    void take (const ScoreEvent& event)
    {
        auto& pedal = isPedalDown[event.channel];
        const auto key = std::pair (event.channel, event.pitch);
        switch (event.kind)
        {
        case Kind::on:
            end (key, event.seconds);
            sounding[key] = { notes.size(), true };
            notes.push_back (
                { event.seconds, event.seconds, event.channel, event.pitch, std::max (1, event.velocity) });
            break;
        case Kind::off:
            if (const auto note = sounding.find (key); note != sounding.end())
                note->second.isHeld = false;
            break;
        case Kind::pedalDown:
            pedal = true;
            break;
        case Kind::pedalUp:
            pedal = false;
            break;
        case Kind::allOff:
            for (auto& [ofNote, note] : sounding)
                note.isHeld = note.isHeld && ofNote.first != event.channel;
            break;
        }
        endReleased (event.channel, event.seconds);
    }

    std::vector<ScoreNote> allUntil (double seconds) &&
    {
        for (const auto& [key, note] : sounding)
            notes[note.index].endSeconds = seconds;
        return std::move (notes);
    }

private:
    using Key = std::pair<int, int>; // channel and pitch

    struct Sounding
    {
        size_t index = 0; // in the notes
        bool isHeld = true;
    };

    void end (const Key& key, double seconds)
    {
        if (const auto note = sounding.find (key); note != sounding.end())
        {
            notes[note->second.index].endSeconds = seconds;
            sounding.erase (note);
        }
    }

    void endReleased (int channel, double seconds)
    {
        if (isPedalDown[channel])
            return;
        for (auto note = sounding.begin(); note != sounding.end();)
        {
            const auto current = note++;
            if (current->first.first == channel && ! current->second.isHeld)
                end (current->first, seconds);
        }
    }

    std::vector<ScoreNote> notes;
    std::map<Key, Sounding> sounding;
    std::map<int, bool> isPedalDown; // of a channel
};
} // namespace

core::Result<std::vector<ScoreEvent>> readScore (std::span<const std::byte> bytes, const std::string& name)
{
    const auto file = readMidiFile (bytes, name);
    if (! file.ok())
        return file.error();
    const auto seconds = eventSeconds (file.value());
    std::vector<ScoreEvent> events;
    for (size_t track = 0; track < seconds.size(); ++track)
        for (size_t i = 0; i < seconds[track].size(); ++i)
            if (const auto event = scoreEventOf (file.value().tracks[track][i], seconds[track][i]))
                events.push_back (*event);
    if (std::none_of (events.begin(), events.end(),
                      [] (const ScoreEvent& event) { return event.kind == Kind::on; }))
        return core::Error{ "the score cannot be read", name, "no notes", "a standard MIDI file with notes" };
    std::stable_sort (events.begin(), events.end(),
                      [] (const ScoreEvent& a, const ScoreEvent& b) { return a.seconds < b.seconds; });
    return events;
}

std::vector<ScoreNote> notesOf (std::span<const ScoreEvent> score)
{
    SoundingNotes notes;
    for (const auto& event : score)
        notes.take (event);
    return std::move (notes).allUntil (score.empty() ? 0.0 : score.back().seconds);
}

core::Result<std::vector<std::byte>> movedScore (std::span<const std::byte> bytes, const std::string& name,
                                                 const std::function<double (double)>& timeAt)
{
    if (auto read = readScore (bytes, name); ! read.ok())
        return read.error();
    auto read = readMidiFile (bytes, name);
    if (! read.ok())
        return read.error();
    auto& tracks = read.value().tracks;
    const auto seconds = eventSeconds (read.value());
    for (size_t track = 0; track < tracks.size(); ++track)
    {
        for (size_t i = 0; i < tracks[track].size(); ++i)
            tracks[track][i].tick = tickAt (timeAt (seconds[track][i]));
        std::stable_sort (tracks[track].begin(), tracks[track].end(),
                          [] (const FileEvent& a, const FileEvent& b) { return a.tick < b.tick; });
    }
    return midiFileBytes (tracks, ticksPerQuarter, FileFormat::severalTracks);
}

std::vector<std::byte> scoreBytes (const std::vector<ScoreNote>& notes)
{
    std::vector<std::array<std::byte, 2>> data; // pitch and velocity of each beginning and end
    data.reserve (2 * notes.size());            // the events point to them
    MidiFile::Track track;
    const auto add = [&] (int status, const ScoreNote& note, int velocity, std::int64_t tick)
    {
        data.push_back ({ static_cast<std::byte> (note.pitch), static_cast<std::byte> (velocity) });
        track.push_back ({ tick, static_cast<std::uint8_t> (status | (note.channel - 1)), 0, data.back() });
    };
    for (const auto& note : notes)
    {
        const auto begin = tickAt (note.beginSeconds);
        add (0x90, note, note.velocity, begin);
        add (0x80, note, 0,
             std::max (begin + 1, tickAt (note.endSeconds))); // an end before its note would be lost
    }
    std::stable_sort (track.begin(), track.end(),
                      [] (const FileEvent& a, const FileEvent& b) { return a.tick < b.tick; });
    putEndsFirst (track);
    return midiFileBytes (std::span (&track, 1), ticksPerQuarter, FileFormat::oneTrack);
}

} // namespace unbraid::midi
