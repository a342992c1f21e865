// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Partials.h"

#include <algorithm>
#include <cmath>

namespace unbraid::training
{

Eigen::VectorXf partialsOf (int note, const core::FrameGeometry& geometry)
{
    constexpr double inharmonicity = 0.0006;
    constexpr double mistuning = 0.0175; // 30 cents
    constexpr double lobeBins = 4.0;     // of a sine window, in bins of its length
    const double fundamentalHz = 440.0 * std::exp2 ((note - 69) / 12.0);
    const double lobeHz = lobeBins * geometry.sampleRateHz / static_cast<double> (geometry.analysis);
    const Eigen::Index numBins = geometry.numBins();

    Eigen::VectorXf reached = Eigen::VectorXf::Zero (numBins);
    const double highestHz = geometry.binHz (numBins - 1);
    for (int partial = 1; partial * fundamentalHz < highestHz; ++partial)
    {
        const double straightHz = partial * fundamentalHz;
        const double stretchedHz = straightHz * std::sqrt (1.0 + inharmonicity * partial * partial);
        const double fromHz = straightHz * (1.0 - mistuning) - lobeHz;
        const double toHz = stretchedHz * (1.0 + mistuning) + lobeHz;
        for (Eigen::Index bin = 0; bin < numBins; ++bin)
            if (geometry.binHz (bin) >= fromHz && geometry.binHz (bin) <= toHz)
                reached[bin] = 1.0f;
    }
    return reached;
}

} // namespace unbraid::training
