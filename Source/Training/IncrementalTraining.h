// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Checkpoint.h"
#include "Training/Corpus.h"

namespace unbraid::training
{

/** Called where an incremental training can go on from: its state may be kept then. */
using StateCallback = std::function<core::Status()>;

/** Finds the atoms that a training begins with in a few thousand frames. */
using StartCallback = std::function<core::Result<Eigen::MatrixXf> (const Eigen::MatrixXf& spectra)>;

/** Learns the atoms of one source from one batch of frames after another, in bounded memory: stretches are read
    in random order, their frames mixed in a pool, batches drawn from it.

    state      where to begin: fresh, or as it was when a StateCallback was called; the end state when done
    [worker] errors: recordings that cannot be read, no sound in them, cancelled, those of the callbacks
    Source: Lefevre, Bach & Fevotte 2011, WASPAA. */
core::Status learnIncrementally (const TrainingSpec& spec, const std::vector<Stretch>& stretches,
                                 const StartCallback& findStart, const StateCallback& onState,
                                 const TrainingCallback& onProgress, IncrementalState& state);

/** How an incremental factorisation follows from the settings of a training. */
IncrementalSpec incrementalSpec (const TrainingSpec& spec);

} // namespace unbraid::training
