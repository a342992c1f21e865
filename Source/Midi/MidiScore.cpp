// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/MidiScore.h"

#include "Core/Guidance/MidiNotes.h"

#include <juce_audio_basics/juce_audio_basics.h>

#include <algorithm>
#include <cmath>

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
            events.push_back ({ seconds, event->kind, event->part + 1, event->pitch });
    }
}
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
