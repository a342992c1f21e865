// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/IncrementalTraining.h"

namespace unbraid::training
{

/** Learns one source as its material and the spec say: note by note, in memory, or incrementally.
    onState  called where an incremental training can go on from
    current  where it begins, and where it stands
    [worker] errors: as `train` */
core::Result<LearnedSource> learnSource (const TrainingSpec& spec, const SourceMaterial& source,
                                         const StateCallback& onState, const TrainingCallback& onProgress,
                                         IncrementalState& current);

} // namespace unbraid::training
