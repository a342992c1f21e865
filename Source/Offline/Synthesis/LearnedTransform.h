// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentSpec.h"

namespace unbraid::offline
{

/** Components in a transform that is learned with them (TransformLearning.h), in place of the Fourier transform: frames of a sine window that overlap by
    half, and masks W_k h_k / W H of their coefficients. The sounds sum to the samples.
    samples  [samples x channels], not all zero
    returns  [samples x components]
    [worker] errors: a window of fewer than 16 or more than 2048 samples, too many coefficients (67 million), cancelled */
core::Result<Eigen::MatrixXf> transformComponents (const Eigen::MatrixXf& samples, double sampleRateHz,
                                                   const ComponentSpec& spec,
                                                   const ComponentProgress& onProgress);

} // namespace unbraid::offline
