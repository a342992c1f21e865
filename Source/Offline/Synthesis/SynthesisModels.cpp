// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/SynthesisModels.h"

#include "Offline/Phase/ComplexNmf.h"
#include "Offline/Synthesis/ComponentFactors.h"
#include "Offline/Synthesis/LowRankSynthesis.h"
#include "Training/Factorisation/CoFactoriser.h"
#include "Training/Factorisation/ConvolutiveFactoriser.h"
#include "Training/Factorisation/DeepFactoriser.h"
#include "Training/Factorisation/DynamicFactoriser.h"
#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/Factorisation/OrthogonalActivations.h"
#include "Training/Factorisation/TensorFactoriser.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace unbraid::offline
{

using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
using training::DecompositionProgress;

namespace
{
/** The outer product of an atom and its activations. */
auto modelsOf (const training::Factors& factors)
{
    return [&factors] (Index k) -> MatrixXf { return factors.atoms.col (k) * factors.activations.row (k); };
}

/** The factors of the recording's own spectrogram, with which a model begins that takes as many iterations again. */
core::Result<training::Factors> startOf (const MatrixXf& spectrogram, float beta, const ComponentSpec& spec,
                                         const ComponentProgress& onProgress)
{
    training::DecompositionSpec start = spec.factors;
    start.beta = beta;
    return training::decompose (spectrogram, start,
                                [&] (DecompositionProgress progress)
                                {
                                    progress.numIterations *= 2;
                                    return onProgress (progress);
                                });
}

/** The second half of the iterations. */
training::IterationCallback secondHalf (const ComponentProgress& onProgress, int iterations, Index numAtoms)
{
    return partOf (onProgress, iterations, 2 * iterations, numAtoms);
}

/** Templates begin as pieces of the spectrogram. */
training::ConvolutiveFactors templatePiecesOf (const MatrixXf& spectrogram, Index numAtoms, Index lags,
                                               unsigned int seed)
{
    std::mt19937_64 random (seed);
    training::ConvolutiveFactors start;
    start.templates.assign (static_cast<size_t> (lags), MatrixXf (spectrogram.rows(), numAtoms));
    const auto places = static_cast<std::uint64_t> (spectrogram.cols() - lags + 1);
    for (Index atom = 0; atom < numAtoms; ++atom)
    {
        const auto first = static_cast<Index> (random() % places);
        const MatrixXf piece = spectrogram.middleCols (first, lags);
        const float sum = piece.sum();
        const float least = 0.1f / static_cast<float> (piece.size());
        for (Index lag = 0; lag < lags; ++lag)
            for (Index bin = 0; bin < piece.rows(); ++bin)
                start.templates[static_cast<size_t> (lag)](bin, atom) =
                    (sum > 0.0f ? piece (bin, lag) / sum : least) +
                    least * static_cast<float> (random() >> 40) * 0x1p-24f;
    }
    start.activations =
        MatrixXf::Constant (numAtoms, spectrogram.cols(),
                            static_cast<float> (spectrogram.rows()) / static_cast<float> (numAtoms));
    return start;
}

/** The frames of all channels, and their power, scaled by one level. */
struct ChannelFrames
{
    core::Frames frames;
    std::vector<MatrixXcf> spectra;
    std::vector<MatrixXf> power;
    MatrixXf total; // of the channels' power, of mean one
};

core::Status prepare (const MatrixXf& samples, double sampleRateHz, const ComponentSpec& spec,
                      ChannelFrames& channels)
{
    auto& frames = channels.frames;
    for (const Index length : { samples.size(), samples.rows() }) // too many coefficients for all channels?
        if (auto ready = prepareFrames (frames, sampleRateHz, spec.windowSeconds, spec.overlap, length);
            ! ready.ok())
            return ready.error();
    channels.total = MatrixXf::Zero (frames.numBins(), frames.numFrames());
    for (Index channel = 0; channel < samples.cols(); ++channel)
    {
        channels.spectra.push_back (frames.forward (samples.col (channel)));
        channels.power.emplace_back (channels.spectra.back().cwiseAbs2());
        channels.total += channels.power.back();
    }
    const auto mean = static_cast<float> (channels.total.cast<double>().mean());
    for (auto& each : channels.power)
        each /= mean;
    channels.total /= mean;
    if (spec.found != nullptr)
        spec.found->setGrid (frames, frames.numFrames());
    return core::Done{};
}

/** Component by component, by masks for each channel. */
template <typename Model>
MatrixXf maskedChannels (ChannelFrames& channels, Index numSamples, Index numAtoms, const Model& modelIn)
{
    const auto numChannels = static_cast<Index> (channels.spectra.size());
    MatrixXf sounds (numSamples, numAtoms * numChannels);
    for (Index channel = 0; channel < numChannels; ++channel)
        sounds (Eigen::all, Eigen::seqN (channel, numAtoms, numChannels)) =
            maskedSounds (channels.frames, channels.spectra[static_cast<size_t> (channel)], numAtoms,
                          [&] (Index atom) { return modelIn (channel, atom); });
    return sounds;
}

/** All channels at once, beginning with the factors of their sum. */
core::Result<training::Factors> prepareWithStart (const MatrixXf& samples, double sampleRateHz,
                                                  const ComponentSpec& spec,
                                                  const ComponentProgress& onProgress,
                                                  ChannelFrames& channels)
{
    if (auto ready = prepare (samples, sampleRateHz, spec, channels); ! ready.ok())
        return ready.error();
    return startOf (channels.total, 0.0f, spec, onProgress);
}
} // namespace

core::Result<MatrixXf> nmfComponents (core::Frames& frames, const MatrixXcf& spectra,
                                      const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const auto factors =
        training::decompose (spectrogramOf (spectra, spec.factors.beta), spec.factors, onProgress);
    if (! factors.ok())
        return factors.error();
    keep (spec.found, factors.value());
    return maskedSounds (frames, spectra, factors.value().atoms.cols(), modelsOf (factors.value()));
}

core::Result<MatrixXf> variedComponents (core::Frames& frames, const MatrixXcf& spectra,
                                         const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    auto start = startOf (spectrogramOf (spectra, 0.0f), 0.0f, spec, onProgress);
    if (! start.ok())
        return start.error();
    const Index numAtoms = start.value().atoms.cols();
    const int iterations = spec.factors.iterations;
    const auto found = lowRankSynthesis (frames, spectra, std::move (start).value(), spec.factors.floor,
                                         iterations, secondHalf (onProgress, iterations, numAtoms));
    if (! found.ok())
        return found.error();
    keep (spec.found, found.value().factors);
    return maskedSounds (frames, found.value().coefficients, numAtoms, modelsOf (found.value().factors));
}

core::Result<MatrixXf> orthogonalComponents (core::Frames& frames, const MatrixXcf& spectra,
                                             const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const MatrixXf magnitudes = spectrogramOf (spectra, 2.0f);
    auto start = startOf (magnitudes, 2.0f, spec, onProgress);
    if (! start.ok())
        return start.error();
    const Index numAtoms = start.value().atoms.cols();
    const int iterations = spec.factors.iterations;
    const auto found = training::orthogonalFactors (magnitudes, std::move (start).value(), iterations,
                                                    secondHalf (onProgress, iterations, numAtoms));
    if (! found.ok())
        return found.error();
    keep (spec.found, found.value());
    return maskedSounds (frames, spectra, numAtoms, modelsOf (found.value()));
}

core::Result<MatrixXf> layeredComponents (core::Frames& frames, const MatrixXcf& spectra,
                                          const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    constexpr Index fineAtoms = 3; // for each component
    const MatrixXf magnitudes = spectrogramOf (spectra, 1.0f);
    ComponentSpec fine = spec;
    fine.factors.numAtoms = fineAtoms * spec.factors.numAtoms;
    const auto start = startOf (magnitudes, 1.0f, fine, onProgress);
    if (! start.ok())
        return start.error();
    const Index numAtoms = spec.factors.numAtoms;
    const int iterations = spec.factors.iterations;
    const auto found = training::deepFactorise (
        magnitudes, start.value(), training::randomAtoms (start.value().atoms, numAtoms, spec.factors.seed),
        spec.coupling, spec.factors.floor, iterations, secondHalf (onProgress, iterations, numAtoms));
    if (! found.ok())
        return found.error();
    const auto& deep = found.value();
    keep (spec.found, "W1", deep.fine, ComponentAxis::none);
    keep (spec.found, "H1", deep.activations, ComponentAxis::none);
    keep (spec.found, "W2", deep.coarse, ComponentAxis::columns);
    keep (spec.found, "H2", deep.parts, ComponentAxis::rows);
    return maskedSounds (frames, spectra, numAtoms,
                         [&deep] (Index k) -> MatrixXf
                         { return deep.coarse.col (k) * (deep.parts.row (k) * deep.activations); });
}

core::Result<MatrixXf> dynamicComponents (core::Frames& frames, const MatrixXcf& spectra,
                                          const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const MatrixXf power = spectrogramOf (spectra, 0.0f);
    ComponentSpec plain = spec;
    plain.factors.smoothness = 0.0f;
    auto start = startOf (power, 0.0f, plain, onProgress);
    if (! start.ok())
        return start.error();
    const Index numAtoms = start.value().atoms.cols();
    const training::DynamicSpec course{ spec.factors.smoothness, spec.factors.floor,
                                        spec.factors.iterations };
    const auto found = training::dynamicFactors (power, std::move (start).value(), course,
                                                 secondHalf (onProgress, course.iterations, numAtoms));
    if (! found.ok())
        return found.error();
    keep (spec.found, found.value().factors);
    keep (spec.found, "A", found.value().transitions, ComponentAxis::both);
    return maskedSounds (frames, spectra, numAtoms, modelsOf (found.value().factors));
}

core::Result<MatrixXf> complexComponents (core::Frames& frames, const MatrixXcf& spectra,
                                          const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const MatrixXf magnitudes = spectra.cwiseAbs();
    const auto start = startOf (spectrogramOf (spectra, 1.0f), 1.0f, spec, onProgress);
    if (! start.ok())
        return start.error();
    const auto& [atoms, activations, objective] = start.value();
    std::vector<training::Factors> sources;
    for (Index k = 0; k < atoms.cols(); ++k)
        sources.push_back ({ atoms.col (k), magnitudes.mean() * activations.row (k), 0.0 });
    ComplexNmfSpec course;
    course.iterations = spec.factors.iterations;
    const auto found = fitComplexNmf (frames, spectra, std::move (sources), course,
                                      secondHalf (onProgress, course.iterations, atoms.cols()));
    if (! found.ok())
        return found.error();
    MatrixXf sounds (frames.numSamples(), atoms.cols());
    for (Index k = 0; k < atoms.cols(); ++k)
        sounds.col (k) = frames.inverse (found.value()[static_cast<size_t> (k)]);
    return sounds;
}

core::Result<MatrixXf> templateComponents (core::Frames& frames, const MatrixXcf& spectra,
                                           const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const MatrixXf spectrogram = spectrogramOf (spectra, spec.factors.beta);
    const double hopSeconds = static_cast<double> (frames.geometry().hop) / frames.geometry().sampleRateHz;
    const auto lags =
        std::clamp<Index> (std::llround (spec.templateSeconds / hopSeconds), 1, spectrogram.cols());
    training::FactorisationSpec course;
    course.beta = spec.factors.beta;
    course.sparsity = spec.sparsity;
    course.iterations = spec.factors.iterations;
    const Index numAtoms = spec.factors.numAtoms;
    const auto found =
        training::factorise (spectrogram, templatePiecesOf (spectrogram, numAtoms, lags, spec.factors.seed),
                             course, partOf (onProgress, 0, course.iterations, numAtoms));
    if (! found.ok())
        return found.error();
    keep (spec.found, "W", found.value().templates, ComponentAxis::columns);
    keep (spec.found, "H", found.value().activations, ComponentAxis::rows);
    return maskedSounds (frames, spectra, numAtoms,
                         [&found] (Index atom) { return training::modelOfAtom (found.value(), atom); });
}

core::Result<MatrixXf> tensorComponents (const MatrixXf& samples, double sampleRateHz,
                                         const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    ChannelFrames channels;
    auto start = prepareWithStart (samples, sampleRateHz, spec, onProgress, channels);
    if (! start.ok())
        return start.error();
    const Index numAtoms = start.value().atoms.cols();
    const int iterations = spec.factors.iterations;
    const auto found =
        training::factoriseTensor (channels.power, std::move (start).value(), spec.factors.floor, iterations,
                                   secondHalf (onProgress, iterations, numAtoms));
    if (! found.ok())
        return found.error();
    keep (spec.found, found.value().factors);
    keep (spec.found, "Q", found.value().gains, ComponentAxis::columns);
    return maskedChannels (channels, samples.rows(), numAtoms,
                           [&] (Index channel, Index atom)
                           { return training::modelOfComponent (found.value(), channel, atom); });
}

core::Result<MatrixXf> coupledComponents (const MatrixXf& samples, double sampleRateHz,
                                          const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    ChannelFrames channels;
    const auto start = prepareWithStart (samples, sampleRateHz, spec, onProgress, channels);
    if (! start.ok())
        return start.error();
    const Index numAtoms = start.value().atoms.cols();
    const int iterations = spec.factors.iterations;
    const auto found =
        training::coFactorise ({ channels.power[0], channels.power[1] }, start.value(), spec.coupling,
                               spec.factors.floor, iterations, secondHalf (onProgress, iterations, numAtoms));
    if (! found.ok())
        return found.error();
    const auto& [left, right] = found.value().views;
    keep (spec.found, "W", std::vector{ left.atoms, right.atoms }, ComponentAxis::columns);
    keep (spec.found, "H", std::vector{ left.activations, right.activations }, ComponentAxis::rows);
    return maskedChannels (channels, samples.rows(), numAtoms,
                           [&] (Index channel, Index atom)
                           { return modelsOf (found.value().views[static_cast<size_t> (channel)]) (atom); });
}

} // namespace unbraid::offline
