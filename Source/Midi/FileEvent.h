// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace unbraid::midi
{

/** Statuses and types of events that are no messages of a channel. */
constexpr std::uint8_t systemExclusive = 0xf0, systemExclusivePart = 0xf7, metaEvent = 0xff;
constexpr std::uint8_t metaEndOfTrack = 0x2f, metaTempo = 0x51;

/** An event of a track of a MIDI file. */
struct FileEvent
{
    std::int64_t tick = 0;
    std::uint8_t status = 0;         // 0x80 to 0xef of a channel, or one of those above
    std::uint8_t type = 0;           // of a meta event
    std::span<const std::byte> data; // what follows status, type and length; of a channel one or two bytes
};

inline bool isOfChannel (std::uint8_t status) noexcept
{
    return status >= 0x80 && status < systemExclusive;
}

inline bool isNoteOn (const FileEvent& event) noexcept
{
    return (event.status & 0xf0) == 0x90 && event.data[1] != std::byte{};
}

inline bool isNoteOff (const FileEvent& event) noexcept
{
    const int kind = event.status & 0xf0;
    return kind == 0x80 || (kind == 0x90 && ! isNoteOn (event));
}

inline bool isTempo (const FileEvent& event) noexcept
{
    return event.status == metaEvent && event.type == metaTempo && event.data.size() >= 3;
}

/** Microseconds a quarter note, of a change of tempo. */
inline int tempoOf (const FileEvent& event) noexcept
{
    const auto byte = [&event] (size_t i) { return std::to_integer<int> (event.data[i]); };
    return byte (0) << 16 | byte (1) << 8 | byte (2);
}

} // namespace unbraid::midi
