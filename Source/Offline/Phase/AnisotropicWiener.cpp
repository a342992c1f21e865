// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/AnisotropicWiener.h"

#include "Offline/Phase/AnisotropicGaussian.h"
#include "Offline/Phase/PhaseAdvance.h"

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

/** Phases of frame t by the estimates of the frame before; none where a bin begins. */
void predict (PhaseAdvance& advance, const MatrixXf& variances, const MatrixXcf& estimates, Index t,
              float onsetRatio, MatrixXcf& directions)
{
    const Eigen::VectorXcf& turns = advance.follow (variances.col (t));
    for (Index bin = 0; bin < variances.rows(); ++bin)
    {
        const std::complex<float> last = estimates (bin, t - 1);
        const float length = std::abs (last);
        const bool begins = variances (bin, t) > onsetRatio * variances (bin, t - 1) || length == 0.0f;
        directions (bin, t) = begins ? std::complex<float> (0.0f) : last / length * turns[bin];
    }
}

/** The estimates of one frame, its directions being predicted. */
void estimate (AnisotropicBin& gaussian, const Segment& segment, Index t, AnisotropicEstimates& found)
{
    const size_t numSources = segment.variances.size();
    for (Index bin = 0; bin < segment.mixture.rows(); ++bin)
    {
        for (size_t source = 0; source < numSources; ++source)
            gaussian.setSource (source, segment.variances[source](bin, t), found.directions[source](bin, t));
        gaussian.condition (segment.mixture (bin, t));
        for (size_t source = 0; source < numSources; ++source)
            found.spectra[source](bin, t) = gaussian.posterior (source).mean;
    }
}
} // namespace

AnisotropicEstimates filterAnisotropic (const core::Frames& transform, const Segment& segment,
                                        const PhaseSettings& settings)
{
    const MatrixXcf nothing = MatrixXcf::Zero (segment.mixture.rows(), segment.mixture.cols());
    AnisotropicEstimates found;
    found.spectra.assign (segment.variances.size(), nothing);
    found.directions = found.spectra;
    PhaseAdvance advance (transform.geometry());
    AnisotropicBin gaussian (settings.concentration, segment.variances.size());
    for (Index t = 0; t < segment.mixture.cols(); ++t)
    {
        for (size_t source = 0; source < segment.variances.size() && t > 0; ++source)
            predict (advance, segment.variances[source], found.spectra[source], t, settings.onsetRatio,
                     found.directions[source]);
        estimate (gaussian, segment, t, found);
    }
    return found;
}

core::Result<MatrixXf> anisotropicWiener (core::Frames& transform, const Segment& segment,
                                          const PhaseSettings& settings,
                                          const training::IterationCallback& onIteration)
{
    const auto found = filterAnisotropic (transform, segment, settings);
    if (! onIteration (1, 0.0))
        return training::cancelledIn (courseOf (1), 1);
    return soundOf (transform, segment, found.spectra);
}

} // namespace unbraid::offline
