// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Loss/PerceptualLoss.h"

#include <torch/utils.h>

#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

constexpr double lowestBandHz = 50.0, highestBandHz = 8000.0;
constexpr double bandsPerBark = 2.0;
constexpr double listeningLevel = 7.94e7; // energy of speech in a frame: 79 dB over the threshold at 1 kHz
constexpr double pausingShare = 1e-3;     // of the loudest frame's energy
constexpr double loudnessExponent = 0.23; // Zwicker
constexpr double loudnessScale = 0.1866;  // sone; ITU-T P.862 at 16 kHz
constexpr double maskedShare = 0.25;      // of the lesser loudness
constexpr double asymmetryOffset = 50.0;  // energy
constexpr double asymmetryExponent = 1.2;
constexpr double minAsymmetry = 3.0, maxAsymmetry = 12.0;
constexpr double symmetricWeight = 0.1, asymmetricWeight = 0.0309;
constexpr double maxDisturbance = 45.0; // of a frame, approached softly: slopes are everywhere
constexpr double rootFloor = 1e-6;      // a root has no slope at nothing
constexpr double smallestEnergy = 1e-12;

double barkOf (double hz)
{
    return 26.81 * hz / (1960.0 + hz) - 0.53;
}

double hzOf (double bark)
{
    return 1960.0 * (bark + 0.53) / (26.28 - bark);
}

/** Of the threshold in quiet. */
double thresholdDb (double hz)
{
    const double kHz = 0.001 * hz;
    return 3.64 * std::pow (kHz, -0.8) - 6.5 * std::exp (-0.6 * (kHz - 3.3) * (kHz - 3.3)) +
           0.001 * std::pow (kHz, 4.0);
}

Tensor loudnessOf (const BarkBands& bands, const Tensor& energy)
{
    const Tensor above = energy / bands.thresholds;
    return loudnessScale * (2.0 * bands.thresholds).pow (loudnessExponent) *
           ((0.5 + 0.5 * above).pow (loudnessExponent) - 1.0).clamp_min (0.0);
}

/** [batch x frames] as [batch]. */
Tensor ofFrames (const Tensor& disturbance)
{
    return maxDisturbance * torch::tanh (disturbance / maxDisturbance).mean (1);
}

/** Brings the source's frames that do not pause to the listening level.
    returns  [batch x 1 x 1] */
Tensor listeningGain (const Tensor& source)
{
    const Tensor energy = source.sum (2);
    const Tensor speaks = energy > pausingShare * energy.amax (1, true);
    const Tensor mean = (energy * speaks).sum (1) / speaks.sum (1).clamp_min (1);
    return (listeningLevel / mean.clamp_min (smallestEnergy)).view ({ -1, 1, 1 });
}
} // namespace

BarkBands halfBarkBands (const core::FrameGeometry& geometry, int64_t numBins)
{
    const double lowest = barkOf (lowestBandHz);
    const auto numBands =
        static_cast<int64_t> (std::floor ((barkOf (highestBandHz) - lowest) * bandsPerBark));
    BarkBands bands{ torch::zeros ({ numBins, numBands }), torch::empty ({ numBands }) };
    for (int64_t bin = 1; bin < numBins; ++bin)
    {
        const auto band =
            static_cast<int64_t> (std::floor ((barkOf (geometry.binHz (bin)) - lowest) * bandsPerBark));
        if (band >= 0 && band < numBands)
            bands.members[bin][band] = 1.0;
    }
    for (int64_t band = 0; band < numBands; ++band)
    {
        const double centre = hzOf (lowest + (static_cast<double> (band) + 0.5) / bandsPerBark);
        bands.thresholds[band] = std::pow (10.0, 0.1 * thresholdDb (centre));
    }
    return bands;
}

Tensor perceptualError (const BarkBands& bands, const Tensor& source, const Tensor& made)
{
    const Tensor gain = listeningGain (source);
    const Tensor wanted = torch::matmul (source * gain, bands.members);
    const Tensor found = torch::matmul (made * gain, bands.members);
    const Tensor loudWanted = loudnessOf (bands, wanted), loudFound = loudnessOf (bands, found);
    const Tensor masked = maskedShare * torch::minimum (loudWanted, loudFound);
    const Tensor disturbance = ((loudFound - loudWanted).abs() - masked).clamp_min (0.0);
    const Tensor ratio = ((found + asymmetryOffset) / (wanted + asymmetryOffset)).pow (asymmetryExponent);
    const Tensor asymmetry = ratio.clamp_max (maxAsymmetry) * (ratio > minAsymmetry);
    const Tensor symmetric = ((disturbance.square().mean (2) + rootFloor).sqrt() - std::sqrt (rootFloor)) *
                             static_cast<double> (disturbance.size (2)) / bandsPerBark;
    const Tensor asymmetric = (asymmetry * disturbance).sum (2) / bandsPerBark;
    return symmetricWeight * ofFrames (symmetric) + asymmetricWeight * ofFrames (asymmetric);
}

} // namespace unbraid::unfolding
