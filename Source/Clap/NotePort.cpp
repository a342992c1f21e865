// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clap/NotePort.h"

#include "Clap/Text.h"

#include <algorithm>
#include <array>

namespace unbraid::clap
{

namespace
{
using abi::EventType;
constexpr int midiOff = 0x80, midiOn = 0x90, midiControl = 0xb0, allNotesOff = 123;
constexpr int numChannels = 16, numKeys = 128, loudest = 127;

/** A note with a velocity of 0 is one all the same, unlike in MIDI. */
int midiVelocity (double velocity) noexcept
{
    const double bounded = velocity > 0.0 ? std::min (velocity, 1.0) : 0.0; // no number: 0
    return std::max (1, juce::roundToInt (bounded * loudest));
}
} // namespace

bool NotePort::info (std::uint32_t index, bool isInput, abi::NotePortInfo& info)
{
    if (index > 0)
        return false;
    info = {};
    info.dialects = abi::NotePortInfo::clapNotes | abi::NotePortInfo::midi;
    info.preferredDialect = abi::NotePortInfo::clapNotes;
    copyText (isInput ? "Guide" : "Notes", info.name);
    return true;
}

void NotePort::add (int status, int first, int second, int offset) noexcept
{
    if (numEvents >= maxEvents)
        return;
    ++numEvents;
    const std::array<juce::uint8, 3> bytes{ static_cast<juce::uint8> (status),
                                            static_cast<juce::uint8> (first),
                                            static_cast<juce::uint8> (second) };
    midi.addEvent (bytes.data(), static_cast<int> (bytes.size()), offset);
}

/** The end of a note may be that of all keys, and of all channels. */
void NotePort::add (const abi::NoteEvent& note, int offset) noexcept
{
    const bool isOn = note.header.type == EventType::noteOn;
    if (note.key >= numKeys || note.channel >= numChannels || (isOn && (note.key < 0 || note.channel < 0)))
        return;
    const int first = std::max<int> (note.channel, 0),
              last = note.channel < 0 ? numChannels - 1 : note.channel;
    for (int channel = first; channel <= last; ++channel)
        if (isOn)
            add (midiOn | channel, note.key, midiVelocity (note.velocity), offset);
        else if (note.key < 0)
            add (midiControl | channel, allNotesOff, 0, offset);
        else
            add (midiOff | channel, note.key, 0, offset);
}

void NotePort::add (const abi::EventHeader& event, int offset) noexcept
{
    if (event.space != 0)
        return;
    if (event.type == EventType::midi && event.size >= sizeof (abi::MidiEvent))
    {
        const auto& bytes = reinterpret_cast<const abi::MidiEvent&> (event).data;
        if (bytes[0] >= midiOff && bytes[1] < numKeys && bytes[2] < numKeys)
            add (bytes[0], bytes[1], bytes[2], offset);
    }
    const bool isNote = event.type == EventType::noteOn || event.type == EventType::noteOff ||
                        event.type == EventType::noteChoke;
    if (isNote && event.size >= sizeof (abi::NoteEvent))
        add (reinterpret_cast<const abi::NoteEvent&> (event), offset);
}

void NotePort::send (std::uint32_t time, const abi::OutputEvents* out) noexcept
{
    for (const auto message : midi)
    {
        const int kind = message.data[0] & 0xf0;
        if (out == nullptr || message.numBytes != 3 || (kind != midiOn && kind != midiOff))
            continue;
        abi::NoteEvent note;
        note.header = { sizeof (note), time + static_cast<std::uint32_t> (message.samplePosition), 0,
                        kind == midiOn ? EventType::noteOn : EventType::noteOff, 0 };
        note.channel = static_cast<std::int16_t> (message.data[0] & 0x0f);
        note.key = message.data[1];
        note.velocity = static_cast<double> (message.data[2]) / loudest;
        out->tryPush (out, &note.header);
    }
    midi.clear();
    numEvents = 0;
}

} // namespace unbraid::clap
