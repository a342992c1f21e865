// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/PhaseRetrieval.h"

#include "Training/Factorisation/Alternation.h"

#include <cmath>
#include <utility>

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

class PhaseSearch
{
public:
    PhaseSearch (const Eigen::MatrixXf& wanted, Eigen::MatrixXcf start, core::Frames& ofSound)
        : magnitudes (wanted)
        , spectra (std::move (start))
        , frames (ofSound)
        , samples (frames.inverse (spectra))
    {
    }

    void update()
    {
        takePhases();
        samples = frames.inverse (spectra);
    }

    /** The distance before the update. */
    [[nodiscard]] double objective() const { return before; }
    [[nodiscard]] VectorXf result() { return std::move (samples); }

private:
    /** Gives the spectra the phases of the sound, and the magnitudes asked for. */
    void takePhases()
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
                spectra (bin, frame) = found[bin] > smallestMagnitude
                                           ? spectrum[bin] * (wanted[bin] / found[bin])
                                           : std::complex<float> (wanted[bin]);
        }
        before = std::sqrt (distance / energy);
    }

    const Eigen::MatrixXf& magnitudes;
    Eigen::MatrixXcf spectra;
    core::Frames& frames;
    VectorXf samples;
    double before = 0.0;
};
} // namespace

core::Result<VectorXf> retrievePhase (const Eigen::MatrixXf& magnitudes, Eigen::MatrixXcf spectra,
                                      Index numSamples, int iterations, core::Frames& frames,
                                      const training::IterationCallback& onIteration)
{
    frames.setNumSamples (numSamples);
    PhaseSearch search (magnitudes, std::move (spectra), frames);
    return training::alternate (search, { .iterations = iterations, .task = "the mosaic" }, onIteration);
}

} // namespace unbraid::mosaic
