// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Guidance/NoteGates.h"
#include "Plugin/Controls.h"

#include <cstdint>
#include <optional>
#include <span>

namespace unbraid::plugin
{

/** What a MIDI message, as its bytes, says about notes, whoever's they are; nothing where it is about something else.
    part  of the event: the channel, from 0
    [audio] real-time safe. */
inline std::optional<core::NoteEvent> noteEventFrom (std::span<const std::uint8_t> message) noexcept
{
    using Kind = core::NoteEvent::Kind;
    constexpr int sustain = 64, allSoundOff = 120, allNotesOff = 123, pressed = 64;
    if (message.size() != 3)
        return {};
    const int kind = message[0] & 0xf0, channel = message[0] & 0x0f, first = message[1], second = message[2];
    if (kind == 0x90 || kind == 0x80)
        return core::NoteEvent{ kind == 0x90 && second > 0 ? Kind::on : Kind::off, channel, first };
    if (kind != 0xb0)
        return {};
    if (first == sustain)
        return core::NoteEvent{ second >= pressed ? Kind::pedalDown : Kind::pedalUp, channel, 0 };
    if (first == allSoundOff || first == allNotesOff)
        return core::NoteEvent{ Kind::allOff, channel, 0 };
    return {};
}

/** Calls `onEvent` with what a MIDI message does to the parts: none, one, or with a split both.
    split  the lowest note of the first part, where there is a split
    [audio] real-time safe if onEvent is. */
template <class OnEvent>
void forEachNoteEvent (std::span<const std::uint8_t> message, GuideMode mode, int split,
                       OnEvent&& onEvent) noexcept
{
    using Kind = core::NoteEvent::Kind;
    auto event = noteEventFrom (message);
    if (! event)
        return;
    const bool isNote = event->kind == Kind::on || event->kind == Kind::off;
    if (mode == GuideMode::channels && event->part < numParts)
        onEvent (*event);
    if (mode == GuideMode::split)
        for (const int part : { 0, 1 })
            if (! isNote || (event->pitch >= split ? 0 : 1) == part)
            {
                event->part = part;
                onEvent (*event);
            }
}

} // namespace unbraid::plugin
