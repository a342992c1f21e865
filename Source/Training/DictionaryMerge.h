// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Trainer.h"

namespace unbraid::training
{

/** How a source is learned that is to join a dictionary: with its rate, window, spectrum, divergence and
    mask exponent, and with transitions where it has some. All else is as in a fresh spec.
    base  valid
    [worker] error: a dictionary whose rows are not the bins that a training with its window gives */
core::Result<TrainingSpec> specToExtend (const core::Dictionary& base);

/** A dictionary with one source more, or with one learned anew: a source of the learned one's name gives up
    its place in the order, its atoms and its transitions, and keeps its default gain; otherwise the learned
    one comes last. Mixer and modes stay those of `base`. Licence, recordings and command name the learned
    source behind what stood there, since atoms of both are in it.
    base     valid
    learned  valid, of one source, trained as `specToExtend` says
    [worker] errors: `learned` has other bins or another number of sources, or the result is not valid (too
    many sources or atoms). The result passes `core::validate`. */
core::Result<core::Dictionary> withLearnedSource (const core::Dictionary& base,
                                                  const core::Dictionary& learned);

} // namespace unbraid::training
