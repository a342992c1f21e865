// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Scoring.h"

#include "Evaluation/HighPass.h"
#include "Evaluation/OracleMasks.h"
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
} // namespace

Scores score (const Eigen::VectorXf& reference, const Eigen::VectorXf& estimate, double sampleRateHz,
              bool isSpeech)
{
    const auto trueSound = evaluation::highPass (reference, sampleRateHz);
    const auto filtered = evaluation::highPass (estimate, sampleRateHz);
    Scores scores{ unavailable, unavailable, unavailable };
    if (trueSound.ok() && filtered.ok())
        scores.siSdrDb = orUnavailable (evaluation::siSdrDb (trueSound.value(), filtered.value()));
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
    const Eigen::Index latency = separator.latencySamples();
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (mixture.size() + latency);
    padded.head (mixture.size()) = mixture;
    Eigen::MatrixXf late (padded.size(), separator.numSources());
    const float* from = padded.data();
    std::vector<float*> to;
    for (Eigen::Index source = 0; source < late.cols(); ++source)
        to.push_back (late.col (source).data());
    separator.process (&from, to.data(), padded.size());
    std::vector<Eigen::VectorXf> sources;
    for (Eigen::Index source = 0; source < late.cols(); ++source)
        sources.emplace_back (late.col (source).tail (mixture.size()));
    return sources;
}

std::vector<Eigen::VectorXf> oracleWiener (const Mixture& mixture, const core::FrameGeometry& geometry)
{
    std::vector<Eigen::Map<const Eigen::MatrixXf>> stems;
    for (const auto& stem : mixture.stems)
        stems.emplace_back (stem.data(), stem.size(), 1);
    const auto separated =
        evaluation::separateByOracle (evaluation::OracleMask::wiener, mixture.mixture, stems, geometry);
    std::vector<Eigen::VectorXf> sources;
    if (separated.ok())
        for (const auto& source : separated.value())
            sources.emplace_back (source.col (0));
    return sources;
}

} // namespace unbraid::quality
