// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"
#include "Restoration/SampleState.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::restoration
{

/** How a segment is repaired. */
struct RepairSettings
{
    Eigen::Index frameLength = 1024; // samples, a multiple of four
    Eigen::Index numAtoms = 20;      // that the recording itself gives
    int iterations = 30;             // of expectation and maximisation
    int updates = 5;                 // of W and H in each
    int firstUpdates = 30;           // before all, to the damaged spectra
    float floor = 1e-10f;            // of the variances, relative to the mean power of the segment
    float smoothness = 0.0f;         // of the activations in time
    unsigned int seed = 1;
    Eigen::MatrixXf dictionary; // [bins x atoms] the prior: power spectra; empty: blind
};

/** Estimates the samples that are not intact, all channels with the same atoms:
    generalised EM for Gaussian frames whose variances are V = W H. Each iteration takes the expected power of every
    damaged frame given its known samples (FramePosterior), then updates W and H for it. A clipped sample whose mean is
    not beyond its recorded value is held there, as if known, until the slope of the likelihood says that it wants to
    leave.
    samples  [frames x channels], changed where `states` is not intact
    states   per channel
    [worker]  errors: cancelled
    Source: Bilen, Ozerov & Perez 2015; the release of held samples (Karush, Kuhn & Tucker) is ours. */
core::Status repairSegment (Eigen::MatrixXf& samples, const std::vector<SampleStates>& states,
                            const RepairSettings& settings, const core::Progress& onProgress);

} // namespace unbraid::restoration
