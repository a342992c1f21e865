// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentFrames.h"
#include "Offline/Synthesis/ComponentSpec.h"

namespace unbraid::offline
{

// Models whose last component is what the others do not explain. Sounds are [samples x components] and sum to those of the spectra.
// spectra  [bins x frames]

/** Spectra times levels, and frames of outliers: robust NMF (RobustFactoriser.h). numAtoms counts the outliers.
    [worker] errors: cancelled */
core::Result<Eigen::MatrixXf> robustComponents (core::Frames& frames, const Eigen::MatrixXcf& spectra,
                                                const ComponentSpec& spec,
                                                const ComponentProgress& onProgress);

/** Magnitudes of low rank, and sparse ones (LowRankSparse.h); masks of their squares.
    [worker] errors: cancelled */
core::Result<Eigen::MatrixXf> lowRankComponents (core::Frames& frames, const Eigen::MatrixXcf& spectra,
                                                 const ComponentSpec& spec,
                                                 const ComponentProgress& onProgress);

} // namespace unbraid::offline
