// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Archives/MpiSharing.h"

#include "Cli/Archives/RowMessage.h"
#include "Training/WorkQueue.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>

namespace unbraid::cli
{

namespace
{
using training::Bytes;
using training::MessageReader;

constexpr auto pollInterval = std::chrono::milliseconds (2); // short beside the work on any file

/** Messages of a rank: it is free, it ended an item, all of its threads have ended. */
enum class Word : std::uint8_t
{
    free,
    ended,
    leaving
};

/** Sent instead of an item: there is none left. */
constexpr std::int64_t noItem = -1;

Bytes messageOf (Word word)
{
    Bytes message;
    training::append (&word, 1, message);
    return message;
}

Bytes messageOf (std::int64_t item, const ResultRow& row)
{
    Bytes message = messageOf (Word::ended);
    training::append (&item, 1, message);
    append (row, message);
    return message;
}

/** The items that are left, for threads of this process and, by way of its server, of others. */
class ItemList
{
public:
    ItemList (const std::vector<size_t>& itemsToDo, const SharedWork& workToDo)
        : items (itemsToDo)
        , work (workToDo)
    {
    }

    std::int64_t take()
    {
        const std::lock_guard lock (mutex);
        if (! shouldContinue || next == items.size())
            return noItem;
        work.begin (items[next]);
        return static_cast<std::int64_t> (items[next++]);
    }

    void end (std::int64_t item, const ResultRow& row)
    {
        const std::lock_guard lock (mutex);
        shouldContinue = work.end (static_cast<size_t> (item), row) && shouldContinue;
    }

    /** Hands out no more, since a thread ended by this. */
    void stop (const std::exception_ptr& why)
    {
        const std::lock_guard lock (mutex);
        shouldContinue = false;
        thrown = why;
    }

    void rethrow() const
    {
        if (thrown)
            std::rethrow_exception (thrown);
    }

private:
    const std::vector<size_t>& items;
    const SharedWork& work;
    std::mutex mutex;
    size_t next = 0;
    bool shouldContinue = true;
    std::exception_ptr thrown;
};

/** Answers the letters that have arrived.
    returns  how many ranks said that they leave */
int answer (parallel::MpiRanks& ranks, ItemList& list)
{
    int numLeaving = 0;
    while (const auto letter = ranks.fetch())
    {
        MessageReader message (letter->content);
        const auto word = message.read<Word>();
        if (word == Word::leaving)
            ++numLeaving;
        else if (word == Word::ended)
        {
            const auto item = message.read<std::int64_t>();
            list.end (item, rowFrom (message));
        }
        else
        {
            const std::int64_t item = list.take();
            ranks.post (letter->from, training::bytesOf (&item, 1));
        }
    }
    return numLeaving;
}
} // namespace

void MpiSharing::share (const std::vector<size_t>& items, int threads, const SharedWork& work)
{
    if (keepsTable())
        handOut (items, threads, work);
    else
        ask (threads, work);
}

/** Only this thread talks to MPI; it waits by polling, since waiting in MPI would take a whole core. */
void MpiSharing::handOut (const std::vector<size_t>& items, int threads, const SharedWork& work)
{
    ItemList list (items, work);
    std::atomic<int> numWorking{ threads };
    const auto takeItems = [&]
    {
        try
        {
            for (auto item = list.take(); item != noItem; item = list.take())
                list.end (item, work.run (static_cast<size_t> (item)));
        }
        catch (...)
        {
            list.stop (std::current_exception());
        }
        --numWorking;
    };
    std::vector<std::jthread> workers;
    workers.reserve (static_cast<size_t> (threads));
    for (int i = 0; i < threads; ++i)
        workers.emplace_back (takeItems);
    int numOthers = ranks->count() - 1;
    while (numOthers > 0 || numWorking > 0)
    {
        numOthers -= answer (*ranks, list);
        std::this_thread::sleep_for (pollInterval);
    }
    list.rethrow();
}

void MpiSharing::ask (int threads, const SharedWork& work)
{
    std::mutex mutex;
    const auto nextItem = [&]
    {
        const std::lock_guard lock (mutex);
        ranks->post (0, messageOf (Word::free));
        const auto reply = ranks->await (0);
        return MessageReader (reply).read<std::int64_t>();
    };
    const auto takeItems = [&] (size_t)
    {
        for (auto item = nextItem(); item != noItem; item = nextItem())
        {
            const auto message = messageOf (item, work.run (static_cast<size_t> (item)));
            const std::lock_guard lock (mutex);
            ranks->post (0, message);
        }
    };
    training::runInParallel (static_cast<size_t> (threads), threads, takeItems);
    ranks->post (0, messageOf (Word::leaving));
}

} // namespace unbraid::cli
