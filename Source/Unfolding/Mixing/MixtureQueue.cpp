// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/MixtureQueue.h"

#include "Training/Cancelled.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace unbraid::unfolding
{

namespace
{
using Batch = std::vector<Mixture>;
using Eigen::Index;

core::Status checkCounts (const QueueSettings& settings)
{
    const auto refuse = [] (const char* where, std::int64_t found) -> core::Status {
        return core::Error{ "the mixtures cannot be made", where, std::to_string (found), "1 or more" };
    };
    if (settings.batchSize < 1)
        return refuse ("mixtures in a batch", settings.batchSize);
    if (settings.numBatches < 1)
        return refuse ("batches ahead", settings.numBatches);
    if (settings.numThreads < 1)
        return refuse ("threads", settings.numThreads);
    return core::Done{};
}
} // namespace

struct MixtureQueue::State
{
    State (const QueueSettings& queueSettings, std::vector<MixtureMaker> mixtureMakers)
        : settings (queueSettings)
        , makers (std::move (mixtureMakers))
    {
        for (auto& maker : makers)
            threads.emplace_back ([this, &maker] { work (maker); });
    }

    ~State() { cancel(); }
    State (const State&) = delete;
    State& operator= (const State&) = delete;

    void cancel() noexcept
    {
        {
            const std::lock_guard lock (mutex);
            cancelled.request_stop();
        }
        changed.notify_all();
    }

    /** The number of the next batch to make, when there is room for it; none at the end. */
    std::optional<std::uint64_t> begin()
    {
        std::unique_lock lock (mutex);
        const auto numAhead = static_cast<std::uint64_t> (settings.numBatches);
        changed.wait (lock, [&] { return cancelled.stop_requested() || numBegun < numTaken + numAhead; });
        if (cancelled.stop_requested())
            return std::nullopt;
        return numBegun++;
    }

    /** None where it was cancelled. */
    std::optional<Batch> make (MixtureMaker& maker, std::uint64_t number) const
    {
        Batch batch;
        const auto size = static_cast<std::uint64_t> (settings.batchSize);
        const auto stride = settings.stride > 0 ? static_cast<std::uint64_t> (settings.stride) : size;
        for (std::uint64_t i = 0; i < size; ++i)
        {
            if (cancelled.stop_requested())
                return std::nullopt;
            batch.push_back (maker.make (settings.firstNumber + number * stride + i));
        }
        return batch;
    }

    void work (MixtureMaker& maker)
    {
        try
        {
            while (const auto number = begin())
            {
                auto batch = make (maker, *number);
                if (! batch)
                    return;
                const std::lock_guard lock (mutex);
                made.emplace (*number, std::move (*batch));
                changed.notify_all();
            }
        }
        catch (const std::exception& exception)
        {
            fail (exception.what());
        }
    }

    void fail (const char* reason)
    {
        {
            const std::lock_guard lock (mutex);
            failure = reason;
        }
        cancel();
    }

    core::Result<Batch> next()
    {
        std::unique_lock lock (mutex);
        changed.wait (lock, [&] { return cancelled.stop_requested() || made.contains (numTaken); });
        if (! failure.empty())
            return core::Error{ "the mixtures cannot be made", "", failure, "" };
        if (cancelled.stop_requested())
            return training::trainingCancelled ("mixing");
        auto batch = std::move (made.extract (numTaken).mapped());
        ++numTaken;
        lock.unlock();
        changed.notify_all();
        return batch;
    }

    Index numReady() const
    {
        const std::lock_guard lock (mutex);
        return static_cast<Index> (made.size());
    }

    QueueSettings settings;
    std::vector<MixtureMaker> makers;
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::map<std::uint64_t, Batch> made;
    std::uint64_t numBegun = 0;
    std::uint64_t numTaken = 0;
    std::string failure;
    std::stop_source cancelled;
    std::vector<std::jthread> threads; // last, so that they end first
};

core::Result<std::unique_ptr<MixtureQueue>>
MixtureQueue::start (const MixingSettings& settings, const std::shared_ptr<const SoundCorpus>& corpus,
                     const QueueSettings& queueSettings)
{
    if (auto checked = checkCounts (queueSettings); ! checked.ok())
        return checked.error();
    std::vector<MixtureMaker> makers;
    for (int i = 0; i < queueSettings.numThreads; ++i)
    {
        auto maker = MixtureMaker::create (settings, corpus);
        if (! maker.ok())
            return maker.error();
        makers.push_back (std::move (maker).value());
    }
    auto state = std::make_unique<State> (queueSettings, std::move (makers));
    return std::unique_ptr<MixtureQueue> (new MixtureQueue (std::move (state)));
}

MixtureQueue::MixtureQueue (std::unique_ptr<State> started)
    : state (std::move (started))
{
}

MixtureQueue::~MixtureQueue() = default;

core::Result<std::vector<Mixture>> MixtureQueue::next()
{
    return state->next();
}

Eigen::Index MixtureQueue::numReady() const
{
    return state->numReady();
}

void MixtureQueue::cancel() noexcept
{
    state->cancel();
}

} // namespace unbraid::unfolding
