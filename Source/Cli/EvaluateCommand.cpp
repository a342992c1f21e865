// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/EvaluateCommand.h"

#include "Cli/ClassMap.h"
#include "Cli/DictionaryArgument.h"
#include "Cli/Interrupt.h"
#include "Cli/JsonOutput.h"
#include "Cli/ProgressBar.h"
#include "Cli/ScoreJson.h"
#include "Cli/ScoreTable.h"
#include "Cli/ScoringGroup.h"
#include "Training/WorkQueue.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

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
    SeparationOptions separation;

    [[nodiscard]] bool separates() const { return ! separation.dictionary.empty(); }
    [[nodiscard]] bool hasInput() const { return ! folders.mixture.empty() || ! folders.noisy.empty(); }
};

using RowResult = core::Result<ScoreRow>;

core::Status checkOptions (const Options& options)
{
    const auto& folders = options.folders;
    if (! folders.mixture.empty() && ! folders.noisy.empty())
        return wrongArgument ("--noisy", "also --mixture", "one of them: the mixture is the input");
    if ((options.oracle || options.baselines) && ! options.hasInput())
        return wrongArgument (options.oracle ? "--oracle" : "--baselines", "nothing that was separated",
                              "with --mixture or --noisy");
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

/** The plan of the separation; says itself on standard error what is wrong, and returns the exit code. */
int addSeparation (const Options& options, ScoringPlan& plan)
{
    auto dictionary = dictionaryArgument (options.separation.dictionary);
    if (! dictionary.ok())
        return fail (dictionary.error());
    auto made = makePlan (std::move (dictionary).value(), options.separation);
    if (! made.ok())
        return fail (made.error(), exitWrongUse);
    plan.separation = std::move (made).value();
    const auto& trained = plan.separation->dictionary;
    plan.methods.mode = plan.separation->mode;
    plan.methods.windowSeconds = static_cast<double> (trained.window) / trained.sampleRateHz;
    const std::string& source = options.folders.source;
    if (const auto found = sourceNamed (source, plan.separation->sources, "--source");
        ! source.empty() && ! found.ok())
        return fail (found.error(), exitWrongUse);
    return exitDone;
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
    if (interrupted())
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
    const int threads = chosenThreads > 0 ? chosenThreads : training::defaultThreads();
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
    const auto columns = scoreColumns (plan.bss, options.hasInput());
    if (options.json)
        std::cout << printable (scoresAsJson (rows, columns)) << "\n";
    else if (! rows.empty())
        std::cout << scoreTable (rows, columns);
    return exitCode;
}

int evaluate (const Options& options)
{
    if (auto checked = checkOptions (options); ! checked.ok())
        return fail (checked.error(), exitWrongUse);
    auto made = planFrom (options);
    if (! made.ok())
        return fail (made.error());
    ScoringPlan& plan = made.value();
    if (options.separates())
        if (const int exitCode = addSeparation (options, plan); exitCode != exitDone)
            return exitCode;
    const auto pairing =
        options.folders.mixture.empty()
            ? pairByName (options.folders)
            : pairWithMixture (options.folders,
                               plan.separation ? plan.separation->sources : std::vector<std::string>());
    if (! pairing.ok())
        return fail (pairing.error());
    if (auto checked = checkClasses (pairing.value().comparisons, options, plan); ! checked.ok())
        return fail (checked.error());
    plan.mixed = pairing.value().mixed;
    const auto rows = scoreAll (pairing.value().comparisons, plan, options.threads);
    return report (rows, pairing.value().unpaired, options, plan);
}

void addScoreOptions (CLI::App& command, Options& options)
{
    command
        .add_option ("--bss-eval", options.bssEval,
                     "SDR, SIR and SAR: v4 (museval), v3 (bss_eval_sources) or none; v4 if not given")
        ->check (CLI::IsMember ({ "v3", "v4", "none" }));
    command.add_flag ("--oracle", options.oracle,
                      "Also the best possible masks, made of the true sounds of the input");
    command.add_flag ("--baselines", options.baselines, "Also fixed filters of the input");
    command.add_option ("--classes", options.classes,
                        "CSV or JSON of names and classes to average by, instead of the source");
    command.add_flag ("--full-band", options.fullBand, "SI-SDR without the high-pass at 80 Hz");
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
    addScoreOptions (*command, *options);
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
