// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/IncrementalFactoriser.h"
#include "Training/Material/Runs.h"
#include "Training/Methods/LearnedSource.h"
#include "Training/Trainer.h"

#include <chrono>

namespace unbraid::training
{

/** State of an incremental training of one source, between two groups of segments. */
struct IncrementalState
{
    IncrementalFactors factors;
    RunPool pool;
    Eigen::Index pass = 0;
    Eigen::Index nextSegment = 0; // in the order of the pass
    Eigen::Index framesProcessed = 0;
    double divergence = 0.0; // per bin, of the last batches
};

/** State of a training. */
struct TrainingState
{
    std::vector<LearnedSource> finished;
    IncrementalState current; // of the source after those; without atoms if it has not begun
};

/** Stores a training's state in a file, so that it survives a kill. The file is written completely or not at all,
    at most as often as the spec says. */
class Checkpoint
{
public:
    /** [worker] error: a missing file of the material */
    static core::Result<Checkpoint> create (const TrainingSpec& spec,
                                            const std::vector<SourceMaterial>& sources);

    /** The state to start from: that of the file, if the training is to be resumed and there is one.
        [worker] error: a file that cannot be read, or that belongs to other settings or recordings */
    [[nodiscard]] core::Result<TrainingState> start() const;

    /** Writes the state if the interval has passed; `now`: always. [worker] error: as AtomicFile */
    core::Status save (const TrainingState& state, bool now = false);

    /** Removes the file: the training is done. [worker] */
    void remove() const;

private:
    using Clock = std::chrono::steady_clock;

    Eigen::Index numBins = 0;
    std::filesystem::path path; // empty: nothing is stored
    bool isResumed = false;
    std::chrono::duration<double> interval{};
    std::map<std::string, std::string> settings; // must be equal to resume
    Clock::time_point lastSaved = Clock::now();
};

} // namespace unbraid::training
