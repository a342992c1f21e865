// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/TightFrames.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unbraid::core
{

using Eigen::Index;

namespace
{
constexpr Index shortestWindow = 16;
constexpr Index longestWindow = 1 << 16;
} // namespace

Status TightFrames::prepare (double sampleRateHz, double windowSeconds)
{
    const double wanted = sampleRateHz * windowSeconds;
    if (! (wanted >= static_cast<double> (shortestWindow) && wanted <= static_cast<double> (longestWindow)))
        return Error{ "the window is not supported", "window", numberText (wanted) + " samples",
                      "16 to 65536" };
    const Index length = std::min (longestWindow, RealFft::fastLength (std::llround (wanted)));
    windowShape =
        Eigen::VectorXf::NullaryExpr (length,
                                      [length] (Index n)
                                      {
                                          const double phase =
                                              (static_cast<double> (n) + 0.5) / static_cast<double> (length);
                                          return static_cast<float> (std::sin (std::numbers::pi * phase));
                                      });
    samplesOfFrame.resize (length);
    return fft.prepare (length);
}

Index TightFrames::numFrames (Index numSamples) const noexcept
{
    return (numSamples + hop() - 1) / hop() + 1;
}

void TightFrames::analyse (const Eigen::Ref<const Eigen::VectorXf>& samples, Index frame,
                           Eigen::Ref<Eigen::VectorXcf> spectrum)
{
    const Index start = (frame - 1) * hop();
    const Index first = std::max<Index> (0, start);
    const Index end = std::min (samples.size(), start + window());
    samplesOfFrame.setZero();
    if (first < end)
        samplesOfFrame.segment (first - start, end - first) =
            samples.segment (first, end - first)
                .cwiseProduct (windowShape.segment (first - start, end - first));
    fft.forward (samplesOfFrame.data(), spectrum.data());
}

Eigen::VectorXf TightFrames::synthesise (const Eigen::Ref<const Eigen::VectorXcf>& spectrum,
                                         Eigen::Ref<Eigen::VectorXf> leftOver)
{
    fft.inverse (spectrum.data(), samplesOfFrame.data());
    samplesOfFrame = samplesOfFrame.cwiseProduct (windowShape);
    Eigen::VectorXf complete = leftOver + samplesOfFrame.head (hop());
    leftOver = samplesOfFrame.tail (hop());
    return complete;
}

Eigen::MatrixXf TightFrames::powerSpectra (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    Eigen::MatrixXf spectra (numBins(), numFrames (samples.size()));
    Eigen::VectorXcf spectrum (numBins());
    for (Index frame = 0; frame < spectra.cols(); ++frame)
    {
        analyse (samples, frame, spectrum);
        spectra.col (frame) = spectrum.cwiseAbs2();
    }
    return spectra;
}

} // namespace unbraid::core
