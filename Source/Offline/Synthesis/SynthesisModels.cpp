// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/SynthesisModels.h"

#include "Core/Spectral/Mixdown.h"
#include "Offline/Phase/ComplexNmf.h"
#include "Offline/Synthesis/LearnedTransform.h"
#include "Offline/Synthesis/LowRankSynthesis.h"
#include "Offline/Synthesis/OutlierModels.h"
#include "Offline/Synthesis/ShapeFit.h"
#include "Training/Factorisation/CoFactoriser.h"
#include "Training/Factorisation/ConvolutiveFactoriser.h"
#include "Training/Factorisation/DeepFactoriser.h"
#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/Factorisation/OrthogonalActivations.h"
#include "Training/Factorisation/TensorFactoriser.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
using Eigen::VectorXf;
using training::DecompositionProgress;

/** The outer product of an atom and its activations. */
auto modelsOf (const training::Factors& factors)
{
    return [&factors] (Index k) -> MatrixXf { return factors.atoms.col (k) * factors.activations.row (k); };
}

core::Result<MatrixXf> byNmf (core::Frames& frames, const MatrixXcf& spectra, const ComponentSpec& spec,
                              const ComponentProgress& onProgress)
{
    const auto factors =
        training::decompose (spectrogramOf (spectra, spec.factors.beta), spec.factors, onProgress);
    if (! factors.ok())
        return factors.error();
    return maskedSounds (frames, spectra, factors.value().atoms.cols(), modelsOf (factors.value()));
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

core::Result<MatrixXf> byLowRank (core::Frames& frames, const MatrixXcf& spectra, const ComponentSpec& spec,
                                  const ComponentProgress& onProgress)
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
    return maskedSounds (frames, found.value().coefficients, numAtoms, modelsOf (found.value().factors));
}

core::Result<MatrixXf> byOrthogonal (core::Frames& frames, const MatrixXcf& spectra,
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
    return maskedSounds (frames, spectra, numAtoms, modelsOf (found.value()));
}

/** A component is a coarse spectrum and what all fine atoms have of it. */
core::Result<MatrixXf> byLayers (core::Frames& frames, const MatrixXcf& spectra, const ComponentSpec& spec,
                                 const ComponentProgress& onProgress)
{
    constexpr Index fineAtoms = 3; // for each component
    constexpr float defaultWeight = 1.0f;
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
        spec.coupling.value_or (defaultWeight), spec.factors.floor, iterations,
        secondHalf (onProgress, iterations, numAtoms));
    if (! found.ok())
        return found.error();
    const auto& deep = found.value();
    return maskedSounds (frames, spectra, numAtoms,
                         [&deep] (Index k) -> MatrixXf
                         { return deep.coarse.col (k) * (deep.parts.row (k) * deep.activations); });
}

/** A component is a source of one atom, so it has phases of its own. */
core::Result<MatrixXf> byComplexNmf (core::Frames& frames, const MatrixXcf& spectra,
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

core::Result<MatrixXf> byTemplates (core::Frames& frames, const MatrixXcf& spectra, double sampleRateHz,
                                    const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const MatrixXf spectrogram = spectrogramOf (spectra, spec.factors.beta);
    const double hopSeconds = static_cast<double> (frames.geometry().hop) / sampleRateHz;
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
    return maskedSounds (frames, spectra, numAtoms,
                         [&found] (Index atom) { return training::modelOfAtom (found.value(), atom); });
}

core::Result<MatrixXf> byModel (core::Frames& frames, const MatrixXcf& spectra, double sampleRateHz,
                                const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    if (spec.model == ComponentModel::lowRank)
        return byLowRank (frames, spectra, spec, onProgress);
    if (spec.model == ComponentModel::convolutiveNmf)
        return byTemplates (frames, spectra, sampleRateHz, spec, onProgress);
    if (spec.model == ComponentModel::orthogonal)
        return byOrthogonal (frames, spectra, spec, onProgress);
    if (spec.model == ComponentModel::deep)
        return byLayers (frames, spectra, spec, onProgress);
    if (spec.model == ComponentModel::complexNmf)
        return byComplexNmf (frames, spectra, spec, onProgress);
    if (spec.model == ComponentModel::robust)
        return robustComponents (frames, spectra, spec, onProgress);
    if (spec.model == ComponentModel::lowRankSparse)
        return lowRankComponents (frames, spectra, spec, onProgress);
    return byNmf (frames, spectra, spec, onProgress);
}

/** Synthesis by frames, after scaling them to unit mean power. */
core::Result<MatrixXf> byFrames (const VectorXf& samples, double sampleRateHz, const ComponentSpec& spec,
                                 const ComponentProgress& onProgress)
{
    core::Frames frames;
    if (auto ready = prepareFrames (frames, sampleRateHz, spec.windowSeconds, spec.overlap, samples.size());
        ! ready.ok())
        return ready.error();
    MatrixXcf spectra = frames.forward (samples);
    const auto level =
        static_cast<float> (std::sqrt (spectra.squaredNorm() / static_cast<float> (spectra.size())));
    spectra /= level;
    auto found = byModel (frames, spectra, sampleRateHz, spec, onProgress);
    if (found.ok())
        found.value() *= level;
    return found;
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

/** All channels at once: a tensor, or activations that are alike. */
core::Result<MatrixXf> byChannels (const MatrixXf& samples, double sampleRateHz, const ComponentSpec& spec,
                                   const ComponentProgress& onProgress)
{
    constexpr float defaultCoupling = 10.0f;
    ChannelFrames channels;
    if (auto ready = prepare (samples, sampleRateHz, spec, channels); ! ready.ok())
        return ready.error();
    auto start = startOf (channels.total, 0.0f, spec, onProgress);
    if (! start.ok())
        return start.error();
    const Index numAtoms = start.value().atoms.cols();
    const int iterations = spec.factors.iterations;
    const auto onIteration = secondHalf (onProgress, iterations, numAtoms);
    if (spec.model == ComponentModel::tensor)
    {
        const auto found = training::factoriseTensor (channels.power, std::move (start).value(),
                                                      spec.factors.floor, iterations, onIteration);
        if (! found.ok())
            return found.error();
        return maskedChannels (channels, samples.rows(), numAtoms,
                               [&] (Index channel, Index atom)
                               { return training::modelOfComponent (found.value(), channel, atom); });
    }
    const auto found = training::coFactorise ({ channels.power[0], channels.power[1] }, start.value(),
                                              spec.coupling.value_or (defaultCoupling), spec.factors.floor,
                                              iterations, onIteration);
    if (! found.ok())
        return found.error();
    return maskedChannels (channels, samples.rows(), numAtoms,
                           [&] (Index channel, Index atom)
                           { return modelsOf (found.value().views[static_cast<size_t> (channel)]) (atom); });
}

core::Result<MatrixXf> byShapes (const VectorXf& samples, double sampleRateHz, const ComponentSpec& spec,
                                 const ComponentProgress& onProgress)
{
    const bool isFramed = spec.model == ComponentModel::semiNmf;
    const Index hop = isFramed ? hopFor (sampleRateHz, spec.windowSeconds, spec.overlap) : 1;
    const Index length =
        isFramed ? hop * spec.overlap : std::max<Index> (2, std::llround (sampleRateHz * spec.windowSeconds));
    ShiftedAtoms shifted;
    if (auto ready = shifted.prepare (length, hop, samples.size()); ! ready.ok())
        return ready.error();
    VectorXf window = VectorXf::Ones (length);
    if (isFramed)
        window = core::makeWindowPair ({ sampleRateHz, hop, length, length, length, 0 }).analysis;
    const auto level = static_cast<float> (
        std::sqrt (samples.cast<double>().squaredNorm() / static_cast<double> (samples.size())));
    ShapeSpec shape;
    shape.numAtoms = spec.factors.numAtoms;
    shape.isNonNegative = isFramed;
    shape.sparsity = spec.sparsity;
    shape.iterations = spec.factors.iterations;
    shape.seed = spec.factors.seed;
    const auto found = learnShapes (shifted, samples / level, window, shape,
                                    partOf (onProgress, 0, shape.iterations, shape.numAtoms));
    if (! found.ok())
        return found.error();
    MatrixXf sounds (samples.size(), shape.numAtoms);
    for (Index atom = 0; atom < shape.numAtoms; ++atom)
        sounds.col (atom) =
            level * shifted.sound (found.value().atoms.col (atom), found.value().activations.row (atom));
    return sounds;
}
} // namespace

core::Result<MatrixXf> componentSounds (const MatrixXf& samples, double sampleRateHz,
                                        const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    if (spec.model == ComponentModel::softCo && samples.cols() != 2)
        return core::Error{ "soft co-factorisation is for recordings of two channels", "channels",
                            std::to_string (samples.cols()), "2" };
    if (isOfChannels (spec.model))
        return byChannels (samples, sampleRateHz, spec, onProgress);
    const VectorXf mono = core::mixdown (samples, sampleRateHz);
    if (spec.model == ComponentModel::semiNmf || spec.model == ComponentModel::convolutional)
        return byShapes (mono, sampleRateHz, spec, onProgress);
    if (spec.model == ComponentModel::transform)
        return transformComponents (mono, sampleRateHz, spec, onProgress);
    return byFrames (mono, sampleRateHz, spec, onProgress);
}

} // namespace unbraid::offline
