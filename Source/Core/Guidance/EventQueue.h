// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Guidance/NoteEvent.h"

#include <Eigen/Core>

#include <array>

namespace unbraid::core
{

/** Note events that wait for the frame that contains them, in order of their positions. */
class EventQueue
{
public:
    static constexpr size_t capacity = 1024; // events that can wait; on overflow the oldest happen at once

    struct Waiting
    {
        NoteEvent event;
        Eigen::Index position = 0; // sample
    };

    /** Forgets all events. [audio] */
    void clear() noexcept { first = numWaiting = 0; }

    /** Adds an event.
        onEvent  called with the oldest one where there is no room
        [audio] real-time safe if onEvent is. */
    template <class OnEvent>
    void add (const NoteEvent& event, Eigen::Index position, OnEvent&& onEvent) noexcept
    {
        if (numWaiting == capacity)
            onEvent (takeOldest());
        size_t index = numWaiting++;
        for (; index > 0; --index) // hosts send them in order, so that this ends at once
        {
            const auto& before = waiting[(first + index - 1) % capacity];
            if (before.position <= position)
                break;
            waiting[(first + index) % capacity] = before;
        }
        waiting[(first + index) % capacity] = { event, position };
    }

    /** Takes the events before a position, in order. [audio] real-time safe if onEvent is. */
    template <class OnEvent>
    void takeUntil (Eigen::Index end, OnEvent&& onEvent) noexcept
    {
        while (numWaiting > 0 && waiting[first].position < end)
            onEvent (takeOldest());
    }

private:
    Waiting takeOldest() noexcept
    {
        const Waiting oldest = waiting[first];
        first = (first + 1) % capacity;
        --numWaiting;
        return oldest;
    }

    std::array<Waiting, capacity> waiting{}; // a ring, by position
    size_t first = 0, numWaiting = 0;
};

} // namespace unbraid::core
