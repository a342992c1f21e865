// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/LearnedTransform.h"

#include "Core/Spectral/Frames.h"
#include "Core/Spectral/Mixdown.h"
#include "Offline/Synthesis/ComponentFactors.h"
#include "Training/Factorisation/TransformLearning.h"

#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index shortestTransform = 16, longestTransform = 2048;
constexpr Index mostTransformCoefficients = Index{ 1 } << 26;
constexpr float smallestShareOfModel = 1e-20f;

core::Result<Index> windowFor (double sampleRateHz, double windowSeconds, Index numSamples)
{
    const Index window = 2 * std::llround (0.5 * windowSeconds * sampleRateHz);
    if (window < shortestTransform || window > longestTransform)
        return core::Error{ "a transform of this window cannot be learned", "window",
                            std::to_string (window) + " samples", "16 to 2048 samples" };
    if (2 * numSamples > mostTransformCoefficients)
        return core::Error{ "the recording is too long to learn a transform of it", "",
                            core::numberText (2e-6 * static_cast<double> (numSamples)) +
                                " million coefficients",
                            "67 million" };
    return window;
}

MatrixXf startOfTransform (TransformStart start, Index window, unsigned int seed)
{
    return start == TransformStart::random ? training::randomTransform (window, seed)
                                           : training::cosineTransform (window);
}
} // namespace

core::Result<MatrixXf> transformComponents (const MatrixXf& samples, double sampleRateHz,
                                            const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const auto window = windowFor (sampleRateHz, spec.windowSeconds, samples.rows());
    if (! window.ok())
        return window.error();
    core::Frames halves;
    if (auto ready = halves.prepare (core::sineFrames (window.value() / 2, 2, sampleRateHz)); ! ready.ok())
        return ready.error();
    halves.setNumSamples (samples.rows());
    const MatrixXf frames = halves.cut (core::mixdown (samples, sampleRateHz));
    const float level = std::sqrt (static_cast<float> (frames.cast<double>().cwiseAbs2().mean()));
    const Index numAtoms = spec.factors.numAtoms;
    const auto found = training::learnTransform (
        frames / level, startOfTransform (spec.transform, window.value(), spec.factors.seed), numAtoms,
        spec.transform != TransformStart::fixed, spec.factors.floor, spec.factors.iterations,
        spec.factors.seed, partOf (onProgress, 0, spec.factors.iterations, numAtoms));
    if (! found.ok())
        return found.error();
    const auto& [transform, factors] = found.value();
    if (spec.found != nullptr)
    {
        spec.found->add (factors);
        spec.found->add ("Phi", transform, ComponentAxis::none);
        spec.found->setGrid (halves, frames.cols());
        spec.found->frequenciesHz.resize (0); // rows of W are those of Phi
    }
    const MatrixXf coefficients = transform * frames;
    const MatrixXf model =
        (factors.atoms * factors.activations).array() + static_cast<float> (numAtoms) * smallestShareOfModel;
    MatrixXf sounds (samples.rows(), numAtoms);
    for (Index k = 0; k < numAtoms; ++k)
    {
        const MatrixXf share =
            ((factors.atoms.col (k) * factors.activations.row (k)).array() + smallestShareOfModel) /
            model.array();
        sounds.col (k) = halves.join (transform.transpose() * coefficients.cwiseProduct (share));
    }
    return sounds;
}

} // namespace unbraid::offline
