// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentSpec.h"

namespace unbraid::offline
{

/** The components' sounds by a model of the whole recording. Those of lowRank, semiNmf, convolutional and complexNmf leave what they do not explain,
    the others' sum to it.
    samples  [samples x channels], not all zero; their mixdown is modelled, but where `isOfChannels`
    returns  [samples x components], where `isOfChannels` [samples x (components x channels)], component by component
    [worker] errors: softCo without two channels, as `prepareFrames`, a window that ShiftedAtoms does not support, cancelled */
core::Result<Eigen::MatrixXf>
componentSounds (const Eigen::MatrixXf& samples, double sampleRateHz, const ComponentSpec& spec,
                 const core::ProgressOf<training::DecompositionProgress>& onProgress);

} // namespace unbraid::offline
