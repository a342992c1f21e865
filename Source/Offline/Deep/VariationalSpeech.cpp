// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Deep/VariationalSpeech.h"

#include "Offline/Synthesis/ComponentFrames.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
using Eigen::VectorXf;

constexpr Index windowsOverSample = 4;
constexpr Index framesOfBlock = 256;
constexpr float quietest = 1e-5f;       // of a frame of unit mean, as the encoder learned
constexpr float smallestPower = 1e-12f; // of a recording of unit mean
constexpr double longestSeconds = 1200.0;

/** Each frame of unit mean, never quite zero, over all bins that the encoder knows. */
MatrixXf levelled (const MatrixXf& power, const Eigen::RowVectorXf& means, Index numBins)
{
    MatrixXf even = MatrixXf::Constant (numBins, power.cols(), quietest);
    even.topRows (power.rows()).array() += power.array().rowwise() / means.array();
    return even;
}
} // namespace

VariationalSpeech::VariationalSpeech (const SpeechDecoder& speech, const MatrixXf& power,
                                      const VariationalSpec& wanted)
    : decoder (speech)
    , observed (power)
    , spec (wanted)
    , gains (power.colwise().mean().array() + smallestPower)
{
    std::mt19937_64 random (spec.seed);
    std::uniform_real_distribution<float> uniform (0.5f, 1.5f);
    atoms = MatrixXf::NullaryExpr (power.rows(), spec.noiseAtoms, [&] { return uniform (random); });
    activations = MatrixXf::Constant (spec.noiseAtoms, power.cols(),
                                      power.mean() / static_cast<float> (spec.noiseAtoms) + smallestPower);
    const MatrixXf z = decoder.latentsOf (levelled (power, gains, decoder.numBins()));
    for (Index first = 0; first < power.cols(); first += framesOfBlock)
    {
        const Index count = std::min (framesOfBlock, power.cols() - first);
        blocks.push_back ({ first, count, std::mt19937_64 (random()), z.middleCols (first, count) });
    }
    drawn.assign (static_cast<size_t> (spec.kept), MatrixXf::Zero (power.rows(), power.cols()));
}

MatrixXf VariationalSpeech::variancesOf (const MatrixXf& z) const
{
    return decoder.variancesOf (z).topRows (observed.rows());
}

MatrixXf VariationalSpeech::modelOf (const MatrixXf& speech) const
{
    MatrixXf model = atoms * activations;
    model.array() += speech.array().rowwise() * gains.array() + smallestPower;
    return model;
}

void VariationalSpeech::expect()
{
    training::runInParallel (blocks.size(), spec.numThreads, [this] (size_t i) { draw (blocks[i]); });
}

/** Of each frame's z, but for a constant. */
VectorXf VariationalSpeech::logPosterior (const Block& block, const MatrixXf& z, const MatrixXf& speech,
                                          const MatrixXf& noise) const
{
    const Eigen::ArrayXXf total =
        speech.array().rowwise() * gains.segment (block.first, block.count).array() + noise.array() +
        smallestPower;
    const auto power = observed.middleCols (block.first, block.count).array();
    return -(total.log() + power / total).colwise().sum().transpose() -
           0.5f * z.colwise().squaredNorm().transpose().array();
}

void VariationalSpeech::draw (Block& block)
{
    std::normal_distribution<float> normal;
    std::uniform_real_distribution<float> uniform;
    const MatrixXf noise = atoms * activations.middleCols (block.first, block.count);
    MatrixXf speech = variancesOf (block.z);
    VectorXf now = logPosterior (block, block.z, speech, noise);
    for (int number = 0; number < spec.draws; ++number)
    {
        const MatrixXf z =
            block.z + MatrixXf::NullaryExpr (block.z.rows(), block.z.cols(),
                                             [&] { return spec.deviation * normal (block.random); });
        const MatrixXf proposed = variancesOf (z);
        const VectorXf then = logPosterior (block, z, proposed, noise);
        for (Index n = 0; n < block.count; ++n)
        {
            if (! (std::log (uniform (block.random)) < then[n] - now[n]))
                continue;
            block.z.col (n) = z.col (n);
            speech.col (n) = proposed.col (n);
            now[n] = then[n];
        }
        if (const int kept = number - (spec.draws - spec.kept); kept >= 0)
            drawn[static_cast<size_t> (kept)].middleCols (block.first, block.count) = speech;
    }
}

VariationalSpeech::Sums VariationalSpeech::sums() const
{
    Sums found{ MatrixXf::Zero (observed.rows(), observed.cols()),
                MatrixXf::Zero (observed.rows(), observed.cols()) };
    for (const auto& speech : drawn)
    {
        const MatrixXf inverse = modelOf (speech).cwiseInverse();
        found.above.array() += observed.array() * inverse.array().square();
        found.below += inverse;
    }
    return found;
}

void VariationalSpeech::maximise()
{
    Sums found = sums();
    activations.array() *=
        ((atoms.transpose() * found.above).array() / (atoms.transpose() * found.below).array()).sqrt();
    found = sums();
    atoms.array() *=
        ((found.above * activations.transpose()).array() / (found.below * activations.transpose()).array())
            .sqrt();
    scaleAtoms();
    Eigen::RowVectorXf above = Eigen::RowVectorXf::Zero (gains.size()), below = above;
    for (const auto& speech : drawn)
    {
        const MatrixXf inverse = modelOf (speech).cwiseInverse();
        above += (speech.array() * observed.array() * inverse.array().square()).matrix().colwise().sum();
        below += speech.cwiseProduct (inverse).colwise().sum();
    }
    gains.array() *= (above.array() / below.array()).sqrt();
}

/** Atoms of unit mean; the model stays. */
void VariationalSpeech::scaleAtoms()
{
    const VectorXf scale = atoms.colwise().mean().transpose().array() + smallestPower;
    atoms.array().rowwise() /= scale.transpose().array();
    activations.array().colwise() *= scale.array();
}

double VariationalSpeech::cost() const
{
    double sum = 0.0;
    for (const auto& speech : drawn)
    {
        const Eigen::ArrayXXd total = modelOf (speech).cast<double>();
        sum += (total.log() + observed.cast<double>().array() / total).sum();
    }
    return sum / static_cast<double> (drawn.size());
}

MatrixXf VariationalSpeech::mask() const
{
    MatrixXf sum = MatrixXf::Zero (observed.rows(), observed.cols());
    for (const auto& speech : drawn)
        sum.array() += speech.array().rowwise() * gains.array() / modelOf (speech).array();
    return sum / static_cast<float> (drawn.size());
}

core::Result<MatrixXf> separateByDecoder (const MatrixXf& samples, double sampleRateHz,
                                          const SpeechDecoder& decoder, const VariationalSpec& spec,
                                          const core::Progress& onProgress)
{
    const double seconds = static_cast<double> (samples.rows()) / sampleRateHz;
    if (seconds > longestSeconds)
        return core::Error{ "the recording is too long for a model of all of it",
                            {},
                            core::numberText (seconds) + " s",
                            "20 minutes" };
    core::Frames frames;
    if (auto ready =
            prepareFrames (frames, sampleRateHz, decoder.windowSeconds, windowsOverSample, samples.rows());
        ! ready.ok())
        return ready.error();
    std::vector<MatrixXcf> spectra;
    MatrixXf power = MatrixXf::Zero (std::min (decoder.numBins(), frames.numBins()), frames.numFrames());
    for (Index channel = 0; channel < samples.cols(); ++channel)
    {
        spectra.push_back (frames.forward (samples.col (channel)));
        power += spectra.back().topRows (power.rows()).cwiseAbs2();
    }
    power /= std::max (static_cast<float> (power.cast<double>().mean()), smallestPower);
    power.array() += smallestPower;

    VariationalSpeech model (decoder, power, spec);
    const auto found = training::alternate (
        model, { .iterations = spec.rounds, .task = "the separation" },
        [&] (int round, double) { return onProgress (static_cast<double> (round) / spec.rounds); });
    if (! found.ok())
        return found.error();
    const MatrixXf mask = extendedAbove (found.value(), frames.numBins());
    MatrixXf sources (samples.rows(), 2 * samples.cols());
    for (Index channel = 0; channel < samples.cols(); ++channel)
    {
        const auto& spectrum = spectra[static_cast<size_t> (channel)];
        sources.col (channel) =
            frames.inverse ((spectrum.array() * mask.array().cast<std::complex<float>>()).matrix());
        sources.col (samples.cols() + channel) = samples.col (channel) - sources.col (channel);
    }
    return sources;
}

} // namespace unbraid::offline
