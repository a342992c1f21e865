// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/SegmentRepair.h"

namespace unbraid::restoration
{

/** Estimates the samples of a segment that are not intact by whichever model knows more of them: the sparse spectrum
    (sparseEstimate) for the clipped samples of a channel of which most is clipped, the factorisation (repairSegment)
    for all others.
    samples  [frames x channels], changed where `states` is not intact
    states   per channel
    [worker]  errors: cancelled */
core::Status repairByEither (Eigen::MatrixXf& samples, const std::vector<SampleStates>& states,
                             const RepairSettings& settings, const core::Progress& onProgress);

} // namespace unbraid::restoration
