// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/ScoringGroup.h"

#include "Cli/Console/Console.h"
#include "Cli/Separate/RecordingSeparator.h"
#include "Cli/Separate/SoundWarnings.h"

#include <algorithm>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

constexpr Eigen::Index maxFrames = Eigen::Index{ 1 } << 28; // of one recording: 93 minutes at 48 kHz

/** Less than this share of the mixture's energy, -60 dB, is rounding of the files' samples and no sound. */
constexpr double restShare = 1e-6;

core::Result<NamedRecording> readNamed (const fs::path& path)
{
    auto recording = files::readRecording (path, maxFrames);
    if (! recording.ok())
        return recording.error();
    warnOfFile (recording.value(), path.string());
    return NamedRecording{ path.string(), std::move (recording).value() };
}

/** The name that scores are collected under. */
std::string classOf (const Comparison& comparison, const std::map<std::string, std::string>& classes)
{
    const auto found = classes.find (comparison.name);
    return found == classes.end() ? comparison.source : found->second;
}
} // namespace

std::vector<std::vector<Comparison>> ScoringGroup::groupByInput (const std::vector<Comparison>& comparisons)
{
    std::vector<std::vector<Comparison>> groups;
    std::map<fs::path, size_t> known;
    for (const auto& comparison : comparisons)
    {
        const auto [found, isNew] = known.emplace (comparison.input, groups.size());
        if (isNew || comparison.input.empty())
            groups.push_back ({ comparison });
        else
            groups[found->second].push_back (comparison);
    }
    return groups;
}

core::Result<ScoringGroup> ScoringGroup::prepare (std::vector<Comparison> comparisons,
                                                  const ScoringPlan& plan)
{
    ScoringGroup group (plan);
    group.comparisons = std::move (comparisons);
    if (auto read = group.readSounds(); ! read.ok())
        return read.error();
    group.warnOfUnread();
    if (group.references.empty())
        return group; // each row says why
    if (group.input)
    {
        group.addRest();
        if (auto separated = group.separate(); ! separated.ok())
            return separated.error();
        auto made = comparedMethods (plan.methods, group.input->sound, group.references, group.names);
        if (! made.ok())
            return made.error();
        group.methods = std::move (made).value();
    }
    if (auto correlated = group.correlate(); ! correlated.ok())
        return correlated.error();
    return group;
}

core::Status ScoringGroup::readSounds()
{
    std::map<std::string, fs::path> truths = plan->mixed;
    const auto& first = comparisons.front();
    if (truths.empty())
        truths.emplace (first.source, first.reference);
    if (! first.input.empty())
    {
        auto read = readNamed (first.input);
        if (! read.ok())
            return read.error();
        input = std::move (read).value();
    }
    for (const auto& [name, path] : truths)
    {
        auto read = readTruth (path);
        if (! read.ok())
        {
            unread.emplace (path, read.error());
            continue;
        }
        references.push_back (std::move (read).value());
        names.push_back (name);
    }
    return core::Done{};
}

core::Result<NamedRecording> ScoringGroup::readTruth (const fs::path& path) const
{
    auto read = readNamed (path);
    if (! read.ok())
        return read;
    if (! read.value().sound.samples.allFinite())
        return core::Error{ "the recording holds values that are no samples", path.string(),
                            "NaN or infinity", "finite samples" };
    if (input)
        if (auto checked = checkComparable (read.value(), *input); ! checked.ok())
            return checked.error();
    return read;
}

/** Of those that have no row which says so. */
void ScoringGroup::warnOfUnread() const
{
    for (const auto& [path, error] : unread)
        if (std::none_of (comparisons.begin(), comparisons.end(),
                          [&path = path] (const Comparison& comparison)
                          { return comparison.reference == path; }))
            warn ("a true sound cannot be used, and counts as noise: " + error.message());
}

void ScoringGroup::addRest()
{
    const auto& mixture = input->sound;
    Eigen::MatrixXf rest = mixture.samples;
    for (const auto& reference : references)
        rest -= reference.sound.samples;
    const double energy = mixture.samples.cast<double>().squaredNorm();
    if (! (rest.cast<double>().squaredNorm() > restShare * energy))
        return;
    references.push_back (
        { input->name + " without its true sounds", { mixture.sampleRateHz, std::move (rest) } });
    names.emplace_back();
}

core::Status ScoringGroup::separate()
{
    if (! plan->separation)
        return core::Done{};
    const auto& mixture = input->sound;
    warnOfScoreOutside (plan->separation->guide, input->name,
                        static_cast<double> (mixture.samples.rows()) / mixture.sampleRateHz);
    auto separated = separateRecording (*plan->separation, mixture.sampleRateHz, mixture.samples);
    if (! separated.ok())
        return separated.error();
    sources = std::move (separated).value();
    return core::Done{};
}

core::Status ScoringGroup::correlate()
{
    if (! plan->bss)
        return core::Done{};
    std::vector<Eigen::Map<const Eigen::MatrixXf>> views;
    for (const auto& reference : references)
    {
        const auto& samples = reference.sound.samples;
        views.emplace_back (samples.data(), samples.rows(), samples.cols());
    }
    auto prepared = evaluation::BssEval::prepare (*plan->bss, views, references.front().sound.sampleRateHz);
    if (! prepared.ok())
    {
        core::Error error = prepared.error();
        error.where = references.front().name + ", " + error.where;
        return error;
    }
    bss.emplace (std::move (prepared).value());
    return core::Done{};
}

core::Result<NamedRecording> ScoringGroup::estimateOf (const Comparison& comparison) const
{
    if (! plan->separation)
        return readNamed (comparison.estimate);
    const auto source = sourceNamed (comparison.source, plan->separation->sources, "--source");
    if (! source.ok())
        return source.error();
    return NamedRecording{ input->name + ", separated",
                           { input->sound.sampleRateHz, sources[source.value()] } };
}

core::Status ScoringGroup::addMethods (const TrueSound& truth, const ScoreChoice& choice, ScoreRow& row) const
{
    for (const auto& method : methods)
    {
        const auto& samples = method.estimates[truth.index];
        if (samples.size() == 0)
            continue;
        const NamedRecording estimate{ input->name + ", " + method.title,
                                       { input->sound.sampleRateHz, samples } };
        const auto scores = cli::score (truth, estimate, choice);
        if (! scores.ok())
            return scores.error();
        row.methods.push_back ({ method.key, method.title, scores.value() });
    }
    return core::Done{};
}

core::Result<ScoreRow> ScoringGroup::score (size_t row) const
{
    const Comparison& comparison = comparisons[row];
    if (const auto failed = unread.find (comparison.reference); failed != unread.end())
        return failed->second;
    const ScoreChoice choice{ plan->fullBand, maySpeak (comparison.source) };
    const auto index =
        static_cast<size_t> (std::find_if (references.begin(), references.end(),
                                           [&] (const NamedRecording& reference)
                                           { return reference.name == comparison.reference.string(); }) -
                             references.begin());
    const TrueSound truth{ references[index], bss ? &*bss : nullptr, index };
    const auto estimate = estimateOf (comparison);
    if (! estimate.ok())
        return estimate.error();
    const auto scores = cli::score (truth, estimate.value(), choice);
    if (! scores.ok())
        return scores.error();
    if (! scores.value().siSdrDb)
        warn ("'" + comparison.name +
              "' has no scores, since its reference is silent: " + comparison.reference.string());
    ScoreRow result{ comparison, classOf (comparison, plan->classes), scores.value(), {}, {} };
    if (! input)
        return result;
    const auto inputScores = cli::score (truth, *input, choice);
    if (! inputScores.ok())
        return inputScores.error();
    result.input = inputScores.value();
    if (auto added = addMethods (truth, choice, result); ! added.ok())
        return added.error();
    return result;
}

} // namespace unbraid::cli
