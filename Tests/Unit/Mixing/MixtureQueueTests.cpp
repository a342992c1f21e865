// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/MixtureQueue.h"

#include "Unit/Mixing/MixingSounds.h"

#include <thread>

using namespace unbraid;
using namespace unbraid::test;
using unfolding::MixtureQueue;
using unfolding::QueueSettings;

namespace
{
std::unique_ptr<MixtureQueue> queueOf (const QueueSettings& settings)
{
    auto queue = MixtureQueue::start (shortMixtures(), speechCorpus(), settings);
    REQUIRE (queue.ok());
    return std::move (queue).value();
}

/** Waits until as many batches wait as there may be. */
void waitUntilFull (const MixtureQueue& queue, const QueueSettings& settings)
{
    while (queue.numReady() < settings.numBatches)
        std::this_thread::yield();
}
} // namespace

TEST_CASE ("Batches come in order and hold the mixtures of their numbers whatever the threads")
{
    auto maker = makerOf (shortMixtures(), speechCorpus());
    for (const int numThreads : { 1, 3 })
    {
        const QueueSettings settings{ 40, 2, 6, numThreads };
        const auto queue = queueOf (settings);
        std::uint64_t number = 40;
        for (int i = 0; i < 30; ++i)
        {
            const auto batch = queue->next();
            REQUIRE (batch.ok());
            REQUIRE (batch.value().size() == 2);
            for (const auto& mixture : batch.value())
            {
                CHECK (mixture.recipe.number == number);
                CHECK (mixture.stems == maker.make (number++).stems);
            }
        }
    }
}

TEST_CASE ("Queues that share batches out make every mixture of a batch once")
{
    constexpr Eigen::Index wholeBatch = 5;
    const auto first = queueOf ({ 10, 2, 2, 1, wholeBatch });
    const auto second = queueOf ({ 12, 3, 2, 1, wholeBatch });
    std::uint64_t number = 10;
    for (int i = 0; i < 4; ++i)
        for (auto* queue : { first.get(), second.get() })
        {
            const auto batch = queue->next();
            REQUIRE (batch.ok());
            for (const auto& mixture : batch.value())
                CHECK (mixture.recipe.number == number++);
        }
}

TEST_CASE ("No more is made ahead than was asked for")
{
    const QueueSettings settings{ 0, 1, 2, 2 };
    const auto queue = queueOf (settings);
    waitUntilFull (*queue, settings);
    std::this_thread::sleep_for (std::chrono::milliseconds (50)); // far longer than a mixture takes
    CHECK (queue->numReady() == settings.numBatches);
    REQUIRE (queue->next().ok());
    waitUntilFull (*queue, settings);
    CHECK (queue->numReady() == settings.numBatches);
}

TEST_CASE ("A queue that is cancelled wakes who waits and gives an error from then on")
{
    const QueueSettings settings{ 0, 100000, 1, 1 }; // a batch that takes minutes
    const auto queue = queueOf (settings);
    std::jthread canceller ([&] { queue->cancel(); });
    const auto batch = queue->next();
    REQUIRE_FALSE (batch.ok());
    CHECK (batch.error().cancelled);
    CHECK_FALSE (queue->next().ok());
}

TEST_CASE ("A queue ends although nobody took what it made")
{
    const QueueSettings settings{ 0, 1, 1, 2 };
    const auto queue = queueOf (settings);
    waitUntilFull (*queue, settings);
}

TEST_CASE ("Queues of nothing are refused by name")
{
    using Wrong = std::pair<const char*, QueueSettings>;
    for (const auto& [name, settings] : { Wrong{ "mixtures in a batch", { 0, 0, 1, 1 } },
                                          { "batches ahead", { 0, 1, 0, 1 } },
                                          { "threads", { 0, 1, 1, 0 } } })
    {
        const auto queue = MixtureQueue::start (shortMixtures(), speechCorpus(), settings);
        REQUIRE_FALSE (queue.ok());
        CHECK (queue.error().where == name);
    }
    auto wrong = shortMixtures();
    wrong.seconds = -1.0;
    CHECK_FALSE (MixtureQueue::start (wrong, speechCorpus(), {}).ok());
}
