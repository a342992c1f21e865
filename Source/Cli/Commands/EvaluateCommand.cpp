// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/EvaluateCommand.h"

#include "Cli/Console/Crowd.h"
#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Console/JsonOutput.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Evaluate/ClassMap.h"
#include "Cli/Evaluate/ScoreJson.h"
#include "Cli/Evaluate/ScoreTable.h"
#include "Cli/Evaluate/ScoredArchive.h"
#include "Cli/Evaluate/ScoringGroup.h"
#include "Platform/StopSignals.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <atomic>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

struct Options
{
    PairingFolders folders;
    std::string bssEval = "v4";
    bool oracle = false;
    bool baselines = false;
    fs::path classes;
    bool fullBand = false;
    bool json = false;
    int threads = 0; // 0: all the machine has
    ArchiveOptions archive;
    SeparationOptions separation;

    [[nodiscard]] bool separates() const { return ! separation.dictionary.empty(); }
    [[nodiscard]] bool hasInput() const { return ! folders.mixture.empty() || ! folders.noisy.empty(); }
};

using RowResult = core::Result<ScoreRow>;

core::Error wrongTogether (const std::string& sentence)
{
    return { sentence, "see unbraid evaluate --help", {}, {} };
}

core::Status checkOptions (const Options& options)
{
    const auto& folders = options.folders;
    if (! folders.mixture.empty() && ! folders.noisy.empty())
        return wrongTogether ("--noisy and --mixture both name the input; give one of the two");
    if ((options.oracle || options.baselines) && ! options.hasInput())
        return missingPartner (options.oracle ? "--oracle" : "--baselines",
                               "the input: --mixture or --noisy");
    if (! folders.mixture.empty() && (options.archive.hasTable() || options.archive.recursive))
        return wrongTogether ("--table and --recursive are for folders, and --mixture is one file");
    if (options.archive.hasTable() && options.json)
        return wrongTogether ("--table and --json both report the results; give one of the two");
    if (options.archive.hasTable() && (options.oracle || options.baselines))
        return wrongTogether (
            "--table holds the scores of the estimates; leave out --oracle and --baselines");
    if (! options.separates() && folders.estimate.empty())
        return wrongTogether (
            "there is nothing to score; give --estimate FOLDER, or --dictionary to separate here");
    if (! options.separates())
        return core::Done{};
    if (! folders.estimate.empty())
        return wrongTogether ("--estimate is a separation and --dictionary makes one; give one of the two");
    if (folders.mixture.empty() && (folders.noisy.empty() || folders.source.empty()))
        return missingPartner ("--dictionary", "something to separate: --mixture, or --noisy and --source");
    return core::Done{};
}

core::Result<ScoringPlan> planFrom (const Options& options)
{
    ScoringPlan plan;
    plan.fullBand = options.fullBand;
    if (options.bssEval != "none")
        plan.bss = options.bssEval == "v3" ? evaluation::BssVersion::v3 : evaluation::BssVersion::v4;
    plan.methods.oracle = options.oracle;
    plan.methods.baselines = options.baselines;
    if (! options.classes.empty())
    {
        auto classes = readClasses (options.classes);
        if (! classes.ok())
            return classes.error();
        plan.classes = std::move (classes).value();
    }
    return plan;
}

/** The plan of the separation. Throws Failure. */
void addSeparation (const Options& options, ScoringPlan& plan)
{
    auto dictionary = orFail (dictionaryArgument (options.separation.dictionary));
    plan.separation = orRefuse (makePlan (std::move (dictionary), options.separation));
    const auto& trained = plan.separation->dictionary;
    plan.methods.mode = plan.separation->mode;
    plan.methods.windowSeconds = static_cast<double> (trained.window) / trained.sampleRateHz;
    if (const std::string& source = options.folders.source; ! source.empty())
        orRefuse (sourceNamed (source, plan.separation->sources, "--source"));
}

core::Status checkClasses (const std::vector<Comparison>& comparisons, const Options& options,
                           const ScoringPlan& plan)
{
    for (const auto& comparison : comparisons)
        if (! options.classes.empty() && plan.classes.count (comparison.name) == 0)
            return core::Error{ "a sound has no class", options.classes.string(), "no " + comparison.name,
                                "a class for each reference" };
    return core::Done{};
}

/** A lone group shares its threads among its rows. */
std::vector<RowResult> scoreGroup (const std::vector<Comparison>& comparisons, const ScoringPlan& plan,
                                   int threads)
{
    if (platform::isStopWanted())
        return { cancelled() };
    const auto group = ScoringGroup::prepare (comparisons, plan);
    if (! group.ok())
        return { group.error() };
    std::vector<std::optional<RowResult>> scored (comparisons.size());
    training::runInParallel (scored.size(), threads,
                             [&] (size_t row) { scored[row] = group.value().score (row); });
    std::vector<RowResult> rows;
    rows.reserve (scored.size());
    for (auto& row : scored)
        rows.push_back (std::move (*row));
    return rows;
}

std::vector<RowResult> scoreAll (const std::vector<Comparison>& comparisons, const ScoringPlan& plan,
                                 int chosenThreads)
{
    const auto groups = ScoringGroup::groupByInput (comparisons);
    constexpr int filesEach = 4; // a recording, and what it is decoded into
    const int threads = threadsWithin (chosenThreads, filesEach);
    std::vector<std::vector<RowResult>> scored (groups.size());
    ProgressBar bar;
    std::atomic<size_t> done{ 0 };
    const auto work = [&] (size_t i)
    {
        scored[i] = scoreGroup (groups[i], plan, groups.size() == 1 ? threads : 1);
        bar.show (static_cast<double> (++done) / static_cast<double> (groups.size()), groups[i].front().name);
    };
    training::runInParallel (groups.size(), threads, work);
    std::vector<RowResult> rows;
    for (const auto& group : scored)
        rows.insert (rows.end(), group.begin(), group.end());
    return rows;
}

/** Where no row has scores. */
core::Error nothingScored (const std::vector<ScoreRow>& rows)
{
    return { "there are no scores, since no reference has a sound",
             rows.front().comparison.reference.parent_path().string(), "silence", "references that sound" };
}

int report (const std::vector<RowResult>& results, const std::vector<core::Error>& unpaired,
            const Options& options, const ScoringPlan& plan)
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
    if (! rows.empty() &&
        std::none_of (rows.begin(), rows.end(),
                      [] (const ScoreRow& row) { return row.estimate.siSdrDb.has_value(); }))
        return fail (nothingScored (rows));
    const auto columns = scoreColumns (plan.bss, options.hasInput());
    if (options.json)
        std::cout << printable (scoresAsJson (rows, columns)) << "\n";
    else if (! rows.empty())
        std::cout << scoreTable (rows, columns);
    return exitCode;
}

int evaluate (const Options& options, const FileGuard& guard, WorkSharing& sharing)
{
    orRefuse (checkOptions (options));
    orRefuse (checkTable (options.archive, guard, sharing));
    auto plan = orFail (planFrom (options));
    if (options.separates())
        addSeparation (options, plan);
    const auto pairing =
        orFail (options.folders.mixture.empty()
                    ? pairByName (options.folders)
                    : pairWithMixture (options.folders, plan.separation ? plan.separation->sources
                                                                        : std::vector<std::string>()));
    orFail (checkClasses (pairing.comparisons, options, plan));
    plan.mixed = pairing.mixed;
    for (const auto& file : pairing.leftOut)
        warn ("'" + file.string() + "' is not scored, since no reference has the name of its source");
    if (options.archive.hasTable())
        return evaluateArchive ({ pairing, plan, options.hasInput(), options.threads }, options.archive,
                                sharing);
    const auto rows = scoreAll (pairing.comparisons, plan, options.threads);
    return report (rows, pairing.unpaired, options, plan);
}

void addScoreOptions (CommandLine& command, Options& options)
{
    command
        .add ("--bss-eval VERSION", options.bssEval,
              "SDR, SIR and SAR: v4 (museval, the default), v3 (bss_eval_sources) or none")
        .oneOf ({ "v3", "v4", "none" });
    command.addFlag ("--oracle", options.oracle, "Also the best possible masks, made from the references");
    command.addFlag ("--baselines", options.baselines, "Also fixed filters of the input");
    command.add ("--classes FILE", options.classes,
                 "CSV or JSON of names and classes to average by, instead of the source");
    command.addFlag ("--full-band", options.fullBand, "SI-SDR without the high-pass at 80 Hz");
}
} // namespace

void addEvaluateCommand (CommandLine& program, WorkSharing& sharing)
{
    const auto options = std::make_shared<Options>();
    auto& folders = options->folders;
    auto& command = program.command ("evaluate", "Score separated sounds against the true ones");
    command.add ("--reference FOLDER", folders.reference, "Folder of references, the true sounds").required();
    command.add ("--estimate FOLDER", folders.estimate, "Folder of separated sounds, STEM[.SOURCE].*");
    command.add ("--source NAME", folders.source, "The source that the references are of");
    command.add ("--noisy FOLDER", folders.noisy, "Folder of the inputs: adds their scores and the gain");
    command.add ("--mixture FILE", folders.mixture,
                 "The file that was separated: pairs REFERENCE/SOURCE.* with ESTIMATE/STEM.SOURCE.*");
    auto& dictionary = command
                           .add ("--dictionary NAME|FILE", options->separation.dictionary,
                                 "Separate --noisy or --mixture here instead of reading --estimate")
                           .isDictionary();
    addScoreOptions (command, *options);
    command.add ("--threads N", options->threads, "Files to score at once").within (1, 1024);
    command.addFlag ("--json", options->json, "As JSON");
    addArchiveOptions (command, options->archive);
    command.theRestNeeds (dictionary);
    addSeparationOptions (command, options->separation);
    command.example ("unbraid evaluate --reference clean --estimate separated --source speech --noisy noisy",
                     "scores of a folder of separated recordings, and the gain over the noisy ones");
    command.example ("unbraid evaluate --reference stems --mixture song.wav --dictionary band",
                     "separates and scores in one go");
    command.run (
        [options, &sharing] (FileGuard& guard)
        {
            options->folders.subfolders = options->archive.subfolders();
            return evaluate (*options, guard, sharing);
        });
}

} // namespace unbraid::cli
