// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/IncrementalFactoriser.h"
#include "Training/LearnedSource.h"
#include "Training/Runs.h"
#include "Training/Trainer.h"

#include <chrono>

namespace unbraid::training
{

/** Where an incremental training of one source stands between two groups of stretches. */
struct IncrementalState
{
    IncrementalFactors factors;
    RunPool pool;
    Eigen::Index pass = 0;
    Eigen::Index nextStretch = 0; // in the order of the pass
    Eigen::Index framesHeard = 0;
    double divergence = 0.0; // a bin, of the last batches
};

/** Where a training stands. */
struct TrainingState
{
    std::vector<LearnedSource> finished;
    IncrementalState current; // of the source after those; without atoms where it is not begun
};

/** Keeps a training's state in a file, so that it survives a kill. Written whole or not at all, not more often
    than the spec says. */
class Checkpoint
{
public:
    /** [worker] error: a file of the material that is not there */
    static core::Result<Checkpoint> create (const TrainingSpec& spec,
                                            const std::vector<SourceMaterial>& sources);

    /** The state to start from: what the file holds if the training is to be resumed and there is one.
        [worker] error: a file that cannot be read, or that belongs to other settings or recordings */
    [[nodiscard]] core::Result<TrainingState> start() const;

    /** Writes the state if it is time to; `now`: in any case. [worker] error: as AtomicFile */
    core::Status save (const TrainingState& state, bool now = false);

    /** Removes the file: the training is done. [worker] */
    void remove() const;

private:
    using Clock = std::chrono::steady_clock;

    Eigen::Index numBins = 0;
    std::filesystem::path path; // empty: nothing is kept
    bool isResumed = false;
    std::chrono::duration<double> interval{};
    std::map<std::string, std::string> settings; // what must be the same to go on
    Clock::time_point lastSaved = Clock::now();
};

} // namespace unbraid::training
