// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Trainer.h"

namespace unbraid::training
{

/** The training settings for a source that is to join a dictionary: the dictionary's rate, window, spectrum,
    divergence and mask exponent, and transitions if it has any; defaults otherwise.
    base  valid
    [worker] error: a dictionary whose rows are not the bins that a training with its window gives */
core::Result<TrainingSpec> specToExtend (const core::Dictionary& base);

/** A dictionary with an added or replaced source. A source of the same name is replaced in position, atoms and
    transitions and keeps its default gain; otherwise the learned one is appended. Mixer and modes remain those of
    `base`. The learned source is appended to licence, recordings and command, since the result holds atoms of
    both.
    base     valid
    learned  valid, of one source, trained as `specToExtend` says
    [worker] errors: `learned` has other bins or another number of sources, or the result is not valid (too
    many sources or atoms). The result passes `core::validate`. */
core::Result<core::Dictionary> withLearnedSource (const core::Dictionary& base,
                                                  const core::Dictionary& learned);

} // namespace unbraid::training
