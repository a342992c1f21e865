// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/SeparateCommand.h"

#include "Cli/Commands/SeparateArguments.h"
#include "Cli/Console/JsonOutput.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/DictionaryArgument.h"
#include "Cli/Separate/InputList.h"
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

core::Result<std::vector<fs::path>> expandInputs (const std::vector<std::string>& arguments)
{
    std::vector<fs::path> inputs;
    for (const auto& argument : arguments)
    {
        const auto found = soundFiles (argument);
        if (! found.ok())
            return found.error();
        inputs.insert (inputs.end(), found.value().begin(), found.value().end());
    }
    return inputs;
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
            bar.show (share < 0.0 ? -1.0 : total / static_cast<double> (tasks.size()),
                      tasks[i].input.filename().string());
        };
        results[i] = separation.run (tasks[i], onProgress);
    };
    training::runInParallel (tasks.size(), threads > 0 ? threads : training::defaultThreads(), work);
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

int separate (const SeparateArguments& arguments, FileGuard& guard)
{
    if (auto checked = checkArguments (arguments); ! checked.ok())
        return fail (checked.error(), exitWrongUse);
    auto dictionary = dictionaryArgument (arguments.separation.dictionary);
    if (! dictionary.ok())
        return fail (dictionary.error());
    const auto plan = makePlan (std::move (dictionary).value(), arguments.separation);
    if (! plan.ok())
        return fail (plan.error(), exitWrongUse);
    const auto inputs = expandInputs (arguments.inputs);
    if (! inputs.ok())
        return fail (inputs.error());
    const auto choice = outputChoice (arguments, inputs.value().size(), plan.value());
    if (! choice.ok())
        return fail (choice.error(), exitWrongUse);
    const auto format = formatOfOutputs (arguments, choice.value());
    if (! format.ok())
        return fail (format.error(), exitWrongUse);
    const auto tasks = makeTasks (inputs.value(), plan.value().sources, choice.value(), guard);
    if (! tasks.ok())
        return fail (tasks.error(), exitWrongUse);

    const RawInput raw{ arguments.rawRateHz.value_or (0.0), arguments.rawChannels.value_or (0) };
    const FileSeparation separation (plan.value(), format.value(), raw);
    return report (tasks.value(), separateAll (separation, tasks.value(), arguments.threads), arguments.json);
}
} // namespace

void addSeparateCommand (CommandLine& program)
{
    const auto arguments = std::make_shared<SeparateArguments>();
    auto& command = program.command ("separate", "Split recordings into their sources");
    addSeparateArguments (command, *arguments);
    command.run ([arguments] (FileGuard& guard) { return separate (*arguments, guard); });
}

} // namespace unbraid::cli
