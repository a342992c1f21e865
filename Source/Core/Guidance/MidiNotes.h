// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Guidance/NoteEvent.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace unbraid::core
{

/** MIDI channels 1 to 7 are parts; what those above play belongs to none, and is residual. */
constexpr int numPartChannels = 7;

/** The source that a MIDI channel's part is. [worker] */
inline std::string partName (int channel)
{
    return "channel-" + std::to_string (channel);
}

/** Those of all channels that are parts. [worker] */
inline std::vector<std::string> partNames()
{
    std::vector<std::string> names;
    for (int channel = 1; channel <= numPartChannels; ++channel)
        names.push_back (partName (channel));
    return names;
}

/** The note events of a MIDI message, given as its bytes, of all parts; none where it is about something else.
    part  of the event: the channel, from 0
    [audio] real-time safe. */
inline std::optional<NoteEvent> noteEventFrom (std::span<const std::uint8_t> message) noexcept
{
    using Kind = NoteEvent::Kind;
    constexpr int sustain = 64, allSoundOff = 120, allNotesOff = 123, pressed = 64;
    if (message.size() != 3)
        return {};
    const int kind = message[0] & 0xf0, channel = message[0] & 0x0f, first = message[1], second = message[2];
    if (kind == 0x90 || kind == 0x80)
        return NoteEvent{ kind == 0x90 && second > 0 ? Kind::on : Kind::off, channel, first };
    if (kind != 0xb0)
        return {};
    if (first == sustain)
        return NoteEvent{ second >= pressed ? Kind::pedalDown : Kind::pedalUp, channel, 0 };
    if (first == allSoundOff || first == allNotesOff)
        return NoteEvent{ Kind::allOff, channel, 0 };
    return {};
}

/** Calls `onEvent` with what an event is to two parts where notes from `split` up are the first one's and those below
    the second one's: a note to one of them, a pedal to both.
    [audio] real-time safe if onEvent is. */
template <class OnEvent>
void splitByPitch (NoteEvent event, int split, OnEvent&& onEvent)
{
    const bool isNote = event.kind == NoteEvent::Kind::on || event.kind == NoteEvent::Kind::off;
    for (const int part : { 0, 1 })
        if (! isNote || (event.pitch >= split ? 0 : 1) == part)
        {
            event.part = part;
            onEvent (event);
        }
}

} // namespace unbraid::core
