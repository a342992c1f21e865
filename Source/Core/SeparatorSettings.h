// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"

namespace unbraid::core
{

/** The settings a dictionary starts with: the values of its `mixer` that concern the separator, the defaults
    where it has none. Keys: updates, exponent, leak, sparsity, residual_sparsity, group_sparsity, dynamics
    (0 none, 1 is, 2 gamma), dynamics_strength, adaptation (0 off), trust_seconds, memory_seconds, smoothing_seconds,
    noise_tracking (1 on), noise_memory_seconds, noise_weight, place (1 on), place_seconds. All others are for the mixer itself and ignored
    here; none but smoothing_seconds, place and place_seconds concerns an unfolded dictionary. Values are taken as they are:
    `Separator::prepare` judges them.
    [worker] */
SeparatorSettings settingsFromMixer (const Dictionary& dictionary);

/** The key residual_atoms of the mixer, which belongs into SeparatorSpec; 0 without it, and for an unfolded
    dictionary, which takes no residual. [worker] */
Eigen::Index residualAtomsFromMixer (const Dictionary& dictionary);

} // namespace unbraid::core
