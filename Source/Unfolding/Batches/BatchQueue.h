// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Batches/FrameBatch.h"
#include "Unfolding/Mixing/MixtureQueue.h"

#include <deque>
#include <future>

namespace unbraid::unfolding
{

/** Which mixtures of every batch are made: the part of one process among several. */
struct BatchShare
{
    int number = 0;
    int count = 1;
};

/** The number of mixtures of a batch in a share. */
Eigen::Index mixturesIn (const BatchShare& share, Eigen::Index batchSize);

/** Batches of frames, made ahead in threads of its own: batch `step` is the same whatever was asked for before.
    Modes take turns. One thread takes them. */
class BatchQueue
{
public:
    /** Begins with the batch of `firstStep`.
        numLanes  batches that are mixed at the same time, and as many of which frames are made: affects the time only
        share     of every batch
        [worker] errors: a corpus that cannot be mixed, settings outside their ranges, a share without mixtures */
    static core::Result<std::unique_ptr<BatchQueue>> start (const UnfoldingSpec& spec,
                                                            const std::shared_ptr<const SoundCorpus>& corpus,
                                                            int firstStep, int numLanes = 1,
                                                            const BatchShare& share = {});
    ~BatchQueue();

    /** [worker] errors: as MixtureQueue::next */
    core::Result<FrameBatch> next();

private:
    BatchQueue (std::unique_ptr<MixtureQueue> mixtureQueue, std::vector<std::vector<FrameMaker>> frameMakers,
                int firstStep);
    void makeAhead();

    std::unique_ptr<MixtureQueue> mixtures;
    std::vector<std::vector<FrameMaker>> makers; // [lanes] one per mode: a lane makes one batch at a time
    size_t nextMode;
    size_t nextLane = 0;
    std::shared_future<void> lastTaken; // the mixtures of the batch before the next
    std::deque<std::future<core::Result<FrameBatch>>> upcoming;
};

/** The mixtures that scores are taken on: always the same ones.
    [worker] errors: as BatchQueue::start */
core::Result<std::vector<FrameBatch>> developmentBatches (const UnfoldingSpec& spec,
                                                          const std::shared_ptr<const SoundCorpus>& corpus);

} // namespace unbraid::unfolding
