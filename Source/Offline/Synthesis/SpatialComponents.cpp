// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/SpatialComponents.h"

#include "Offline/Bleed/BleedStart.h"
#include "Offline/Synthesis/ComponentFactors.h"
#include "Training/Factorisation/Alternation.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

constexpr double longestDelay = 3e-4;   // seconds between the channels: 10 cm
constexpr float certainty = 40.0f;      // of the shares, in 1 - the cosine between a bin and a direction
constexpr int directionIterations = 30; // of k-means
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
        if (tellsDelay (static_cast<double> (bin) * binWidthHz))
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

/** The loudest bin, then each time the one that is loud and far from all before it. */
MatrixXcf firstCentres (const Observed& observed, Index numSources)
{
    MatrixXcf centres (2, numSources);
    Eigen::VectorXf scores = observed.weights;
    Eigen::VectorXf nearest = Eigen::VectorXf::Constant (scores.size(), -1.0f);
    for (Index source = 0; source < numSources; ++source)
    {
        Index chosen = 0;
        scores.maxCoeff (&chosen);
        centres.col (source) = observed.vectors.col (chosen);
        nearest = nearest.cwiseMax (cosines (centres.col (source), observed.vectors).transpose());
        scores = observed.weights.array() * (1.0f - nearest.array()).max (0.0f);
    }
    return centres;
}

/** One step of k-means; a centre without bins stays. */
void moveCentres (const Observed& observed, MatrixXcf& centres)
{
    const MatrixXf near = cosines (centres, observed.vectors);
    MatrixXcf sums = MatrixXcf::Zero (2, centres.cols());
    for (Index n = 0; n < near.cols(); ++n)
    {
        Index best = 0;
        near.col (n).maxCoeff (&best);
        sums.col (best) += observed.weights[n] * observed.vectors.col (n);
    }
    for (Index source = 0; source < centres.cols(); ++source)
        if (const float length = sums.col (source).norm(); length > leastEnergy)
            centres.col (source) = sums.col (source) / length;
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
    const auto observed = observe (spectra, binWidthHz);
    Directions directions{ firstCentres (observed, numSources) };
    for (int iteration = 0; iteration < directionIterations; ++iteration)
        moveCentres (observed, directions.centres);
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
    return soundsFrom (stereo, nmf.estimate (std::vector (static_cast<size_t> (numSources), both)));
}

} // namespace unbraid::offline
