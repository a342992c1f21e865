// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Material/Corpus.h"
#include "Training/Methods/Checkpoint.h"

namespace unbraid::training
{

/** Called at points from which an incremental training can resume; its state may be stored then. */
using StateCallback = std::function<core::Status()>;

/** Finds initial atoms from a few thousand frames. */
using StartCallback = std::function<core::Result<Eigen::MatrixXf> (const Eigen::MatrixXf& spectra)>;

/** Learns the atoms of one source batch by batch, in bounded memory: segments are read in random order, their frames
    mixed in a pool, and batches drawn from it.

    With several ranks all of them call this; the callbacks of the first one count, and its state alone has the sums.

    state      the initial state: new, or as at a call of a StateCallback; the final state on return
    [worker] errors: recordings that cannot be read, no sound in them, cancelled, those of the callbacks
    Source: Lefevre, Bach & Fevotte 2011, WASPAA. */
core::Status learnIncrementally (const TrainingSpec& spec, const std::vector<Segment>& segments,
                                 const StartCallback& findStart, const StateCallback& onState,
                                 const core::ProgressOf<TrainingProgress>& onProgress,
                                 IncrementalState& state);

/** The settings of the incremental factorisation for a training. */
IncrementalSpec incrementalSpec (const TrainingSpec& spec);

} // namespace unbraid::training
