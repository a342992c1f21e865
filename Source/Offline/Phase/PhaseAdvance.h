// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::offline
{

/** How far the phases of slowly changing partials turn from one frame to the next: each bin belongs to a peak of the power
    spectrum and turns at its frequency, phi_t = phi_(t-1) + 2 pi hop nu. A peak is larger than two bins on each side, which
    leaves out the lobes beside it; its frequency is the vertex of the parabola through the logarithms at the peak and beside
    it; its bins end at the smallest before the next peak.
    Sources: Laroche & Dolson 1999 (regions of influence); Abe & Smith 2004 (interpolation of log spectra); Magron, Badeau &
    David 2018 (phases of sources). */
class PhaseAdvance
{
public:
    explicit PhaseAdvance (const core::FrameGeometry& geometry);

    /** power    [bins]
        returns  [bins] unit numbers by which a phase of the last frame is to be multiplied; those of the bins' own
                 frequencies where there is no peak; valid until the next call
        [worker] */
    const Eigen::VectorXcf& follow (const Eigen::Ref<const Eigen::VectorXf>& power);

    /** The frequency of a peak, in bins. [any] */
    static double peakPosition (const Eigen::Ref<const Eigen::VectorXf>& power, Eigen::Index bin);

private:
    double radiansPerBin; // a hop, of one bin's frequency
    std::vector<Eigen::Index> peaks;
    Eigen::VectorXcf turns;
};

} // namespace unbraid::offline
