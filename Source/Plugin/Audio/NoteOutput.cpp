// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/NoteOutput.h"

namespace unbraid::plugin
{

namespace
{
constexpr int noteOn = 0x90, noteOff = 0x80;

void add (juce::MidiBuffer& midi, int kind, int channel, size_t pitch, int velocity, int offset) noexcept
{
    const std::array<juce::uint8, 3> bytes{ static_cast<juce::uint8> (kind | channel),
                                            static_cast<juce::uint8> (pitch),
                                            static_cast<juce::uint8> (velocity) };
    midi.addEvent (bytes.data(), static_cast<int> (bytes.size()), offset);
}
} // namespace

void NoteOutput::write (std::span<const OutgoingNote> notes, juce::MidiBuffer& midi) noexcept
{
    if (isOverdue)
        endAll (midi);
    int numEvents = midi.getNumEvents();
    for (const auto& [note, offset] : notes)
    {
        if (note.part >= numChannels)
            continue;
        auto& channel = sounding[static_cast<size_t> (note.part)];
        const auto pitch = static_cast<size_t> (note.pitch);
        if (channel[pitch] == note.isBeginning)
            continue;
        if (numEvents++ >= maxEvents)
        {
            isOverdue = isOverdue || ! note.isBeginning;
            continue;
        }
        channel[pitch] = note.isBeginning;
        add (midi, note.isBeginning ? noteOn : noteOff, note.part, pitch, note.velocity, offset);
    }
}

void NoteOutput::endAll (juce::MidiBuffer& midi) noexcept
{
    isOverdue = false;
    for (int channel = 0; channel < numChannels; ++channel)
    {
        auto& notes = sounding[static_cast<size_t> (channel)];
        for (size_t pitch = 0; notes.any() && pitch < notes.size(); ++pitch)
            if (notes[pitch] && midi.getNumEvents() < maxEvents)
            {
                notes[pitch] = false;
                add (midi, noteOff, channel, pitch, 0, 0);
            }
        isOverdue = isOverdue || notes.any();
    }
}

} // namespace unbraid::plugin
