// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/PhaseRetrieval.h"

#include <cmath>

namespace unbraid::mosaic
{

namespace
{
using Eigen::Index;
using Eigen::VectorXf;

constexpr float smallestMagnitude = 1e-30f; // that has a phase
constexpr double smallestEnergy = 1e-300;

/** Of all bins of the transform, of which the first half and the middle are given. */
double energyOf (const Eigen::Ref<const Eigen::VectorXf>& halfSpectrum)
{
    const Eigen::VectorXd values = halfSpectrum.cast<double>();
    return 2.0 * values.squaredNorm() - std::pow (values[0], 2.0) - std::pow (values[values.size() - 1], 2.0);
}

/** Gives the spectra the phases of a sound, and the magnitudes asked for. Returns the distance. */
double takePhases (const VectorXf& samples, const Eigen::MatrixXf& magnitudes, core::Frames& frames,
                   Eigen::MatrixXcf& spectra)
{
    double distance = 0.0, energy = smallestEnergy;
    Eigen::VectorXcf spectrum (frames.numBins());
    for (Index frame = 0; frame < spectra.cols(); ++frame)
    {
        frames.analyse (samples, frame, spectrum);
        const VectorXf found = spectrum.cwiseAbs();
        const auto wanted = magnitudes.col (frame);
        distance += energyOf (found - wanted);
        energy += energyOf (wanted);
        for (Index bin = 0; bin < spectrum.size(); ++bin)
            spectra (bin, frame) = found[bin] > smallestMagnitude ? spectrum[bin] * (wanted[bin] / found[bin])
                                                                  : std::complex<float> (wanted[bin]);
    }
    return std::sqrt (distance / energy);
}
} // namespace

VectorXf retrievePhase (const Eigen::MatrixXf& magnitudes, Eigen::MatrixXcf spectra, Index numSamples,
                        int iterations, core::Frames& frames, const RetrievalCallback& onIteration)
{
    frames.setNumSamples (numSamples);
    VectorXf samples = frames.inverse (spectra);
    for (int iteration = 1; iteration <= iterations; ++iteration)
    {
        const double distance = takePhases (samples, magnitudes, frames, spectra);
        samples = frames.inverse (spectra);
        if (! onIteration (static_cast<double> (iteration) / iterations, distance))
            break;
    }
    return samples;
}

} // namespace unbraid::mosaic
