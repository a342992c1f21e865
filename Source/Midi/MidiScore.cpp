// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/MidiScore.h"

#include "Core/Guidance/MidiNotes.h"

#include <juce_audio_basics/juce_audio_basics.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace unbraid::midi
{

namespace
{
using Kind = core::NoteEvent::Kind;

constexpr int ticksPerQuarter = 960, microsecondsPerQuarter = 500000;
constexpr double ticksPerSecond = 1e6 * ticksPerQuarter / microsecondsPerQuarter;

std::vector<std::byte> bytesOf (const juce::MidiFile& file, int type)
{
    juce::MemoryOutputStream stream;
    file.writeTo (stream, type);
    const auto* bytes = static_cast<const std::byte*> (stream.getData());
    return { bytes, bytes + stream.getDataSize() };
}

core::Error unreadable (const std::string& name, const std::string& found)
{
    return { "the score cannot be read", name, found, "a standard MIDI file with notes" };
}

void addTrack (const juce::MidiMessageSequence& track, std::vector<ScoreEvent>& events)
{
    constexpr int highestPitch = 127; // a broken file has bytes where they cannot be
    for (const auto* holder : track)
    {
        const auto& message = holder->message;
        const auto event =
            core::noteEventFrom ({ message.getRawData(), static_cast<size_t> (message.getRawDataSize()) });
        const double seconds = std::max (0.0, message.getTimeStamp());
        if (event && event->pitch <= highestPitch && std::isfinite (seconds))
            events.push_back ({ seconds, event->kind, event->part + 1, event->pitch,
                                event->kind == Kind::on ? message.getVelocity() : 0 });
    }
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
    juce::MemoryInputStream stream (bytes.data(), bytes.size(), false);
    juce::MidiFile file;
    if (! file.readFrom (stream, false))
        return unreadable (name, std::to_string (bytes.size()) + " bytes of something else");
    file.convertTimestampTicksToSeconds();
    std::vector<ScoreEvent> events;
    for (int track = 0; track < file.getNumTracks(); ++track)
        addTrack (*file.getTrack (track), events);
    if (std::none_of (events.begin(), events.end(),
                      [] (const ScoreEvent& event) { return event.kind == Kind::on; }))
        return unreadable (name, "no notes");
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
    juce::MemoryInputStream stream (bytes.data(), bytes.size(), false);
    juce::MidiFile file, moved;
    file.readFrom (stream, true);
    file.convertTimestampTicksToSeconds();
    moved.setTicksPerQuarterNote (ticksPerQuarter);
    for (int index = 0; index < file.getNumTracks(); ++index)
    {
        juce::MidiMessageSequence track;
        if (index == 0)
            track.addEvent (juce::MidiMessage::tempoMetaEvent (microsecondsPerQuarter));
        for (const auto* holder : *file.getTrack (index))
            if (! holder->message.isTempoMetaEvent())
            {
                const double seconds = timeAt (holder->message.getTimeStamp());
                track.addEvent (holder->message.withTimeStamp (std::round (seconds * ticksPerSecond)));
            }
        moved.addTrack (track);
    }
    return bytesOf (moved, 1);
}

std::vector<std::byte> scoreBytes (const std::vector<ScoreNote>& notes)
{
    juce::MidiMessageSequence track;
    track.addEvent (juce::MidiMessage::tempoMetaEvent (microsecondsPerQuarter));
    for (const auto& note : notes)
    {
        const auto velocity = static_cast<juce::uint8> (note.velocity);
        track.addEvent (juce::MidiMessage::noteOn (note.channel, note.pitch, velocity),
                        std::round (note.beginSeconds * ticksPerSecond));
        track.addEvent (juce::MidiMessage::noteOff (note.channel, note.pitch),
                        std::round (note.endSeconds * ticksPerSecond));
    }
    track.sort();
    track.updateMatchedPairs();
    juce::MidiFile file;
    file.setTicksPerQuarterNote (ticksPerQuarter);
    file.addTrack (track);
    return bytesOf (file, 0);
}

} // namespace unbraid::midi
