// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Guidance/MidiNotes.h"
#include "Plugin/Audio/Controls.h"

#include <cstdint>
#include <span>

namespace unbraid::plugin
{

/** Calls `onEvent` with what a MIDI message does to the parts: none, one, or with a split both.
    split  the lowest note of the first part, where there is a split
    [audio] real-time safe if onEvent is. */
template <class OnEvent>
void forEachNoteEvent (std::span<const std::uint8_t> message, GuideMode mode, int split,
                       OnEvent&& onEvent) noexcept
{
    const auto event = core::noteEventFrom (message);
    if (! event)
        return;
    if (mode == GuideMode::channels && event->part < numParts)
        onEvent (*event);
    if (mode == GuideMode::split)
        core::splitByPitch (*event, split, onEvent);
}

} // namespace unbraid::plugin
