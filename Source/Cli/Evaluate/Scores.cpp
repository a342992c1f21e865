// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/Scores.h"

#include "Cli/Console/Console.h"
#include "Core/Spectral/Mixdown.h"
#include "Evaluation/HighPass.h"
#include "Evaluation/SiSdr.h"
#include "Evaluation/Stoi.h"
#include "Files/Resampler.h"

#include <algorithm>
#include <array>

namespace unbraid::cli
{

namespace
{
using Matrix = Eigen::MatrixXf;

core::Error cannotCompare (const NamedRecording& reference, const NamedRecording& estimate,
                           const std::string& quantity, const std::string& found, const std::string& allowed)
{
    return { "the sounds cannot be compared", estimate.name + ", " + quantity, found,
             allowed + ", as " + reference.name };
}

core::Result<Matrix> highPassed (const files::Recording& recording)
{
    Matrix filtered (recording.samples.rows(), recording.samples.cols());
    for (Eigen::Index channel = 0; channel < filtered.cols(); ++channel)
    {
        const auto passed = evaluation::highPass (recording.samples.col (channel), recording.sampleRateHz);
        if (! passed.ok())
            return passed.error();
        filtered.col (channel) = passed.value();
    }
    return filtered;
}

core::Result<std::optional<double>> siSdrDb (const files::Recording& reference,
                                             const files::Recording& estimate, bool fullBand)
{
    using OptionalDb = std::optional<double>;
    if (! evaluation::hasSiSdr (reference.samples))
        return OptionalDb();
    const auto mean = [] (const Matrix& truth, const Matrix& estimated) -> core::Result<OptionalDb>
    {
        const auto score = evaluation::meanSiSdrDb (truth, estimated);
        return score.ok() ? core::Result<OptionalDb> (score.value()) : score.error();
    };
    if (fullBand)
        return mean (reference.samples, estimate.samples);
    const auto wanted = highPassed (reference);
    const auto given = highPassed (estimate);
    for (const auto* filtered : { &wanted, &given })
        if (! filtered->ok())
            return filtered->error();
    return mean (wanted.value(), given.value());
}

/** In mono; channels that cancel in the reference are subtracted in both. */
core::Result<Matrix> forStoi (const files::Recording& recording, const Eigen::RowVectorXf& polarities)
{
    const Matrix added = recording.samples.array().rowwise() * polarities.array();
    return files::resample (added.rowwise().mean(), recording.sampleRateHz, evaluation::stoiSampleRateHz);
}

void addIntelligibility (const files::Recording& reference, const files::Recording& estimate, Scores& scores)
{
    const Eigen::RowVectorXf polarities = core::polarities (reference.samples);
    const auto clean = forStoi (reference, polarities);
    const auto processed = forStoi (estimate, polarities);
    if (! clean.ok() || ! processed.ok())
        return;
    const auto stoi = evaluation::stoi (clean.value().col (0), processed.value().col (0));
    const auto estoi = evaluation::estoi (clean.value().col (0), processed.value().col (0));
    if (stoi.ok())
        scores.stoi = stoi.value();
    if (estoi.ok())
        scores.estoi = estoi.value();
}
} // namespace

core::Status checkComparable (const NamedRecording& reference, const NamedRecording& estimate)
{
    const auto& wanted = reference.sound;
    const auto& given = estimate.sound;
    if (given.sampleRateHz != wanted.sampleRateHz)
        return cannotCompare (reference, estimate, "rate", fixedPoint (given.sampleRateHz, 0) + " Hz",
                              fixedPoint (wanted.sampleRateHz, 0) + " Hz");
    if (given.samples.cols() != wanted.samples.cols())
        return cannotCompare (reference, estimate, "channels", std::to_string (given.samples.cols()),
                              std::to_string (wanted.samples.cols()));
    if (given.samples.rows() != wanted.samples.rows())
        return cannotCompare (reference, estimate, "length",
                              std::to_string (given.samples.rows()) + " frames",
                              std::to_string (wanted.samples.rows()));
    return core::Done{};
}

core::Result<Scores> score (const TrueSound& reference, const NamedRecording& estimate,
                            const ScoreChoice& choice)
{
    const auto& truth = reference.recording;
    if (auto checked = checkComparable (truth, estimate); ! checked.ok())
        return checked.error();
    const auto inContext = [&] (core::Error error)
    {
        error.where = estimate.name + " against " + truth.name + ", " + error.where;
        return error;
    };
    const auto siSdr = siSdrDb (truth.sound, estimate.sound, choice.fullBand);
    if (! siSdr.ok())
        return inContext (siSdr.error());
    Scores scores{ siSdr.value(), {}, {}, {} };
    if (reference.bss != nullptr)
    {
        const auto bss = reference.bss->score (estimate.sound.samples, reference.index);
        if (! bss.ok())
            return inContext (bss.error());
        scores.bss = bss.value();
    }
    if (choice.intelligibility)
        addIntelligibility (truth.sound, estimate.sound, scores);
    return scores;
}

bool maySpeak (const std::string& source)
{
    constexpr std::array spoken{ "speech", "voice", "vocal", "talk", "speaker", "dialog", "singer", "male" };
    return source.empty() ||
           std::any_of (spoken.begin(), spoken.end(),
                        [&] (const char* part) { return source.find (part) != std::string::npos; });
}

} // namespace unbraid::cli
