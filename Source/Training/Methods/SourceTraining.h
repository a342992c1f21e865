// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Methods/IncrementalTraining.h"

namespace unbraid::training
{

/** Learns one source by the method its material and the spec ask for: note by note, in memory, or incrementally.
    before   the sources learned before it, which the penalty between sources looks at
    onState  called at points from which an incremental training can resume
    current  initial state, updated
    [worker] errors: as `train` */
core::Result<LearnedSource> learnSource (const TrainingSpec& spec, const SourceMaterial& source,
                                         const std::vector<LearnedSource>& before,
                                         const StateCallback& onState,
                                         const core::ProgressOf<TrainingProgress>& onProgress,
                                         IncrementalState& current);

} // namespace unbraid::training
