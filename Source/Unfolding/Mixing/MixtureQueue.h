// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixtureMaker.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace unbraid::unfolding
{

/** Settings for making mixtures in advance. */
struct QueueSettings
{
    std::uint64_t firstNumber = 0; // of the first batch; where a resumed training continues
    Eigen::Index batchSize = 16;
    Eigen::Index numBatches = 4; // maximum made in advance
    int numThreads = 1;          // affects the time only
    Eigen::Index stride = 0; // from the first number of a batch to that of the next; 0: the size of a batch
};

/** Makes batches of mixtures in advance, in its own threads, and returns them in order: mixtures firstNumber,
    firstNumber + 1 and so on. Holds at most `numBatches` batches; its threads sleep while the queue is full. */
class MixtureQueue
{
public:
    /** Starts the threads.
        [worker] errors: as MixtureMaker::create, counts below 1 */
    static core::Result<std::unique_ptr<MixtureQueue>>
    start (const MixingSettings& settings, const std::shared_ptr<const SoundCorpus>& corpus,
           const QueueSettings& queueSettings);

    /** Cancels and waits for the threads. */
    ~MixtureQueue();
    MixtureQueue (const MixtureQueue&) = delete;
    MixtureQueue& operator= (const MixtureQueue&) = delete;

    /** The next batch; blocks until it is made. One thread at a time.
        [worker] errors: cancelled (`Error::cancelled`), no memory */
    core::Result<std::vector<Mixture>> next();

    /** Number of batches ready; 0 if mixing is the training's bottleneck. [any] */
    [[nodiscard]] Eigen::Index numReady() const;

    /** Stops after the mixture being made; from now on `next` returns an error, even if it is already
        waiting.
        [any] */
    void cancel() noexcept;

private:
    struct State;
    explicit MixtureQueue (std::unique_ptr<State> started);

    std::unique_ptr<State> state;
};

} // namespace unbraid::unfolding
