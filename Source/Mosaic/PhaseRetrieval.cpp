// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/PhaseRetrieval.h"

#include <algorithm>
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

VectorXf soundOf (const Eigen::MatrixXcf& spectra, Index numSamples, core::TightFrames& frames)
{
    VectorXf samples = VectorXf::Zero (numSamples);
    VectorXf leftOver = VectorXf::Zero (frames.hop());
    for (Index frame = 0; frame < spectra.cols(); ++frame)
    {
        const VectorXf hop = frames.synthesise (spectra.col (frame), leftOver);
        const Index first = (frame - 1) * frames.hop();
        if (frame > 0) // all of it before the recording
            samples.segment (first, std::min (frames.hop(), numSamples - first)) =
                hop.head (std::min (frames.hop(), numSamples - first));
    }
    return samples;
}

/** Gives the spectra the phases of a sound, and the magnitudes asked for. Returns the distance. */
double takePhases (const VectorXf& samples, const Eigen::MatrixXf& magnitudes, core::TightFrames& frames,
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
                        int iterations, core::TightFrames& frames, const RetrievalCallback& onIteration)
{
    VectorXf samples = soundOf (spectra, numSamples, frames);
    for (int iteration = 1; iteration <= iterations; ++iteration)
    {
        const double distance = takePhases (samples, magnitudes, frames, spectra);
        samples = soundOf (spectra, numSamples, frames);
        if (! onIteration (static_cast<double> (iteration) / iterations, distance))
            break;
    }
    return samples;
}

} // namespace unbraid::mosaic
