// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Pulse/PulseLibrary.h"

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <vector>

namespace unbraid::live
{

/** A connection to the sound server on a thread of its own, the only one that calls libpulse for it. Other threads hand it
    jobs and wait no longer than they say. A thread that does not answer is abandoned: it keeps alive what it uses, and ends
    by itself if libpulse ever returns. */
class PulseThread : public std::enable_shared_from_this<PulseThread>
{
public:
    using Milliseconds = std::chrono::milliseconds;
    using Job = std::function<void (PulseThread&)>;
    using Condition = std::function<bool()>;

    /** Null without libpulse. [any but audio] */
    static std::shared_ptr<PulseThread> start();
    ~PulseThread() = default;
    PulseThread (const PulseThread&) = delete;
    PulseThread& operator= (const PulseThread&) = delete;

    /** Runs a job on the thread; what it captures must live as long as the job. One that throws is over, and the next begins.
        [any but audio] */
    void post (Job job);

    /** Runs a job, whose answer, or what it threw, comes when it has ended; never where the thread is abandoned.
        [any but audio] */
    template <class Answer>
    std::future<Answer> request (std::function<Answer (PulseThread&)> job)
    {
        const auto promise = std::make_shared<std::promise<Answer>>();
        auto answer = promise->get_future();
        post (
            [promise, question = std::move (job)] (PulseThread& self)
            {
                try
                {
                    promise->set_value (question (self));
                }
                catch (const std::exception&)
                {
                    promise->set_exception (std::current_exception());
                }
            });
        return answer;
    }

    /** Lets the thread look at its condition again. [any] */
    void wake();

    /** Runs the jobs there are, disconnects and ends the thread. False: it did not end in time and is abandoned. [any but audio] */
    bool end (Milliseconds timeout);

    // On the thread itself, within a job:

    /** Connects to the user's server. False: there is none, or it does not answer. */
    bool connect (Milliseconds timeout);
    void disconnect();
    [[nodiscard]] bool isConnected() const;
    [[nodiscard]] bool isEnding() const noexcept { return shouldEnd; }

    /** Serves the connection until something is so. False: not in time, or the connection broke or ends before. */
    bool await (const Condition& isSo, Milliseconds timeout);

    /** Waits for an operation and frees it. False: it failed or was cancelled, so that its callback comes no more. */
    bool finish (pa_operation* operation, Milliseconds timeout);

    [[nodiscard]] pa_context* context() const noexcept { return server; }
    const PulseLibrary& pulse;

private:
    explicit PulseThread (const PulseLibrary& library);
    void serve();
    void leave();
    void runJobs();
    void iterate (Milliseconds longest);
    [[nodiscard]] bool isBroken() const;

    std::mutex guard; // of the two below
    std::vector<Job> jobs;
    pa_mainloop* loop = nullptr; // made and freed on the thread
    pa_context* server = nullptr;
    bool isLoopBroken = false;
    std::atomic<bool> shouldEnd{ false };
    std::promise<void> ended;
    std::future<void> hasEnded = ended.get_future();
};

} // namespace unbraid::live
