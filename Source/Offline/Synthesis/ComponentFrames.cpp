// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentFrames.h"

#include "Core/Spectral/Mixdown.h"
#include "Offline/Synthesis/ComponentFactors.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;

constexpr Index shortestOfComponents = 16;
constexpr Index longestOfComponents = Index{ 1 } << 20;
constexpr Index mostCoefficients = Index{ 1 } << 26; // of which a model keeps 36 bytes each: 2.4 GB
constexpr float smallestModel = 1e-30f;              // keeps the shares' sum at one where the model is zero
} // namespace

Index hopFor (double sampleRateHz, double windowSeconds, Index overlap)
{
    const double wanted = sampleRateHz * windowSeconds / static_cast<double> (overlap);
    const Index hop = std::max<Index> (1, std::llround (wanted));
    return hop % 2 == 1 && overlap % 2 == 1 ? hop + 1 : hop;
}

core::Status prepareFrames (core::Frames& frames, double sampleRateHz, double windowSeconds, Index overlap,
                            Index numSamples)
{
    const double wanted = sampleRateHz * windowSeconds;
    if (! (wanted >= static_cast<double> (std::max (shortestOfComponents, overlap)) &&
           wanted <= static_cast<double> (longestOfComponents)))
        return core::Error{
            "the window is not supported", "window", core::numberText (wanted) + " samples",
            core::numberText (static_cast<double> (std::max (shortestOfComponents, overlap))) + " to 1048576"
        };
    const Index hop = hopFor (sampleRateHz, windowSeconds, overlap);
    const Index bins = hop * overlap / 2 + 1, count = (numSamples + hop - 1) / hop + overlap - 1;
    const double coefficients = static_cast<double> (bins) * static_cast<double> (count);
    if (coefficients > static_cast<double> (mostCoefficients))
        return core::Error{ "the recording has too many coefficients for memory", "",
                            core::numberText (coefficients * 1e-6) + " million",
                            "67 million: a shorter recording or a smaller overlap" };
    if (auto ready = frames.prepare (core::sineFrames (hop, overlap, sampleRateHz)); ! ready.ok())
        return ready;
    frames.setNumSamples (numSamples);
    return core::Done{};
}

Eigen::MatrixXf maskedSounds (core::Frames& frames, const Eigen::MatrixXcf& coefficients, Index numComponents,
                              const std::function<Eigen::MatrixXf (Index)>& modelOf)
{
    Eigen::MatrixXf total = Eigen::MatrixXf::Constant (frames.numBins(), frames.numFrames(),
                                                       static_cast<float> (numComponents) * smallestModel);
    for (Index component = 0; component < numComponents; ++component)
        total += modelOf (component);
    Eigen::MatrixXf sounds (frames.numSamples(), numComponents);
    for (Index component = 0; component < numComponents; ++component)
    {
        const Eigen::MatrixXf mask = ((modelOf (component).array() + smallestModel) / total.array()).matrix();
        sounds.col (component) = frames.inverse (coefficients.cwiseProduct (mask));
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

core::Result<Eigen::MatrixXf> framedComponents (const Eigen::MatrixXf& samples, double sampleRateHz,
                                                const ComponentSpec& spec,
                                                const ComponentProgress& onProgress, FrameMethod& method)
{
    core::Frames frames;
    if (auto ready = prepareFrames (frames, sampleRateHz, spec.windowSeconds, spec.overlap, samples.rows());
        ! ready.ok())
        return ready.error();
    Eigen::MatrixXcf spectra = frames.forward (core::mixdown (samples, sampleRateHz));
    const auto level =
        static_cast<float> (std::sqrt (spectra.squaredNorm() / static_cast<float> (spectra.size())));
    spectra /= level;
    if (spec.found != nullptr)
        spec.found->setGrid (frames, frames.numFrames());
    auto found = method (frames, spectra, spec, onProgress);
    if (found.ok())
        found.value() *= level;
    return found;
}

} // namespace unbraid::offline
