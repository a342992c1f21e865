// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Plugin/Audio/OutgoingNote.h"

#include <array>
#include <bitset>
#include <span>

namespace unbraid::plugin
{

/** Writes notes to the host's MIDI buffer and knows which of them sound, so that none is left hanging. Channel 1 is the
    first source with pitches. Of many notes in a block only as many go out as a host's buffer has room for. */
class NoteOutput
{
public:
    /** Bytes that a buffer must have room for, or it would allocate. JUCE's plugin formats and players see to it. */
    static constexpr int bufferBytes = 2048;

    /** [audio] real-time safe */
    void write (std::span<const OutgoingNote> notes, juce::MidiBuffer& midi) noexcept;

    /** Ends all notes that sound. [audio] real-time safe */
    void endAll (juce::MidiBuffer& midi) noexcept;

private:
    static constexpr int numChannels = 16;
    static constexpr int maxEvents = 200; // nine bytes each

    std::array<std::bitset<128>, numChannels> sounding;
    bool isOverdue = false; // an end had no room
};

} // namespace unbraid::plugin
