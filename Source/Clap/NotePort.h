// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "JuceHeader.h"

namespace unbraid::clap
{

/** The notes of a host as MIDI, and MIDI as notes of a host. */
class NotePort
{
public:
    /** One port in either direction, where the processor has notes. [main] */
    [[nodiscard]] static bool info (std::uint32_t index, bool isInput, abi::NotePortInfo& info);

    NotePort() { midi.ensureSize (roomBytes); }

    /** Adds a note, or a MIDI message, to the next part of the block; other events, and more than there is room for, are ignored.
        offset  samples from that part's beginning
        [audio] real-time safe */
    void add (const abi::EventHeader& event, int offset) noexcept;

    /** Sends the host what the processor left here in place of what went in.
        time  of the part's beginning, samples
        out   null: nowhere
        [audio] real-time safe */
    void send (std::uint32_t time, const abi::OutputEvents* out) noexcept;

    juce::MidiBuffer midi;

private:
    static constexpr size_t roomBytes = 32768;
    static constexpr int maxEvents = 3000; // nine bytes each

    void add (const abi::NoteEvent& note, int offset) noexcept;
    void add (int status, int first, int second, int offset) noexcept;
    int numEvents = 0;
};

} // namespace unbraid::clap
