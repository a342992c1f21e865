// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/RecordedBand.h"

#include "Core/Spectral/Fft.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr double bandHz = 500.0;
constexpr double lowestEndHz = 6000.0;
constexpr double frameSeconds = 0.04;
constexpr float fall = 0.0316228f;     // 15 dB
constexpr float nothing = 3.16228e-6f; // 55 dB below the loudest band

/** Mean power of each band of 500 Hz over the frames that are louder than the mean. */
Eigen::ArrayXf bandPowers (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    const Index length = core::RealFft::fastLength (std::lround (frameSeconds * sampleRateHz));
    const Index numFrames = samples.size() / length;
    core::RealFft fft;
    if (numFrames == 0 || ! fft.prepare (length).ok())
        return {};
    const float turn = 2.0f * std::numbers::pi_v<float> / static_cast<float> (length);
    const Eigen::ArrayXf window =
        0.5f -
        0.5f * (Eigen::ArrayXf::LinSpaced (length, 0.0f, static_cast<float> (length - 1)) * turn).cos();
    const auto binsPerBand =
        static_cast<Index> (std::lround (bandHz * static_cast<double> (length) / sampleRateHz));
    Eigen::ArrayXf powers = Eigen::ArrayXf::Zero (length / 2 / binsPerBand);
    Eigen::VectorXcf spectrum (fft.numBins());
    const float mean = samples.head (numFrames * length).squaredNorm() / static_cast<float> (numFrames);
    for (Index frame = 0; frame < numFrames; ++frame)
    {
        const auto piece = samples.segment (frame * length, length);
        if (piece.squaredNorm() < mean)
            continue;
        const Eigen::VectorXf windowed = piece.array() * window;
        fft.forward (windowed.data(), spectrum.data());
        for (Index band = 0; band < powers.size(); ++band)
            powers[band] += spectrum.segment (band * binsPerBand, binsPerBand).squaredNorm();
    }
    return powers;
}
} // namespace

double recordedBandHz (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    const Eigen::ArrayXf powers = bandPowers (samples, sampleRateHz);
    const auto first = static_cast<Index> (lowestEndHz / bandHz);
    for (Index band = first; band + 2 < powers.size(); ++band)
    {
        const float above = powers.tail (powers.size() - band - 2).maxCoeff();
        if (above < fall * powers[band] && above < nothing * powers.maxCoeff())
            return static_cast<double> (band + 1) * bandHz;
    }
    return std::numeric_limits<double>::infinity();
}

} // namespace unbraid::unfolding
