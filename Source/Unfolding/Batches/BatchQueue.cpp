// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/BatchQueue.h"

#include <algorithm>
#include <utility>

namespace unbraid::unfolding
{

namespace
{
constexpr std::uint64_t developmentSeed = 0x9e3779b97f4a7c15; // apart from every seed of a training
constexpr int mixturesPerBatch = 16;                          // of the development: memory

core::Result<std::vector<FrameMaker>> makersFor (const UnfoldingSpec& spec)
{
    std::vector<FrameMaker> makers;
    for (const auto mode : spec.modes)
    {
        auto maker = FrameMaker::create (spec, mode);
        if (! maker.ok())
            return maker.error();
        makers.push_back (std::move (maker).value());
    }
    return makers;
}

/** The first mixture of a share. */
Eigen::Index beginningOf (const BatchShare& share, Eigen::Index batchSize)
{
    return share.number * batchSize / share.count;
}

QueueSettings queueSettings (const UnfoldingSpec& spec, int firstStep, int numLanes, const BatchShare& share)
{
    QueueSettings settings;
    settings.stride = spec.optimiser.batchSize;
    settings.batchSize = mixturesIn (share, settings.stride);
    settings.firstNumber =
        static_cast<std::uint64_t> (firstStep) * static_cast<std::uint64_t> (settings.stride) +
        static_cast<std::uint64_t> (beginningOf (share, settings.stride));
    settings.numThreads = numLanes;
    settings.numBatches = std::max (settings.numBatches, Eigen::Index{ 2 } * numLanes);
    return settings;
}
} // namespace

Eigen::Index mixturesIn (const BatchShare& share, Eigen::Index batchSize)
{
    return beginningOf ({ share.number + 1, share.count }, batchSize) - beginningOf (share, batchSize);
}

core::Result<std::unique_ptr<BatchQueue>> BatchQueue::start (const UnfoldingSpec& spec,
                                                             const std::shared_ptr<const SoundCorpus>& corpus,
                                                             int firstStep, int numLanes,
                                                             const BatchShare& share)
{
    std::vector<std::vector<FrameMaker>> makers;
    for (int lane = 0; lane < numLanes; ++lane)
    {
        auto made = makersFor (spec);
        if (! made.ok())
            return made.error();
        makers.push_back (std::move (made).value());
    }
    MixingSettings mixing = spec.mixing;
    mixing.seed = spec.seed;
    auto mixtures = MixtureQueue::start (mixing, corpus, queueSettings (spec, firstStep, numLanes, share));
    if (! mixtures.ok())
        return mixtures.error();
    return std::unique_ptr<BatchQueue> (
        new BatchQueue (std::move (mixtures).value(), std::move (makers), firstStep));
}

BatchQueue::BatchQueue (std::unique_ptr<MixtureQueue> mixtureQueue,
                        std::vector<std::vector<FrameMaker>> frameMakers, int firstStep)
    : mixtures (std::move (mixtureQueue))
    , makers (std::move (frameMakers))
    , nextMode (static_cast<size_t> (firstStep) % makers.front().size())
{
    for (size_t lane = 0; lane < makers.size(); ++lane)
        makeAhead();
}

BatchQueue::~BatchQueue()
{
    mixtures->cancel();
    for (auto& batch : upcoming)
        batch.wait();
}

void BatchQueue::makeAhead()
{
    auto& maker = makers[nextLane][nextMode];
    nextLane = (nextLane + 1) % makers.size();
    nextMode = (nextMode + 1) % makers.front().size();
    std::promise<void> taken;
    const auto before = std::exchange (lastTaken, taken.get_future().share());
    upcoming.push_back (
        std::async (std::launch::async,
                    [this, &maker, before, taken = std::move (taken)]() mutable -> core::Result<FrameBatch>
                    {
                        if (before.valid())
                            before.wait();
                        const auto batch = mixtures->next();
                        taken.set_value();
                        if (! batch.ok())
                            return batch.error();
                        return maker.make (batch.value());
                    }));
}

core::Result<FrameBatch> BatchQueue::next()
{
    auto batch = upcoming.front().get();
    upcoming.pop_front();
    if (batch.ok())
        makeAhead();
    return batch;
}

core::Result<std::vector<FrameBatch>> developmentBatches (const UnfoldingSpec& spec,
                                                          const std::shared_ptr<const SoundCorpus>& corpus)
{
    auto makers = makersFor (spec);
    if (! makers.ok())
        return makers.error();
    MixingSettings mixing = spec.mixing;
    mixing.seed = developmentSeed;
    auto maker = MixtureMaker::create (mixing, corpus);
    if (! maker.ok())
        return maker.error();
    std::vector<FrameBatch> batches;
    std::vector<Mixture> mixtures;
    for (int number = 0; number < spec.numDevelopment; ++number)
    {
        mixtures.push_back (maker.value().make (static_cast<std::uint64_t> (number)));
        const bool isLast = number + 1 == spec.numDevelopment;
        if (! isLast && mixtures.size() < static_cast<size_t> (mixturesPerBatch))
            continue;
        batches.push_back (makers.value()[batches.size() % spec.modes.size()].make (mixtures));
        mixtures.clear();
    }
    return batches;
}

} // namespace unbraid::unfolding
