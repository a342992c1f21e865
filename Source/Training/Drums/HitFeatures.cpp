// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Drums/HitFeatures.h"

#include "Training/Drums/HitFinder.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXf;
using Eigen::ArrayXXf;
using Eigen::Index;

constexpr Index featureFrames = 60;
constexpr Index attackFrames = 8;
constexpr Index laterFirst = 10, laterFrames = 16;
constexpr Index bodyFirst = 4, bodyFrames = 16; // of the flatness: after the click of the stick
constexpr Index numBands = 9;
constexpr Index lowBands = 3;
constexpr std::array<double, numBands + 1> bandEdgesHz{
    0, 90, 180, 350, 700, 1400, 2800, 5600, 11200, 22051
};
constexpr std::array<double, 4> flatnessEdgesHz{ 80, 700, 5000, 16000 };
constexpr float faintestAttack = 1e-5f; // of the attack, power: -50 dB
constexpr float faintestLow = 1e-7f;    // the same, in the mean time
constexpr float faintestBin = 1e-9f;    // of the strongest bin, in the flatness
constexpr float subtractedNoise = 2.0f; // of the noise, subtracted
constexpr Index crossingSamples = 4410; // 100 ms

/** The first bin that is not below a frequency. */
Index binFrom (double hz)
{
    return std::min (DrumSpectra::numBins, static_cast<Index> (std::ceil (hz / DrumSpectra::binHz (1))));
}

ArrayXXf spectrogramOf (const Eigen::VectorXf& hit, const ArrayXf& noise, DrumSpectra& spectra)
{
    ArrayXXf power (DrumSpectra::numBins, featureFrames);
    for (Index frame = 0; frame < featureFrames; ++frame)
        power.col (frame) =
            (spectra.around (hit, hitLead + frame * DrumSpectra::hop) - subtractedNoise * noise).max (0.0f);
    return power;
}

ArrayXXf bandsOf (const ArrayXXf& power)
{
    ArrayXXf bands (numBands, featureFrames);
    for (Index band = 0; band < numBands; ++band)
    {
        const Index first = binFrom (bandEdgesHz[static_cast<size_t> (band)]);
        const Index last = binFrom (bandEdgesHz[static_cast<size_t> (band) + 1]);
        bands.row (band) = power.middleRows (first, last - first).colwise().sum();
    }
    return bands;
}

float meanTimeOf (const ArrayXXf& bands, float total)
{
    const ArrayXf energy = bands.topRows (lowBands).colwise().sum().transpose() + faintestLow * total;
    const ArrayXf seconds = ArrayXf::LinSpaced (featureFrames, 0.005f, 0.005f + 0.01f * (featureFrames - 1));
    return std::log ((energy * seconds).sum() / energy.sum());
}

float centroidOf (const ArrayXf& spectrum)
{
    const ArrayXf hz = ArrayXf::LinSpaced (spectrum.size(), 0.0f, static_cast<float> (0.5 * drumRateHz));
    return std::log2 (std::max (1.0f, (spectrum * hz).sum() / spectrum.sum()));
}

float flatnessOf (const ArrayXf& spectrum, double fromHz, double toHz)
{
    const Index first = binFrom (fromHz);
    const ArrayXf part =
        spectrum.segment (first, binFrom (toHz) - first) + faintestBin * spectrum.maxCoeff() + 1e-30f;
    return 10.0f * (part.log10().mean() - std::log10 (part.mean()));
}

float crossingsOf (const Eigen::VectorXf& hit)
{
    const Index end = std::min (hit.size(), hitLead + crossingSamples);
    int crossings = 0;
    for (Index n = hitLead + 1; n < end; ++n)
        crossings += hit[n] * hit[n - 1] < 0.0f ? 1 : 0;
    return std::log2 (1.0f + 0.1f * static_cast<float> (crossings));
}
} // namespace

Eigen::VectorXf hitFeatures (const Eigen::VectorXf& hit, const Eigen::ArrayXf& noise, DrumSpectra& spectra)
{
    const ArrayXXf power = spectrogramOf (hit, noise, spectra);
    const ArrayXXf bands = bandsOf (power);
    const ArrayXf attack = bands.leftCols (attackFrames).rowwise().sum();
    const ArrayXf later = bands.middleCols (laterFirst, laterFrames).rowwise().sum();
    const float total = attack.sum() + 1e-20f;
    const ArrayXf body = power.middleCols (bodyFirst, bodyFrames).rowwise().sum();
    Eigen::VectorXf features (numHitFeatures);
    features.head (numBands) = 10.0f * (attack / total + faintestAttack).log10();
    features.segment (numBands, numBands) =
        10.0f * ((later + faintestAttack * total) / (attack + faintestAttack * total)).log10();
    Index next = 2 * numBands;
    features[next++] = meanTimeOf (bands, total);
    features[next++] = centroidOf (power.leftCols (attackFrames).rowwise().sum() + 1e-20f);
    for (size_t i = 0; i + 1 < flatnessEdgesHz.size(); ++i)
        features[next++] = flatnessOf (body, flatnessEdgesHz[i], flatnessEdgesHz[i + 1]);
    features[next] = crossingsOf (hit);
    return features;
}

} // namespace unbraid::training
