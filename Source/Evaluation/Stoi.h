// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

namespace unbraid::evaluation
{

/** Both scores are defined at this rate only; the caller resamples. */
constexpr double stoiSampleRateHz = 10000.0;

/** Short-time objective intelligibility of speech in noise, about 0 to 1: the correlation between the
    third-octave envelopes of clean and processed speech over segments of 0.4 s, where the clean speech is
    active.
    clean, processed  [samples] at stoiSampleRateHz, the same length, aligned in time; any scale
    A band that is silent or constant through a segment counts as 0; silent processed speech scores 0.
    Where the paper is silent we follow its authors' program, so that scores are comparable with published ones: a
    symmetric Hann window without its zeros; a frame that ends with the last sample is dropped.
    [worker]  Errors: lengths differ, a sample that is not finite, silent clean speech, fewer than 31 active
    frames (0.41 s of speech).
    Source: Taal, Hendriks, Heusdens and Jensen 2011, eqs. (1)-(6). */
core::Result<double> stoi (const Eigen::Ref<const Eigen::VectorXf>& clean,
                           const Eigen::Ref<const Eigen::VectorXf>& processed);

/** Extended STOI, for modulated noise: the same envelopes, but each segment is normalised to zero
    mean and unit length along time, then along frequency, and compared as a whole.
    clean, processed  [samples] as for `stoi`; so are silence, thread and errors.
    Source: Jensen and Taal 2016. */
core::Result<double> estoi (const Eigen::Ref<const Eigen::VectorXf>& clean,
                            const Eigen::Ref<const Eigen::VectorXf>& processed);

} // namespace unbraid::evaluation
