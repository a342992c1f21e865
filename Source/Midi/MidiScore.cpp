// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/MidiScore.h"

#include <juce_audio_basics/juce_audio_basics.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace unbraid::midi
{

namespace
{
using Kind = core::NoteEvent::Kind;

std::optional<Kind> kindOf (const juce::MidiMessage& message)
{
    if (message.isNoteOn())
        return Kind::on;
    if (message.isNoteOff()) // also a note on of velocity 0
        return Kind::off;
    if (message.isSustainPedalOn())
        return Kind::pedalDown;
    if (message.isSustainPedalOff())
        return Kind::pedalUp;
    if (message.isAllNotesOff() || message.isAllSoundOff())
        return Kind::allOff;
    return {};
}

core::Error unreadable (const std::string& name, const std::string& found)
{
    return { "the score cannot be read", name, found, "a standard MIDI file with notes" };
}

/** A broken file has bytes where they cannot be. */
bool isValid (const ScoreEvent& event)
{
    return std::isfinite (event.seconds) && event.channel >= 1 && event.channel <= 16 && event.pitch >= 0 &&
           event.pitch <= 127;
}

void addTrack (const juce::MidiMessageSequence& track, std::vector<ScoreEvent>& events)
{
    for (const auto* holder : track)
    {
        const auto& message = holder->message;
        const auto kind = kindOf (message);
        if (! kind)
            continue;
        const bool hasPitch = *kind == Kind::on || *kind == Kind::off;
        const ScoreEvent event{ std::max (0.0, message.getTimeStamp()), *kind, message.getChannel(),
                                hasPitch ? message.getNoteNumber() : 0 };
        if (isValid (event))
            events.push_back (event);
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

} // namespace unbraid::midi
