// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/SegmentRepair.h"

namespace unbraid::restoration
{

/** Repairs a recording of any length, in segments that learn atoms of their own: what a segment knows of its neighbours
    is a frame on each side. Segments without damage cost nothing. Samples that are intact keep every bit; a restored peak
    is at most 12 dB above where it was clipped.
    Gaps are then filled by linear prediction, short ones by the mean of both (GapPrediction).
    samples  [frames x channels] changed in place
    states   per channel
    [worker]  errors: cancelled */
core::Status repairRecording (Eigen::MatrixXf& samples, const std::vector<SampleStates>& states,
                              const RepairSettings& settings, const core::Progress& onProgress);

/** Samples in a frame: 46 ms, a power of two, at most 8192. [any] */
Eigen::Index repairFrameLength (double sampleRateHz);

} // namespace unbraid::restoration
