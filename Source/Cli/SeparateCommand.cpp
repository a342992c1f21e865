// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/SeparateCommand.h"

#include "Cli/DictionaryArgument.h"
#include "Cli/InputList.h"
#include "Cli/JsonOutput.h"
#include "Cli/ProgressBar.h"
#include "Cli/SeparationTasks.h"
#include "Training/WorkQueue.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <mutex>
#include <numeric>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

struct Options
{
    std::vector<std::string> inputs;
    std::optional<std::string> folder;
    std::optional<std::string> only;
    std::optional<double> reductionDb;
    std::optional<std::string> activations;
    std::optional<double> rawRateHz;
    std::optional<int> rawChannels;
    std::string format = "float32";
    int threads = 0; // 0: all the machine has
    bool json = false;
    SeparationOptions separation;
};

using FileResult = std::optional<core::Result<SeparationReport>>; // empty: not begun

bool readsStandardInput (const Options& options)
{
    return std::count (options.inputs.begin(), options.inputs.end(), "-") > 0;
}

bool writesStandardOutput (const Options& options)
{
    return readsStandardInput (options) && options.only && ! options.folder;
}

core::Status checkStreams (const Options& options)
{
    if (std::count (options.inputs.begin(), options.inputs.end(), "-") > 1)
        return wrongArgument ("INPUT", "- twice", "standard input once");
    if (options.rawRateHz.has_value() != options.rawChannels.has_value())
        return wrongArgument (options.rawRateHz ? "--rate" : "--channels", "one without the other",
                              "both for raw sound, none for WAV");
    if (options.rawRateHz && ! readsStandardInput (options))
        return wrongArgument ("--rate", "no standard input", "with INPUT - only");
    if (! writesStandardOutput (options))
        return core::Done{};
    if (options.json)
        return wrongArgument ("--json", "sound on standard output", "with --out");
    if (options.format != "float32")
        return wrongArgument ("--format", options.format, "float32 on standard output");
    if (::isatty (STDOUT_FILENO) == 1)
        return wrongArgument ("--only", "a terminal as standard output", "a pipe, or --out");
    return core::Done{};
}

core::Status checkOptions (const Options& options)
{
    if (options.reductionDb && ! options.only)
        return wrongArgument ("--reduction", "no --only", "with --only SOURCE");
    if (options.reductionDb && ! (*options.reductionDb <= 0.0))
        return wrongArgument ("--reduction", fixedPoint (*options.reductionDb, 1), "0 dB or less");
    return checkStreams (options);
}

files::AudioFormat formatFrom (const std::string& name)
{
    return name == "pcm16"   ? files::AudioFormat::pcm16
           : name == "pcm24" ? files::AudioFormat::pcm24
           : name == "flac"  ? files::AudioFormat::flac
                             : files::AudioFormat::float32;
}

/** One INPUT that is no folder has one file of activations; all others have a folder of them. */
core::Status chooseActivations (const Options& options, OutputChoice& choice)
{
    if (! options.activations)
        return core::Done{};
    std::error_code ignored; // what is wrong with the names is met again where they are opened
    choice.activations = *options.activations;
    const bool several = options.inputs.size() > 1 || fs::is_directory (options.inputs.front(), ignored);
    choice.activationsInFolder = several || fs::is_directory (choice.activations, ignored);
    if (choice.activations.empty() || (several && fs::is_regular_file (choice.activations, ignored)))
        return wrongArgument ("--activations", "'" + choice.activations.string() + "'",
                              several ? "a folder, since there are several inputs" : "a file");
    if (const auto path = dictionaryPath (options.separation.dictionary); path.ok())
        choice.dictionary = path.value();
    return core::Done{};
}

core::Result<OutputChoice> outputChoice (const Options& options, const SeparationPlan& plan)
{
    OutputChoice choice;
    if (auto chosen = chooseActivations (options, choice); ! chosen.ok())
        return chosen.error();
    choice.folder = options.folder.value_or ("");
    choice.toStandardOutput = writesStandardOutput (options);
    if (options.format == "flac")
        choice.extension = ".flac";
    if (! options.only)
        return choice;
    const auto source = sourceNamed (*options.only, plan.sources, "--only");
    if (! source.ok())
        return source.error();
    choice.only = source.value();
    if (options.reductionDb)
        choice.otherGain = static_cast<float> (std::pow (10.0, *options.reductionDb / 20.0));
    return choice;
}

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

nlohmann::json toJson (const SeparationTask& task, const core::Result<SeparationReport>& result)
{
    nlohmann::json json{ { "input", task.input.string() } };
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
    nlohmann::json list = nlohmann::json::array();
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
        std::cout << printable (nlohmann::json{ { "files", list } }) << "\n";
    return exitCode;
}

int separate (const Options& options)
{
    if (auto checked = checkOptions (options); ! checked.ok())
        return fail (checked.error(), exitWrongUse);
    auto dictionary = dictionaryArgument (options.separation.dictionary);
    if (! dictionary.ok())
        return fail (dictionary.error());
    const auto plan = makePlan (std::move (dictionary).value(), options.separation);
    if (! plan.ok())
        return fail (plan.error(), exitWrongUse);
    const auto choice = outputChoice (options, plan.value());
    if (! choice.ok())
        return fail (choice.error(), exitWrongUse);
    const auto inputs = expandInputs (options.inputs);
    if (! inputs.ok())
        return fail (inputs.error());
    const auto tasks = makeTasks (inputs.value(), plan.value().sources, choice.value());
    if (! tasks.ok())
        return fail (tasks.error(), exitWrongUse);

    const RawInput raw{ options.rawRateHz.value_or (0.0), options.rawChannels.value_or (0) };
    const FileSeparation separation (plan.value(), formatFrom (options.format), raw);
    return report (tasks.value(), separateAll (separation, tasks.value(), options.threads), options.json);
}
} // namespace

void addSeparateCommand (CLI::App& app, Command& chosen)
{
    const auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand ("separate", "Split recordings into their sources");
    command
        ->add_option (
            "INPUT", options->inputs,
            "Sound files, folders of them (not what is inside their folders), or - for standard input")
        ->required();
    command->add_option ("--dictionary", options->separation.dictionary, "Dictionary, by name or file")
        ->required();
    command->add_option ("--out", options->folder, "Folder for INPUT.SOURCE.wav; the current one by default");
    command->add_option ("--only", options->only, "Write this source alone");
    command->add_option ("--reduction", options->reductionDb,
                         "Gain of the other sources in it, dB; they are removed by default");
    command->add_option ("--activations", options->activations,
                         "Write the activations, frame by frame, to this file (safetensors, see "
                         "Docs/ActivationsFormat.md); a folder where there are several inputs");
    command->add_option ("--format", options->format, "float32, pcm16, pcm24 or flac")
        ->check (CLI::IsMember ({ "float32", "pcm16", "pcm24", "flac" }));
    command->add_option ("--rate", options->rawRateHz, "Standard input is raw 32-bit floats at this rate, Hz")
        ->check (CLI::PositiveNumber);
    command->add_option ("--channels", options->rawChannels, "Channels of that sound, interleaved")
        ->check (CLI::PositiveNumber);
    command->add_option ("--threads", options->threads, "Files separated at once; changes no byte of them")
        ->check (CLI::Range (1, 1024));
    command->add_flag ("--json", options->json, "Report as JSON on standard output");
    addSeparationOptions (*command, options->separation);
    command->callback ([options, &chosen] { chosen = [options] { return separate (*options); }; });
}

} // namespace unbraid::cli
