// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <optional>

namespace unbraid::restoration
{

/** Samples that differ by less than this share of a plateau's level are equal to it. */
constexpr float plateauExactness = 1e-6f;

/** The level at which the tops of a channel are cut off, where nothing but clipping explains them:
    - many samples reach the largest value exactly, and few come near it, be it by the steps of an 8-bit recording
    - more than a third of its runs, among drums as few, are entered and left by slopes that would have gone on well beyond it; steps, as of square waves,
      and crests that a coarse resolution flattens would not
    - the sound is no sequence of constant values, as that of sound chips is, and most of its ways from top to bottom take more
      than three samples.
    sign  1; -1: its bottoms, as a level above 0
    [worker] */
std::optional<float> sureClipLevel (const Eigen::Ref<const Eigen::VectorXf>& samples, float sign);

} // namespace unbraid::restoration
