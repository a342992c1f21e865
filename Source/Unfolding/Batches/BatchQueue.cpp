// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/BatchQueue.h"

#include "Unfolding/Device.h"
#include "Unfolding/Mixing/Draws.h"

#include <algorithm>
#include <array>
#include <utility>

namespace unbraid::unfolding
{

namespace
{
constexpr std::uint64_t developmentSeed = 0x9e3779b97f4a7c15; // apart from every seed of a training
constexpr int mixturesPerBatch = 16;                          // of the development: memory
constexpr std::uint64_t rateStream = 0x7261746573;            // apart from those of mixtures
constexpr std::array lowRatesHz{ 8000.0, 16000.0, 24000.0, 32000.0 };

/** As far as the sounds of a step reach: half of a lower rate in the share of the steps that the settings want. */
double endOf (const UnfoldingSpec& spec, int step)
{
    const auto numLower = std::count_if (lowRatesHz.begin(), lowRatesHz.end(),
                                         [&] (double hz) { return hz < spec.mixing.sampleRateHz; });
    Draws draws (spec.seed, static_cast<std::uint64_t> (step), rateStream);
    if (numLower == 0 || ! draws.chance (spec.lowRateShare))
        return soundsEndNowhere;
    return 0.5 * lowRatesHz[static_cast<size_t> (draws.index (numLower))];
}

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
    settings.firstNumber = static_cast<std::uint64_t> (firstStep / spec.optimiser.views) *
                               static_cast<std::uint64_t> (settings.stride) +
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
    std::unique_ptr<BatchQueue> queue (new BatchQueue (spec, firstStep));
    if (auto ready = queue->prepare (numLanes); ! ready.ok())
        return ready.error();
    MixingSettings mixing = spec.mixing;
    mixing.seed = spec.seed;
    auto mixtures = MixtureQueue::start (mixing, corpus, queueSettings (spec, firstStep, numLanes, share));
    if (! mixtures.ok())
        return mixtures.error();
    queue->mixtures = std::move (mixtures).value();
    for (int lane = 0; lane < numLanes; ++lane)
        queue->makeAhead();
    return queue;
}

BatchQueue::BatchQueue (const UnfoldingSpec& wanted, int firstStep)
    : spec (wanted)
    , step (firstStep)
    , taken (firstStep)
{
}

/** Makers of frames: for the processor one for every lane. */
core::Status BatchQueue::prepare (int numLanes)
{
    if (spec.device != ComputeDevice::cpu)
    {
        for (const auto mode : spec.modes)
        {
            auto made = TensorFrames::create (spec, mode, torchDevice (spec.device));
            if (! made.ok())
                return made.error();
            frames.push_back (std::move (made).value());
        }
        return core::Done{};
    }
    for (int lane = 0; lane < numLanes; ++lane)
    {
        auto made = makersFor (spec);
        if (! made.ok())
            return made.error();
        makers.push_back (std::move (made).value());
    }
    return core::Done{};
}

BatchQueue::~BatchQueue()
{
    if (mixtures)
        mixtures->cancel();
    for (auto& batch : upcoming)
        batch.wait();
    for (auto& batch : sounds)
        batch.wait();
}

/** Those of the step before, or the next ones, which are taken after them. */
std::shared_future<core::Result<BatchQueue::Mixtures>> BatchQueue::mixturesOf (int wanted)
{
    if (newest.valid() && wanted % spec.optimiser.views != 0)
        return newest;
    std::promise<void> ended;
    const auto before = std::exchange (lastTaken, ended.get_future().share());
    newest = std::async (std::launch::async,
                         [this, before, ended = std::move (ended)]() mutable -> core::Result<Mixtures>
                         {
                             if (before.valid())
                                 before.wait();
                             auto batch = mixtures->next();
                             ended.set_value();
                             if (! batch.ok())
                                 return batch.error();
                             return std::make_shared<const std::vector<Mixture>> (std::move (batch).value());
                         })
                 .share();
    return newest;
}

void BatchQueue::makeAhead()
{
    const auto batch = mixturesOf (step);
    if (! frames.empty())
    {
        step += spec.optimiser.views - step % spec.optimiser.views;
        sounds.push_back (std::async (std::launch::async,
                                      [batch]() -> core::Result<SoundBatch>
                                      {
                                          const auto& made = batch.get();
                                          if (! made.ok())
                                              return made.error();
                                          return soundsOf (*made.value(), true);
                                      }));
        return;
    }
    auto& lane = makers[static_cast<size_t> (step) % makers.size()];
    auto& maker = lane[static_cast<size_t> (step) % lane.size()];
    const double endHz = endOf (spec, step);
    ++step;
    upcoming.push_back (std::async (std::launch::async,
                                    [&maker, batch, endHz]() -> core::Result<FrameBatch>
                                    {
                                        const auto& made = batch.get();
                                        if (! made.ok())
                                            return made.error();
                                        return maker.make (*made.value(), endHz);
                                    }));
}

core::Result<FrameBatch> BatchQueue::next()
{
    if (! frames.empty())
        return nextOnDevice();
    auto batch = upcoming.front().get();
    upcoming.pop_front();
    if (batch.ok())
        makeAhead();
    return batch;
}

core::Result<FrameBatch> BatchQueue::nextOnDevice()
{
    if (! current.stems.defined() || taken % spec.optimiser.views == 0)
    {
        auto made = sounds.front().get();
        sounds.pop_front();
        if (! made.ok())
            return made.error();
        current = std::move (made).value();
        for (auto* values : { &current.stems, &current.voice, &current.isTold })
            if (values->defined())
                *values = values->to (torchDevice (spec.device), torch::kFloat, true);
        makeAhead();
    }
    const double endHz = endOf (spec, taken);
    return frames[static_cast<size_t> (taken++) % frames.size()].make (current, endHz);
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
