// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/FrameSpectrum.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double silenceAmplitude = 1e-7; // RMS, -140 dB of full scale
constexpr double learnableAmplitude =
    3e-6; // RMS, -110 dB of full scale: a muted microphone is no noise sample
constexpr float bandFloor =
    1e-8f; // of the loudest bin's mean power: fainter bins are no part of the sound's band
constexpr double bandSeconds = 5.0;   // of those means: one hit opens the band, one click is diluted by 30 dB
constexpr double levelSeconds = 0.25; // of the usual level
constexpr float mostOverUsual = 4.0f; // what a frame counts at most where the usual level is followed

/** The level of a frame of white noise of this RMS amplitude. */
float frameLevel (double amplitude, const FrameGeometry& geometry, Spectrum kind)
{
    const double power = amplitude * amplitude * 0.5 * static_cast<double> (geometry.analysis);
    return static_cast<float> (kind == Spectrum::power ? power : std::sqrt (power));
}

/** |x|^2 of the first bins, all channels together. */
void sumPower (const Eigen::MatrixXcf& mixture, Eigen::VectorXf& power) noexcept
{
    const Eigen::Index bins = power.size();
    power = mixture.col (0).head (bins).cwiseAbs2();
    for (Eigen::Index channel = 1; channel < mixture.cols(); ++channel)
        power += mixture.col (channel).head (bins).cwiseAbs2();
}
} // namespace

void FrameSpectrum::prepare (const PreparedDictionary& dictionary, const FrameGeometry& geometry)
{
    const double hopSeconds = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    hasBands = dictionary.hasBands();
    usualKept = static_cast<float> (std::exp (-hopSeconds / bandSeconds));
    levelKept = static_cast<float> (std::exp (-hopSeconds / levelSeconds));
    silentPower = frameLevel (silenceAmplitude, geometry, Spectrum::power);
    silence = frameLevel (silenceAmplitude, geometry, dictionary.spectrum);
    tooQuietToLearn = frameLevel (learnableAmplitude, geometry, dictionary.spectrum);
    usualPower.setZero (dictionary.numModelBins);
    scaled.setZero (dictionary.numRows());
    heard.setZero (hasBands ? dictionary.numRows() : 0);
    atBins.setZero (hasBands ? dictionary.numModelBins : 0);
    usualLevel = 0.0f;
}

void FrameSpectrum::reset (PreparedDictionary& dictionary) noexcept
{
    usualPower.setZero();
    usualLevel = 0.0f;
    if (! hasBands)
        dictionary.hearBins (dictionary.numModelBins);
}

bool FrameSpectrum::measure (const Eigen::MatrixXcf& mixture, PreparedDictionary& dictionary) noexcept
{
    return hasBands ? measureBands (mixture, dictionary) : measureBins (mixture, dictionary);
}

bool FrameSpectrum::measureBins (const Eigen::MatrixXcf& mixture, PreparedDictionary& dictionary) noexcept
{
    sumPower (mixture, scaled);
    followBand (dictionary);
    if (dictionary.spectrum == Spectrum::magnitude)
        scaled = scaled.cwiseSqrt();
    mean = scaled.head (dictionary.numHeardBins).mean();
    if (! (mean > silence))
        return false;
    scaled.array() = scaled.array() / mean + dictionary.modelFloor;
    return true;
}

bool FrameSpectrum::measureBands (const Eigen::MatrixXcf& mixture,
                                  const PreparedDictionary& dictionary) noexcept
{
    sumPower (mixture, atBins);
    dictionary.bands.gather (atBins, heard);
    if (dictionary.spectrum == Spectrum::magnitude)
    {
        heard = heard.cwiseSqrt();
        atBins = atBins.cwiseSqrt();
    }
    mean = heard.mean();
    if (! (mean > silence))
        return false;
    scaled = heard.array() / mean + dictionary.modelFloor;
    atBins.array() = atBins.array() / mean + dictionary.modelFloor;
    return true;
}

/** A frame counts a few times the usual at most: a burst decides nothing. */
void FrameSpectrum::followBand (PreparedDictionary& dictionary) noexcept
{
    const float power = scaled.mean();
    if (! (power > silentPower))
        return;
    const float usual = usualLevel > 0.0f ? usualLevel : power;
    const float counted = std::min (power, mostOverUsual * usual);
    usualLevel = levelKept * usual + (1.0f - levelKept) * counted;
    usualPower = usualKept * usualPower + (1.0f - usualKept) * counted / power * scaled;
    const float least = bandFloor * usualPower.maxCoeff();
    Eigen::Index bins = dictionary.numModelBins;
    while (least > 0.0f && bins > fewestModelBins && usualPower[bins - 1] <= least)
        --bins;
    if (bins != dictionary.numHeardBins)
        dictionary.hearBins (bins);
}

} // namespace unbraid::core
