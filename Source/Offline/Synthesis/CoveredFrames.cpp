// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/CoveredFrames.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;

constexpr Index shortestCoveredWindow = 16;
constexpr Index longestCoveredWindow = Index{ 1 } << 20;
constexpr Index mostCoefficients = Index{ 1 } << 26; // of which a model keeps 36 bytes each: 2.4 GB
constexpr float smallestModel = 1e-30f;              // keeps the shares' sum at one where the model is zero
} // namespace

Index CoveredFrames::hopFor (double sampleRateHz, double windowSeconds, Index overlap)
{
    const double wanted = sampleRateHz * windowSeconds / static_cast<double> (overlap);
    const Index hop = std::max<Index> (1, std::llround (wanted));
    return hop % 2 == 1 && overlap % 2 == 1 ? hop + 1 : hop;
}

core::Status CoveredFrames::prepare (double sampleRateHz, double windowSeconds, Index overlap,
                                     Index numSamples)
{
    const double wanted = sampleRateHz * windowSeconds;
    if (! (wanted >= static_cast<double> (std::max (shortestCoveredWindow, overlap)) &&
           wanted <= static_cast<double> (longestCoveredWindow)))
        return core::Error{
            "the window is not supported", "window", core::numberText (wanted) + " samples",
            core::numberText (static_cast<double> (std::max (shortestCoveredWindow, overlap))) + " to 1048576"
        };
    const Index hop = hopFor (sampleRateHz, windowSeconds, overlap);
    const Index window = hop * overlap;
    const Index frames = (numSamples + hop - 1) / hop + overlap - 1;
    const Index bins = window / 2 + 1;
    const double coefficients = static_cast<double> (bins) * static_cast<double> (frames);
    if (coefficients > static_cast<double> (mostCoefficients))
        return core::Error{ "the recording has too many coefficients for memory", "",
                            core::numberText (coefficients * 1e-6) + " million",
                            "67 million: a shorter recording or a smaller overlap" };
    if (auto ready =
            transform.prepare (core::engineFrames ({ sampleRateHz, hop, window, window, window, 0 }));
        ! ready.ok())
        return ready;
    transform.setNumFrames (frames);
    before = window - hop;
    length = numSamples;
    return core::Done{};
}

Eigen::MatrixXcf CoveredFrames::forward (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (transform.numSamples());
    padded.segment (before, length) = samples;
    return transform.forward (padded);
}

Eigen::VectorXf CoveredFrames::inverse (const Eigen::MatrixXcf& spectra)
{
    return transform.inverse (spectra).segment (before, length);
}

Eigen::MatrixXf CoveredFrames::masked (const Eigen::MatrixXcf& coefficients, Index numComponents,
                                       const std::function<Eigen::MatrixXf (Index)>& modelOf)
{
    Eigen::MatrixXf total = Eigen::MatrixXf::Constant (numBins(), numFrames(),
                                                       static_cast<float> (numComponents) * smallestModel);
    for (Index component = 0; component < numComponents; ++component)
        total += modelOf (component);
    Eigen::MatrixXf sounds (length, numComponents);
    for (Index component = 0; component < numComponents; ++component)
    {
        const Eigen::MatrixXf mask = ((modelOf (component).array() + smallestModel) / total.array()).matrix();
        sounds.col (component) = inverse (coefficients.cwiseProduct (mask));
    }
    return sounds;
}

Eigen::MatrixXf extendedAbove (const Eigen::MatrixXf& values, Eigen::Index numBins)
{
    const auto rows = values.rows();
    Eigen::MatrixXf whole (numBins, values.cols());
    whole.topRows (rows) = values;
    if (const auto above = numBins - rows; above > 0)
        whole.bottomRows (above) = values.bottomRows (rows - rows / 2).colwise().mean().replicate (above, 1);
    return whole;
}

} // namespace unbraid::offline
