// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/EvaluateCommand.h"

#include "Cli/DictionaryArgument.h"
#include "Cli/Interrupt.h"
#include "Cli/JsonOutput.h"
#include "Cli/ProgressBar.h"
#include "Cli/RecordingSeparator.h"
#include "Cli/ScoreTable.h"
#include "Training/WorkQueue.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <atomic>
#include <iostream>
#include <map>
#include <memory>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

constexpr Eigen::Index maxFrames = Eigen::Index{ 1 } << 28; // of one recording: 93 minutes at 48 kHz

struct Options
{
    PairingFolders folders;
    bool fullBand = false;
    bool json = false;
    int threads = 0; // 0: all the machine has
    SeparationOptions separation;

    [[nodiscard]] bool separates() const { return ! separation.dictionary.empty(); }
};

/** Comparisons that share one input, which is read and separated once. */
using Group = std::vector<Comparison>;
using RowResult = core::Result<ScoreRow>;

core::Status checkOptions (const Options& options)
{
    const auto& folders = options.folders;
    if (! folders.mixture.empty() && ! folders.noisy.empty())
        return wrongArgument ("--noisy", "also --mixture", "one of them: the mixture is the input");
    if (! options.separates() && folders.estimate.empty())
        return wrongArgument ("--estimate", "nothing", "a folder, or --dictionary");
    if (! options.separates())
        return core::Done{};
    if (! folders.estimate.empty())
        return wrongArgument ("--estimate", "also --dictionary", "one of them");
    if (folders.mixture.empty() && (folders.noisy.empty() || folders.source.empty()))
        return wrongArgument ("--dictionary", "nothing to separate",
                              "with --mixture, or --noisy and --source");
    return core::Done{};
}

std::vector<Group> groupByInput (const std::vector<Comparison>& comparisons)
{
    std::vector<Group> groups;
    std::map<fs::path, size_t> known;
    for (const auto& comparison : comparisons)
    {
        const auto [place, isNew] = known.emplace (comparison.input, groups.size());
        if (isNew || comparison.input.empty())
            groups.push_back ({ comparison });
        else
            groups[place->second].push_back (comparison);
    }
    return groups;
}

core::Result<NamedRecording> readNamed (const fs::path& path)
{
    auto recording = files::readRecording (path, maxFrames);
    if (! recording.ok())
        return recording.error();
    return NamedRecording{ path.string(), std::move (recording).value() };
}

/** What one group was made from, and made into. */
struct GroupSounds
{
    std::optional<NamedRecording> input;
    std::vector<Eigen::MatrixXf> sources; // where they are separated here
};

core::Result<GroupSounds> prepareGroup (const Group& group, const SeparationPlan* plan)
{
    GroupSounds sounds;
    if (group.front().input.empty())
        return sounds;
    auto input = readNamed (group.front().input);
    if (! input.ok())
        return input.error();
    sounds.input = std::move (input).value();
    if (plan == nullptr)
        return sounds;
    const auto& mixture = sounds.input->sound;
    auto separated = separateRecording (*plan, mixture.sampleRateHz, mixture.samples);
    if (! separated.ok())
        return separated.error();
    sounds.sources = std::move (separated).value();
    return sounds;
}

core::Result<NamedRecording> estimateOf (const Comparison& comparison, GroupSounds& sounds,
                                         const SeparationPlan* plan)
{
    if (plan == nullptr)
        return readNamed (comparison.estimate);
    const auto source = sourceNamed (comparison.source, plan->sources, "--source");
    if (! source.ok())
        return source.error();
    return NamedRecording{ sounds.input->name + ", separated",
                           { sounds.input->sound.sampleRateHz, std::move (sounds.sources[source.value()]) } };
}

RowResult scoreOne (const Comparison& comparison, GroupSounds& sounds, const SeparationPlan* plan,
                    bool fullBand)
{
    const ScoreChoice choice{ fullBand, maySpeak (comparison.source) };
    const auto reference = readNamed (comparison.reference);
    const auto estimate = estimateOf (comparison, sounds, plan);
    for (const auto* recording : { &reference, &estimate })
        if (! recording->ok())
            return recording->error();
    const auto scores = score (reference.value(), estimate.value(), choice);
    if (! scores.ok())
        return scores.error();
    ScoreRow row{ comparison, scores.value(), {} };
    if (! sounds.input)
        return row;
    const auto inputScores = score (reference.value(), *sounds.input, choice);
    if (! inputScores.ok())
        return inputScores.error();
    row.input = inputScores.value();
    return row;
}

std::vector<RowResult> scoreGroup (const Group& group, const SeparationPlan* plan, bool fullBand)
{
    if (interrupted())
        return { cancelled() };
    auto sounds = prepareGroup (group, plan);
    if (! sounds.ok())
        return { sounds.error() };
    std::vector<RowResult> rows;
    for (const auto& comparison : group)
        rows.push_back (scoreOne (comparison, sounds.value(), plan, fullBand));
    return rows;
}

std::vector<RowResult> scoreAll (const std::vector<Comparison>& comparisons, const SeparationPlan* plan,
                                 const Options& options)
{
    const auto groups = groupByInput (comparisons);
    std::vector<std::vector<RowResult>> scored (groups.size());
    ProgressBar bar;
    std::atomic<size_t> done{ 0 };
    const auto work = [&] (size_t i)
    {
        scored[i] = scoreGroup (groups[i], plan, options.fullBand);
        bar.show (static_cast<double> (++done) / static_cast<double> (groups.size()), groups[i].front().name);
    };
    training::runInParallel (groups.size(),
                             options.threads > 0 ? options.threads : training::defaultThreads(), work);
    std::vector<RowResult> rows;
    for (const auto& group : scored)
        rows.insert (rows.end(), group.begin(), group.end());
    return rows;
}

int report (const std::vector<RowResult>& results, const std::vector<core::Error>& unpaired, bool asJson)
{
    int exitCode = exitDone;
    std::vector<ScoreRow> rows;
    for (const auto& result : results)
    {
        if (result.ok())
            rows.push_back (result.value());
        else if (result.error().cancelled)
            return fail (result.error());
        else
            exitCode = fail (result.error());
    }
    for (const auto& error : unpaired)
        exitCode = fail (error);
    if (asJson)
        std::cout << printable (scoresAsJson (rows)) << "\n";
    else if (! rows.empty())
        std::cout << scoreTable (rows);
    return exitCode;
}

int evaluate (const Options& options)
{
    if (auto checked = checkOptions (options); ! checked.ok())
        return fail (checked.error(), exitWrongUse);
    std::optional<SeparationPlan> plan;
    if (options.separates())
    {
        auto dictionary = dictionaryArgument (options.separation.dictionary);
        if (! dictionary.ok())
            return fail (dictionary.error());
        auto made = makePlan (std::move (dictionary).value(), options.separation);
        if (! made.ok())
            return fail (made.error(), exitWrongUse);
        plan = std::move (made).value();
        const std::string& source = options.folders.source;
        if (const auto found = sourceNamed (source, plan->sources, "--source");
            ! source.empty() && ! found.ok())
            return fail (found.error(), exitWrongUse);
    }
    const auto pairing =
        options.folders.mixture.empty()
            ? pairByName (options.folders)
            : pairWithMixture (options.folders, plan ? plan->sources : std::vector<std::string>());
    if (! pairing.ok())
        return fail (pairing.error());
    const auto rows = scoreAll (pairing.value().comparisons, plan ? &*plan : nullptr, options);
    return report (rows, pairing.value().unpaired, options.json);
}
} // namespace

void addEvaluateCommand (CLI::App& app, Command& chosen)
{
    const auto options = std::make_shared<Options>();
    auto& folders = options->folders;
    auto* command = app.add_subcommand ("evaluate", "Score separated sounds against true ones");
    command->add_option ("--reference", folders.reference, "Folder of true sounds")->required();
    command->add_option ("--estimate", folders.estimate, "Folder of separated sounds, STEM[.SOURCE].*");
    command->add_option ("--source", folders.source, "The source that the true sounds are");
    command->add_option ("--noisy", folders.noisy,
                         "Folder of what was separated: adds its scores and the gain");
    command->add_option ("--mixture", folders.mixture,
                         "File that was separated: pairs REF/SOURCE.* with EST/STEM.SOURCE.*");
    auto* dictionary =
        command->add_option ("--dictionary", options->separation.dictionary,
                             "Separate --noisy or --mixture here instead of reading --estimate");
    command->add_flag ("--full-band", options->fullBand, "SI-SDR without the high-pass at 80 Hz");
    command->add_option ("--threads", options->threads, "Files scored at once")->check (CLI::Range (1, 1024));
    command->add_flag ("--json", options->json, "As JSON");
    const size_t before = command->get_options().size();
    addSeparationOptions (*command, options->separation);
    const auto all = command->get_options();
    for (size_t i = before; i < all.size(); ++i)
        all[i]->needs (dictionary);
    command->callback ([options, &chosen] { chosen = [options] { return evaluate (*options); }; });
}

} // namespace unbraid::cli
