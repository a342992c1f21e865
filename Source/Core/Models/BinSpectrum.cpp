// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/BinSpectrum.h"

#include "Core/Models/FramePower.h"
#include "Core/Spectral/SummedPower.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double learnableAmplitude =
    3e-6; // RMS, -110 dB of full scale: a muted microphone is no noise sample
constexpr float bandFloor =
    1e-8f; // of the loudest bin's mean power: fainter bins are no part of the sound's band
constexpr double bandSeconds = 5.0;   // of those means: one hit opens the band, one click is diluted by 30 dB
constexpr double levelSeconds = 0.25; // of the typical level
constexpr float maxOverTypical = 4.0f; // what a frame counts at most where the typical level is followed
} // namespace

void BinSpectrum::prepare (const PreparedDictionary& dictionary)
{
    kind = dictionary.spectrum;
    modelFloor = dictionary.modelFloor;
    typicalKept = static_cast<float> (std::exp (-dictionary.hopSeconds() / bandSeconds));
    levelKept = static_cast<float> (std::exp (-dictionary.hopSeconds() / levelSeconds));
    silentPower = frameLevel (silenceAmplitude, dictionary.geometry, Spectrum::power);
    silence = frameLevel (silenceAmplitude, dictionary.geometry, kind);
    minLearnable = frameLevel (learnableAmplitude, dictionary.geometry, kind);
    mean = 0.0f;
    typicalPower.setZero (dictionary.numModelBins);
    scaled.setZero (dictionary.numModelBins);
    reset();
}

void BinSpectrum::reset() noexcept
{
    typicalPower.setZero();
    typicalLevel = 0.0f;
    activeBins = typicalPower.size();
}

bool BinSpectrum::measure (const Eigen::MatrixXcf& mixture) noexcept
{
    sumPower (mixture, scaled);
    followBand();
    if (kind == Spectrum::magnitude)
        scaled = scaled.cwiseSqrt();
    mean = scaled.head (activeBins).mean();
    if (! (mean > silence))
        return false;
    scaled.array() = scaled.array() / mean + modelFloor;
    return true;
}

/** A frame counts a few times the typical one at most: a burst decides nothing. */
void BinSpectrum::followBand() noexcept
{
    const float power = scaled.mean();
    if (! (power > silentPower))
        return;
    const float typical = typicalLevel > 0.0f ? typicalLevel : power;
    const float counted = std::min (power, maxOverTypical * typical);
    typicalLevel = levelKept * typical + (1.0f - levelKept) * counted;
    typicalPower = typicalKept * typicalPower + (1.0f - typicalKept) * counted / power * scaled;
    const float minPower = bandFloor * typicalPower.maxCoeff();
    activeBins = typicalPower.size();
    while (minPower > 0.0f && activeBins > minModelBins && typicalPower[activeBins - 1] <= minPower)
        --activeBins;
}

} // namespace unbraid::core
