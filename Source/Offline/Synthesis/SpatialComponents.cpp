// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/SpatialComponents.h"

#include "Offline/Bleed/BleedStart.h"
#include "Offline/Synthesis/ComponentFactors.h"
#include "Training/Factorisation/Alternation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

constexpr double longestDelay = 3e-4; // seconds between the channels: 10 cm
constexpr float certainty = 40.0f;    // of the shares, in 1 - the cosine between a bin and a direction
constexpr Index mostObserved = 3000;  // bins by which directions are found
constexpr float peakWidth = 200.0f;   // of a direction: bins count by exp (-width (1 - cosine))
constexpr float ownWidth = 20.0f;     // around a direction that was found, the same
constexpr float leastEnergy = 1e-20f;

/** Below it no phase is ambiguous. */
bool tellsDelay (double hz)
{
    return hz < 0.5 / longestDelay;
}

/** Unit vectors whose first entry is real: the levels, and at low frequencies the delay as a phase of up to a quarter turn. [frames x 2] */
MatrixXcf observationsOf (const MatrixXcf& sound, double hz)
{
    MatrixXcf observed (sound.rows(), 2);
    for (Index frame = 0; frame < sound.rows(); ++frame)
    {
        const float first = std::abs (sound (frame, 0)), second = std::abs (sound (frame, 1));
        const float length = std::hypot (first, second) + leastEnergy;
        const double delay =
            std::arg (sound (frame, 1) * std::conj (sound (frame, 0))) / (4.0 * hz * longestDelay);
        observed (frame, 0) = first / length;
        observed (frame, 1) =
            std::polar (second / length, tellsDelay (hz) ? static_cast<float> (delay) : 0.0f);
    }
    return observed;
}

/** The bins by which directions are found. */
struct Observed
{
    MatrixXcf vectors;       // [2 x bins]
    Eigen::VectorXf weights; // their levels
};

Observed observe (const ChannelSpectra& spectra, double binWidthHz)
{
    Observed observed;
    std::vector<Index> heard; // 0 Hz has no phase
    for (Index bin = 1; bin < static_cast<Index> (spectra.size()); ++bin)
        if (tellsDelay (static_cast<double> (bin) * binWidthHz) ||
            bin == 1) // of very short windows the first at least
            heard.push_back (bin);
    const Index frames = spectra.front().rows();
    observed.vectors.resize (2, frames * static_cast<Index> (heard.size()));
    observed.weights.resize (observed.vectors.cols());
    Index at = 0;
    for (const Index bin : heard)
    {
        const auto& sound = spectra[static_cast<size_t> (bin)];
        observed.vectors.middleCols (at, frames) =
            observationsOf (sound, static_cast<double> (bin) * binWidthHz).transpose();
        observed.weights.segment (at, frames) = sound.rowwise().norm();
        at += frames;
    }
    return observed;
}

/** Cosines between vectors and centres. [sources x vectors] */
MatrixXf cosines (const MatrixXcf& centres, const MatrixXcf& vectors)
{
    return (centres.adjoint() * vectors).real();
}

/** The loudest of the bins. */
Observed loudestOf (const Observed& observed)
{
    const Index count = std::min (mostObserved, observed.weights.size());
    std::vector<Index> order (static_cast<size_t> (observed.weights.size()));
    std::iota (order.begin(), order.end(), Index{ 0 });
    std::partial_sort (order.begin(), order.begin() + count, order.end(),
                       [&] (Index one, Index other)
                       {
                           const float a = observed.weights[one], b = observed.weights[other];
                           return a > b || (a == b && one < other);
                       });
    order.resize (static_cast<size_t> (count));
    return { observed.vectors (Eigen::all, order), observed.weights (order) };
}

/** The spectra of both channels. */
struct StereoSpectra
{
    core::Frames frames;
    ChannelSpectra spectra;
    Eigen::VectorXf levels; // [bins] what they were divided by
};

core::Status prepareSpectra (const MatrixXf& samples, double sampleRateHz, const ComponentSpec& spec,
                             StereoSpectra& stereo)
{
    auto& frames = stereo.frames;
    if (auto ready = prepareFrames (frames, sampleRateHz, spec.windowSeconds, spec.overlap, samples.rows());
        ! ready.ok())
        return ready;
    stereo.spectra.assign (static_cast<size_t> (frames.numBins()),
                           MatrixXcf (frames.numFrames(), samples.cols()));
    for (Index channel = 0; channel < samples.cols(); ++channel)
    {
        const MatrixXcf all = frames.forward (samples.col (channel));
        for (Index bin = 0; bin < all.rows(); ++bin)
            stereo.spectra[static_cast<size_t> (bin)].col (channel) = all.row (bin).transpose();
    }
    return core::Done{};
}

/** Gives each bin unit mean energy. */
void normalise (StereoSpectra& stereo)
{
    stereo.levels.resize (stereo.frames.numBins());
    for (Index bin = 0; bin < stereo.levels.size(); ++bin)
    {
        auto& sound = stereo.spectra[static_cast<size_t> (bin)];
        stereo.levels[bin] =
            std::sqrt (std::max (sound.squaredNorm() / static_cast<float> (sound.size()), leastEnergy));
        sound /= stereo.levels[bin];
    }
}

/** The sounds of sources from their spectra. [samples x (sources x channels)] */
MatrixXf soundsFrom (StereoSpectra& stereo, const std::vector<ChannelSpectra>& sources)
{
    const Index numChannels = stereo.spectra.front().cols();
    MatrixXf sounds (stereo.frames.numSamples(), static_cast<Index> (sources.size()) * numChannels);
    MatrixXcf all (stereo.frames.numBins(), stereo.frames.numFrames());
    Index column = 0;
    for (const auto& source : sources)
        for (Index channel = 0; channel < numChannels; ++channel)
        {
            for (Index bin = 0; bin < all.rows(); ++bin)
                all.row (bin) =
                    stereo.levels[bin] * source[static_cast<size_t> (bin)].col (channel).transpose();
            sounds.col (column++) = stereo.frames.inverse (all);
        }
    return sounds;
}

/** Gives each source the same part of what they lack, or have too much of, so that they sum to the recording. */
void shareOutTheRest (const MatrixXf& samples, MatrixXf& sounds)
{
    const Index numChannels = samples.cols(), numSources = sounds.cols() / numChannels;
    MatrixXf rest = samples;
    for (Index column = 0; column < sounds.cols(); ++column)
        rest.col (column % numChannels) -= sounds.col (column);
    for (Index column = 0; column < sounds.cols(); ++column)
        sounds.col (column) += rest.col (column % numChannels) / static_cast<float> (numSources);
}

/** All spectra and all activations, source by source. */
void keepFactors (const std::vector<SpatialSource>& sources, ComponentFactors* found)
{
    std::vector<MatrixXf> dictionaries, activations;
    for (const auto& source : sources)
    {
        dictionaries.push_back (source.dictionary);
        activations.push_back (source.activations);
    }
    keep (found, "W", dictionaries, ComponentAxis::slices);
    keep (found, "H", activations, ComponentAxis::slices);
}
} // namespace

MatrixXf Directions::shares (const MatrixXcf& sound, double hz) const
{
    const MatrixXcf seen =
        tellsDelay (hz) ? centres : MatrixXcf (centres.cwiseAbs().cast<std::complex<float>>());
    MatrixXf shares = (certainty * cosines (seen, observationsOf (sound, hz).transpose())).transpose();
    shares = (shares.colwise() - shares.rowwise().maxCoeff()).array().exp();
    shares.array().colwise() /= shares.rowwise().sum().array().eval();
    return shares;
}

Directions findDirections (const ChannelSpectra& spectra, double binWidthHz, Index numSources)
{
    const auto observed = loudestOf (observe (spectra, binWidthHz));
    const MatrixXf distances = (1.0f - cosines (observed.vectors, observed.vectors).array()).max (0.0f);
    const MatrixXf near = (-peakWidth * distances.array()).exp();
    Eigen::VectorXf left = observed.weights.cwiseSqrt();
    Directions directions{ MatrixXcf (2, numSources) };
    for (Index source = 0; source < numSources; ++source)
    {
        Index peak = 0;
        (near * left).maxCoeff (&peak);
        directions.centres.col (source) = observed.vectors.col (peak);
        left.array() *= 1.0f - (-ownWidth * distances.col (peak).array()).exp();
    }
    return directions;
}

core::Result<MatrixXf> spatialComponents (const MatrixXf& samples, double sampleRateHz,
                                          const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    StereoSpectra stereo;
    if (auto ready = prepareSpectra (samples, sampleRateHz, spec, stereo); ! ready.ok())
        return ready.error();
    const Index numSources = spec.factors.numAtoms;
    const double binWidthHz = sampleRateHz / static_cast<double> (2 * (stereo.frames.numBins() - 1));
    const auto directions = findDirections (stereo.spectra, binWidthHz, numSources);
    normalise (stereo);
    const auto sharesOf = [&] (Index bin)
    {
        return directions.shares (stereo.spectra[static_cast<size_t> (bin)],
                                  std::max (static_cast<double> (bin), 0.5) * binWidthHz);
    };
    MultichannelNmf nmf (
        stereo.spectra,
        spatialStart (stereo.spectra, numSources, sharesOf, spec.sourceAtoms, spec.factors.seed),
        spec.factors.numThreads);
    SpatialFit fit (nmf);
    const int iterations = spec.factors.iterations;
    const auto found = training::alternate (fit, { .iterations = iterations, .task = "the factorisation" },
                                            partOf (onProgress, 0, iterations, numSources));
    if (! found.ok())
        return found.error();
    if (spec.found != nullptr)
        spec.found->setGrid (stereo.frames, stereo.frames.numFrames());
    keepFactors (found.value(), spec.found);
    const std::vector<Index> both{ 0, 1 };
    MatrixXf sounds =
        soundsFrom (stereo, nmf.estimate (std::vector (static_cast<size_t> (numSources), both)));
    shareOutTheRest (samples, sounds);
    return sounds;
}

} // namespace unbraid::offline
