// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace unbraid::live
{

/** A call that may never return, on a thread of its own; one that throws has ended. It begins when the call before it has ended or was given up; once given
    up, it continues alone with what it owns. All functions: [any but audio] */
class PatientCall
{
public:
    enum class State
    {
        pending,
        ended,
        lost // given up: it has run longer than it may
    };
    using Milliseconds = std::chrono::milliseconds;

    /** before   null: none
        longest  that it may run */
    static std::shared_ptr<PatientCall> start (std::shared_ptr<PatientCall> before, Milliseconds longest,
                                               std::function<void()> work);

    [[nodiscard]] State state();

    /** Waits until it has ended or is lost. */
    State await();

    /** Waits for its end no longer than this. */
    State await (Milliseconds timeout);

private:
    explicit PatientCall (Milliseconds longestRun)
        : longest (longestRun)
    {
    }

    using Clock = std::chrono::steady_clock;
    using Lock = std::unique_lock<std::mutex>;

    void begin();
    void end();
    State awaitUntil (Clock::time_point until);
    [[nodiscard]] State stateNow (const Lock&);

    const Milliseconds longest;
    std::mutex guard; // of all below
    std::condition_variable changed;
    std::optional<Clock::time_point> startedAt;
    State known = State::pending;
};

} // namespace unbraid::live
