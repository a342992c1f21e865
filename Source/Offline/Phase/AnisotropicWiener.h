// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Phase/PhaseMethods.h"

namespace unbraid::offline
{

/** The frames of `anisotropicWiener`. */
struct AnisotropicEstimates
{
    std::vector<Eigen::MatrixXcf> spectra;    // per source [bins x frames], which sum to the mixture
    std::vector<Eigen::MatrixXcf> directions; // predicted phases, of length one; 0: none
};

/** [worker] */
AnisotropicEstimates filterAnisotropic (const core::Frames& transform, const Segment& segment,
                                        const PhaseSettings& settings);

} // namespace unbraid::offline
