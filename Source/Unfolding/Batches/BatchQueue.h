// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Batches/TensorFrames.h"
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

/** Batches of frames for the device of a training: batch `step` is the same whatever was asked for before. Modes take turns,
    and `OptimiserSpec::views` steps in a row have the same mixtures. Mixtures are made ahead in threads of its own, and so are
    frames for the processor; those for another device are made there when they are asked for. One thread takes them. */
class BatchQueue
{
public:
    /** Begins with the batch of `firstStep`.
        numLanes  batches that are mixed at the same time, and as many that are made ready: affects the time only
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
    using Mixtures = std::shared_ptr<const std::vector<Mixture>>;

    BatchQueue (const UnfoldingSpec& wanted, int firstStep);
    core::Status prepare (int numLanes);
    std::shared_future<core::Result<Mixtures>> mixturesOf (int step);
    void makeAhead();
    core::Result<FrameBatch> nextOnDevice();

    UnfoldingSpec spec;
    std::unique_ptr<MixtureQueue> mixtures;
    std::shared_future<core::Result<Mixtures>> newest; // that were asked for
    std::shared_future<void> lastTaken;                // when they have come from the queue
    int step;                                          // the next one to make ready

    // On the processor:
    std::vector<std::vector<FrameMaker>> makers; // [lanes] one per mode: a lane makes one batch at a time
    std::deque<std::future<core::Result<FrameBatch>>> upcoming;

    // On a device:
    std::vector<TensorFrames> frames; // one per mode
    std::deque<std::future<core::Result<SoundBatch>>> sounds;
    SoundBatch current; // on the device
    int taken;          // the next step to give
};

/** The mixtures that scores are taken on: always the same ones.
    [worker] errors: as BatchQueue::start */
core::Result<std::vector<FrameBatch>> developmentBatches (const UnfoldingSpec& spec,
                                                          const std::shared_ptr<const SoundCorpus>& corpus);

} // namespace unbraid::unfolding
