// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Ranks.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace unbraid::test
{

/** Where the messages between ranks wait. */
class PostOffice
{
public:
    void put (int from, int to, std::span<const std::byte> message)
    {
        {
            const std::lock_guard lock (mutex);
            waiting[{ from, to }].emplace_back (message.begin(), message.end());
        }
        changed.notify_all();
    }

    /** False: the message has another length than who waits for it. */
    bool take (int from, int to, std::span<std::byte> message)
    {
        std::unique_lock lock (mutex);
        auto& queue = waiting[{ from, to }];
        changed.wait (lock, [&queue] { return ! queue.empty(); });
        const bool fits = queue.front().size() == message.size();
        if (fits)
            std::copy (queue.front().begin(), queue.front().end(), message.begin());
        queue.pop_front();
        return fits;
    }

private:
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::pair<int, int>, std::deque<training::Bytes>> waiting;
};

/** Ranks that are threads of one process: what several processes do, without what starts them. */
class ThreadRanks final : public training::Ranks
{
public:
    ThreadRanks (std::shared_ptr<PostOffice> postOffice, int numRanks, int ownRank)
        : office (std::move (postOffice))
        , number (numRanks)
        , own (ownRank)
    {
    }

    [[nodiscard]] int count() const override { return number; }
    [[nodiscard]] int mine() const override { return own; }

    void send (int to, std::span<const std::byte> message) override { office->put (own, to, message); }

    void receive (int from, std::span<std::byte> message) override
    {
        if (! office->take (from, own, message))
            throw std::length_error ("a message of another length");
    }

    void broadcast (int from, std::span<std::byte> message) override
    {
        if (own != from)
            return receive (from, message);
        for (int to = 0; to < number; ++to)
            if (to != own)
                send (to, message);
    }

private:
    std::shared_ptr<PostOffice> office;
    int number;
    int own;
};

/** What `work` gives at each rank, in their order. */
template <class Work>
auto atAllRanks (int numRanks, const Work& work)
{
    const auto office = std::make_shared<PostOffice>();
    using Outcome = decltype (work (std::shared_ptr<training::Ranks>()));
    std::vector<std::future<Outcome>> running;
    for (int rank = 0; rank < numRanks; ++rank)
        running.push_back (std::async (
            std::launch::async, [=, &work]
            { return work (std::shared_ptr<training::Ranks> (new ThreadRanks (office, numRanks, rank))); }));
    std::vector<Outcome> outcomes;
    for (auto& one : running)
        outcomes.push_back (one.get());
    return outcomes;
}

} // namespace unbraid::test
