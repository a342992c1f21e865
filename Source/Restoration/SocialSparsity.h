// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"
#include "Restoration/SampleState.h"

#include <Eigen/Core>

namespace unbraid::restoration
{

/** How a sparse estimate is found. */
struct SparsitySettings
{
    Eigen::Index frameLength = 8192; // samples, a multiple of four
    int levels = 20;                 // thresholds, falling in equal ratios
    int iterations = 100;            // at each, at most
    double highest = 1e-1;           // thresholds, relative to the largest coefficient of the recording
    double lowest = 1e-4;
    double tolerance = 1e-4; // relative change of the sound at which a level ends
};

/** Estimates the damaged samples of one channel from its sparse spectrum: a coefficient survives where the energy
    around it, in three bins of seven frames, is above a threshold (persistent empirical Wiener shrinkage). Accelerated
    proximal gradient steps towards

        min over c of  |x - F c|^2 over intact samples + squared distance of (F c) to where clipped samples may lie
                       + penalty (c)

    samples  [frames] changed where `states` is not intact; clipped ones never fall below their values
    [worker]  errors: cancelled
    Source: Siedenburg, Kowalski & Doerfler 2014, "Audio declipping with social sparsity", ICASSP; momentum that
    goes on from level to level is ours. */
core::Status sparseEstimate (Eigen::Ref<Eigen::VectorXf> samples, const SampleStates& states,
                             const SparsitySettings& settings, const core::Progress& onProgress);

} // namespace unbraid::restoration
