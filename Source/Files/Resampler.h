// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

namespace unbraid::files
{

/** A whole sound at another rate, by soxr's very high quality filter (linear phase, delay removed).
    samples  [frames x channels]
    returns  [round (frames * toHz / fromHz) x channels]; the input itself when the rates are equal
    [worker].  Error: a rate outside 1000 to 768000 Hz, or no memory. */
core::Result<Eigen::MatrixXf> resample (const Eigen::MatrixXf& samples, double fromHz, double toHz);

} // namespace unbraid::files
