// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseMethods.h"

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

double keepPhases (const core::Frames& transform, const MatrixXf& amplitudes, MatrixXcf& spectra)
{
    double distance = 0.0;
    for (Index t = 0; t < spectra.cols(); ++t)
        distance += replaceAmplitudes (transform.binWeights(), amplitudes.col (t), spectra.col (t));
    return distance;
}
} // namespace

core::Result<MatrixXf> misi (core::Frames& transform, const Segment& segment, const PhaseSettings& settings,
                             const ObjectiveCallback& onIteration)
{
    const auto amplitudes = amplitudesOf (segment, settings.amplitudes);
    std::vector<MatrixXcf> spectra (amplitudes.size(), segment.mixture);
    for (size_t source = 0; source < spectra.size(); ++source)
        keepPhases (transform, amplitudes[source], spectra[source]);
    const int iterations = iterationsOf (settings);
    for (int iteration = 0;; ++iteration)
    {
        MatrixXf sources = soundOf (transform, segment, spectra);
        if (iteration == iterations)
            return sources;
        double distance = 0.0;
        for (size_t source = 0; source < spectra.size(); ++source)
        {
            spectra[source] = transform.forward (sources.col (static_cast<Index> (source)));
            distance += keepPhases (transform, amplitudes[source], spectra[source]);
        }
        if (! onIteration (distance))
            return cancelledRecovery();
    }
}

} // namespace unbraid::offline
