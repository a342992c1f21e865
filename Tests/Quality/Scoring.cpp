// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Scoring.h"

#include "Evaluation/HighPass.h"
#include "Evaluation/SiSdr.h"
#include "Evaluation/Stoi.h"
#include "Files/Resampler.h"

#include <limits>

namespace unbraid::quality
{

namespace
{
constexpr double unavailable = std::numeric_limits<double>::quiet_NaN();

double orUnavailable (const core::Result<double>& result)
{
    return result.ok() ? result.value() : unavailable;
}

Eigen::VectorXf atStoiRate (const Eigen::VectorXf& signal, double sampleRateHz)
{
    auto resampled = files::resample (signal, sampleRateHz, evaluation::stoiSampleRateHz);
    return resampled.ok() ? Eigen::VectorXf (resampled.value().col (0)) : Eigen::VectorXf{};
}

/** Streams `inputs` through `process` in blocks and drops the latency. */
template <class Process>
std::vector<Eigen::VectorXf> stream (const std::vector<Eigen::VectorXf>& inputs, Eigen::Index numOutputs,
                                     Eigen::Index latency, Process&& process)
{
    const Eigen::Index length = inputs.front().size();
    const auto numInputs = static_cast<Eigen::Index> (inputs.size());
    Eigen::MatrixXf padded = Eigen::MatrixXf::Zero (length + latency, numInputs);
    Eigen::MatrixXf late (length + latency, numOutputs);
    std::vector<const float*> from (inputs.size());
    std::vector<float*> to (static_cast<size_t> (numOutputs));
    for (Eigen::Index input = 0; input < numInputs; ++input)
    {
        padded.col (input).head (length) = inputs[static_cast<size_t> (input)];
        from[static_cast<size_t> (input)] = padded.col (input).data();
    }
    for (Eigen::Index output = 0; output < numOutputs; ++output)
        to[static_cast<size_t> (output)] = late.col (output).data();
    process (from.data(), to.data(), length + latency);
    std::vector<Eigen::VectorXf> outputs (static_cast<size_t> (numOutputs));
    for (Eigen::Index output = 0; output < numOutputs; ++output)
        outputs[static_cast<size_t> (output)] = late.col (output).tail (length);
    return outputs;
}
} // namespace

Scores score (const Eigen::VectorXf& reference, const Eigen::VectorXf& estimate, double sampleRateHz,
              bool isSpeech)
{
    const auto trueSound = evaluation::highPass (reference, sampleRateHz);
    const auto heard = evaluation::highPass (estimate, sampleRateHz);
    Scores scores{ unavailable, unavailable, unavailable };
    if (trueSound.ok() && heard.ok())
        scores.siSdrDb = orUnavailable (evaluation::siSdrDb (trueSound.value(), heard.value()));
    if (! isSpeech)
        return scores;
    const auto clean = atStoiRate (reference, sampleRateHz);
    const auto processed = atStoiRate (estimate, sampleRateHz);
    scores.stoi = orUnavailable (evaluation::stoi (clean, processed));
    scores.estoi = orUnavailable (evaluation::estoi (clean, processed));
    return scores;
}

std::vector<Eigen::VectorXf> separateAll (core::Separator& separator, const Eigen::VectorXf& mixture)
{
    separator.reset();
    return stream ({ mixture }, separator.numSources(), separator.latencySamples(),
                   [&] (const float* const* from, float* const* to, Eigen::Index count)
                   { separator.process (from, to, count); });
}

std::vector<Eigen::VectorXf> oracleWiener (const Mixture& mixture, const core::FrameGeometry& geometry)
{
    const auto numStems = static_cast<Eigen::Index> (mixture.stems.size());
    core::Stft stft;
    if (! stft.prepare (geometry, numStems, numStems).ok())
        return {};
    auto applyTrueMasks = [] (const Eigen::MatrixXcf& stems, Eigen::MatrixXcf& outputs)
    {
        constexpr float tiny = 1e-20f;
        const Eigen::ArrayXf total = stems.cwiseAbs2().rowwise().sum().array() + tiny;
        const Eigen::VectorXcf sum = stems.rowwise().sum();
        for (Eigen::Index stem = 0; stem < stems.cols(); ++stem)
            outputs.col (stem) = (stems.col (stem).cwiseAbs2().array() / total).matrix().cwiseProduct (sum);
    };
    return stream (mixture.stems, numStems, geometry.latencySamples(),
                   [&] (const float* const* from, float* const* to, Eigen::Index count)
                   { stft.process (from, to, count, applyTrueMasks); });
}

} // namespace unbraid::quality
