// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/SeparateCommand.h"

#include "Cli/Commands/SeparateArguments.h"
#include "Cli/Console/Crowd.h"
#include "Cli/Console/JsonOutput.h"
#include "Cli/Console/ProgressBar.h"
#include "Files/PipeCopy.h"
#include "Platform/StopSignals.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <mutex>
#include <numeric>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

using FileResult = std::optional<core::Result<SeparationReport>>; // empty: not begun

/** Refuses an output in a folder that is searched: the next run would find it. */
core::Status checkApart (const std::string& searched, const fs::path& out)
{
    std::error_code ignored;
    if (! fs::is_directory (searched, ignored) || ! isWithin (out.empty() ? fs::path (".") : out, searched))
        return core::Done{};
    return core::Error{ "the outputs would lie in the folder that is searched, and be found by the next run",
                        out.empty() ? "the current folder" : out.string(), "a folder inside " + searched,
                        "an --out outside of it" };
}

core::Result<std::vector<FoundSound>> expandInputs (const SeparateArguments& arguments)
{
    std::vector<FoundSound> inputs;
    for (const auto& argument : arguments.inputs)
    {
        if (arguments.archive.recursive)
            if (auto apart = checkApart (argument, arguments.out.value_or ("")); ! apart.ok())
                return apart.error();
        const auto found = findSounds (argument, arguments.archive.subfolders());
        if (! found.ok())
            return found.error();
        if (arguments.isWhole()) // reads it more than once
            if (auto kept = files::keepPipe (argument); ! kept.ok())
                return kept.error();
        inputs.insert (inputs.end(), found.value().begin(), found.value().end());
    }
    return inputs;
}

/** How many files a separation has open at once. */
int filesOf (const std::vector<SeparationTask>& tasks)
{
    constexpr size_t besideOutputs =
        8; // the recording, what it is decoded into, activations, what passes keep
    const auto outputs = tasks.empty() ? 0 : tasks.front().outputs.size();
    return static_cast<int> (besideOutputs + outputs);
}

std::vector<FileResult> separateAll (const FileSeparation& separation,
                                     const std::vector<SeparationTask>& tasks, int threads)
{
    ProgressBar bar;
    std::mutex mutex;
    std::vector<double> shares (tasks.size(), 0.0);
    std::vector<FileResult> results (tasks.size());
    const auto work = [&] (size_t i)
    {
        const auto onProgress = [&, i] (double share)
        {
            const std::lock_guard lock (mutex);
            shares[i] = share;
            const double total = std::accumulate (shares.begin(), shares.end(), 0.0);
            return bar.show (share < 0.0 ? -1.0 : total / static_cast<double> (tasks.size()),
                             tasks[i].input.filename().string());
        };
        results[i] = separation.run (tasks[i], onProgress);
    };
    training::runInParallel (tasks.size(), threadsWithin (threads, filesOf (tasks)), work);
    return results;
}

Json toJson (const SeparationTask& task, const core::Result<SeparationReport>& result)
{
    Json json{ { "input", task.input.string() } };
    if (! result.ok())
    {
        json["error"] = oneLine (result.error().message());
        return json;
    }
    const auto& report = result.value();
    const double seconds = static_cast<double> (report.numFrames) / report.sampleRateHz;
    for (const auto& output : task.outputs)
        json["outputs"].push_back (output.path.string());
    if (! task.activations.empty())
        json["activations"] = task.activations.string();
    json["sample_rate_hz"] = report.sampleRateHz;
    json["channels"] = report.numChannels;
    json["frames"] = report.numFrames;
    json["seconds"] = seconds;
    json["work_seconds"] = report.workSeconds;
    json["real_time_factor"] = seconds > 0.0 ? report.workSeconds / seconds : 0.0; // below 1: faster
    json["latency_samples"] = report.latencySamples;
    json["latency_ms"] = 1000.0 * static_cast<double> (report.latencySamples) / report.sampleRateHz;
    return json;
}

/** The files written, one a line; nothing where standard output carries the sound. */
void printOutputs (const SeparationTask& task)
{
    if (std::any_of (task.outputs.begin(), task.outputs.end(),
                     [] (const auto& output) { return output.path.empty(); }))
        return;
    for (const auto& output : task.outputs)
        std::cout << oneLine (output.path.string()) << "\n";
    if (! task.activations.empty())
        std::cout << oneLine (task.activations.string()) << "\n";
}

/** Results on standard output, errors on standard error, in the order of the inputs. */
int report (const std::vector<SeparationTask>& tasks, const std::vector<FileResult>& results, bool asJson)
{
    int exitCode = exitDone;
    bool saidCancelled = false;
    Json list = Json::array();
    for (size_t i = 0; i < tasks.size(); ++i)
    {
        const auto& result = *results[i];
        list.push_back (toJson (tasks[i], result));
        if (result.ok() && ! asJson)
            printOutputs (tasks[i]);
        if (result.ok())
            continue;
        exitCode = exitFailed;
        if (! (result.error().cancelled && saidCancelled))
            fail (result.error());
        saidCancelled = saidCancelled || result.error().cancelled;
    }
    if (asJson)
        std::cout << printable (Json{ { "files", list } }) << "\n";
    return exitCode;
}

/** In the order of `figuresOf`. */
const std::vector<std::string> figureNames{ "seconds", "sample_rate_hz", "channels", "work_seconds",
                                            "latency_ms" };

Figures figuresOf (const SeparationReport& report)
{
    return { static_cast<double> (report.numFrames) / report.sampleRateHz, report.sampleRateHz,
             static_cast<double> (report.numChannels), report.workSeconds,
             1000.0 * static_cast<double> (report.latencySamples) / report.sampleRateHz };
}

bool areThere (const SeparationTask& task)
{
    std::error_code ignored;
    const auto isThere = [&ignored] (const fs::path& file) { return fs::exists (file, ignored); };
    return (task.activations.empty() || isThere (task.activations)) &&
           std::all_of (task.outputs.begin(), task.outputs.end(),
                        [&] (const auto& output) { return isThere (output.path); });
}

int separateArchive (const FileSeparation& separation, const std::vector<SeparationTask>& tasks,
                     const SeparateArguments& arguments, WorkSharing& sharing)
{
    Archive archive;
    archive.columns = figureNames;
    archive.filesEach = filesOf (tasks);
    for (const auto& task : tasks)
        archive.files.push_back (task.input.string());
    archive.work = [&] (size_t file) -> core::Result<Figures>
    {
        const auto report = separation.run (tasks[file], [] (double) { return ! platform::isStopWanted(); });
        if (! report.ok())
            return report.error();
        return figuresOf (report.value());
    };
    archive.isThere = [&tasks] (size_t file) { return areThere (tasks[file]); };
    return workThrough (archive, arguments.archive, arguments.threads, sharing);
}

int separate (const SeparateArguments& arguments, FileGuard& guard, WorkSharing& sharing)
{
    orRefuse (checkArguments (arguments));
    orRefuse (checkTable (arguments.archive, guard, sharing));
    const auto plan = planFrom (arguments);
    const auto inputs = orFail (expandInputs (arguments));
    const auto choice = orRefuse (outputChoice (arguments, inputs.size(), plan));
    const auto format = orRefuse (formatOfOutputs (arguments, choice));
    const auto tasks = orRefuse (makeTasks (inputs, plan.sources, choice, guard));

    const RawInput raw{ arguments.rawRateHz.value_or (0.0), arguments.rawChannels.value_or (0) };
    const FileSeparation separation (plan, format, raw);
    if (arguments.archive.hasTable())
        return separateArchive (separation, tasks, arguments, sharing);
    return report (tasks, separateAll (separation, tasks, arguments.threads), arguments.json);
}
} // namespace

void addSeparateCommand (CommandLine& program, WorkSharing& sharing)
{
    const auto arguments = std::make_shared<SeparateArguments>();
    auto& command = program.command ("separate", "Split recordings into their sources");
    addSeparateArguments (command, *arguments);
    command.run ([arguments, &sharing] (FileGuard& guard) { return separate (*arguments, guard, sharing); });
}

} // namespace unbraid::cli
