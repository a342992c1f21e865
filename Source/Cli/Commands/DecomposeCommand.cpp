// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/DecomposeCommand.h"

#include "Cli/Console/JsonOutput.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Decompose/ComponentFiles.h"
#include "Cli/Decompose/ComponentPicture.h"
#include "Cli/Decompose/DecomposeArguments.h"
#include "Cli/Decompose/FactorsFile.h"
#include "Cli/Decompose/TransformAtoms.h"
#include "Cli/Train/TrainArguments.h"
#include "Files/DictionaryFile.h"
#include "Offline/Synthesis/ComponentClusters.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;
using offline::RecordingComponents;

struct Options
{
    std::string input;
    std::vector<std::string> groups;
    Index numGroups = 0; // of --group auto
    std::string folder;
    std::string factors;      // empty: none
    std::string startFactors; // likewise
    bool json = false;
    offline::ComponentRequest request;
    int numThreads = training::defaultThreads();
    std::string command;

    [[nodiscard]] bool groupsItself() const { return groups == std::vector<std::string>{ "auto" }; }
};

/** The outputs. */
struct Outputs
{
    std::vector<fs::path> sounds; // of each component, then of each group
    fs::path picture;
    fs::path dictionary; // empty: none
    fs::path factors;    // likewise
};

/** The groups asked for; of `--group auto` their names alone. Error: wrong use. */
core::Result<std::vector<ComponentGroup>> wantedGroups (const Options& options)
{
    if (options.groupsItself() == (options.numGroups > 0))
        return options.groupsItself() ? numberedGroups (std::vector<std::vector<Index>> (
                                            static_cast<size_t> (options.numGroups)))
                                      : groupsFrom (options.groups);
    return core::Error{
        options.numGroups > 0 ? "--groups needs --group auto" : "--group auto needs --groups", {}, {}, {}
    };
}

RecordingComponents takeApartShowing (const Options& options, const offline::ComponentSpec& spec)
{
    ProgressBar bar;
    bar.show (0.0, "reading");
    auto components = orFail (readComponents (options.input, spec));
    const auto onProgress = [&] (const training::DecompositionProgress& progress)
    {
        return bar.show (static_cast<double> (progress.iteration) / progress.numIterations,
                         std::to_string (progress.numAtoms) + " components, objective " +
                             fixedPoint (progress.objective, 0));
    };
    orStop (offline::takeApart (components, spec, onProgress));
    return components;
}

Outputs outputsFor (const Options& options, Index numComponents, const std::vector<ComponentGroup>& groups)
{
    const fs::path folder = options.folder;
    const std::string stem = fs::path (options.input).stem().string();
    Outputs outputs;
    for (Index component = 1; component <= numComponents; ++component)
        outputs.sounds.push_back (folder / (stem + ".component-" + (component < 10 ? "0" : "") +
                                            std::to_string (component) + ".wav"));
    for (const auto& group : groups)
        outputs.sounds.push_back (folder / (stem + "." + group.name + ".wav"));
    outputs.picture = folder / (stem + ".png");
    if (! groups.empty())
        outputs.dictionary = folder / (stem + ".safetensors");
    outputs.factors = options.factors;
    return outputs;
}

/** All that may be written: of an automatic number of components the most, and what no group has. */
Outputs allOutputs (const Options& options, Index numWanted, std::vector<ComponentGroup> groups)
{
    const auto isRest = [] (const ComponentGroup& group) { return group.name == "residual"; };
    if (! groups.empty() && std::none_of (groups.begin(), groups.end(), isRest))
        groups.push_back ({ "residual", {} });
    return outputsFor (options, numWanted > 0 ? numWanted : offline::maxComponents, groups);
}

core::Status checkFiles (const Outputs& outputs, FileGuard& guard)
{
    for (const auto& sound : outputs.sounds)
        guard.writes (sound, files::FileKind::sound);
    guard.writes (outputs.picture, files::FileKind::picture);
    guard.writes (outputs.dictionary, files::FileKind::dictionary);
    return guard.check();
}

/** The sounds go last, since all else can be taken back. */
core::Status write (RecordingComponents& components, const Eigen::MatrixXf& levels,
                    const std::vector<ComponentGroup>& groups, const std::string& model,
                    const Outputs& outputs)
{
    const std::string title = outputs.picture.stem().string();
    if (auto drawn = drawComponents (components, levels, groups, title, outputs.picture); ! drawn.ok())
        return drawn;
    core::Status saved = core::Done{};
    if (! outputs.dictionary.empty())
        saved = files::saveDictionary (outputs.dictionary, groupedDictionary (components.dictionary, groups));
    if (saved.ok() && ! outputs.factors.empty())
        saved = saveFactors (outputs.factors, components, model);
    if (saved.ok())
        saved = writeSounds (components, groups, outputs.sounds);
    std::error_code ignored;
    if (! saved.ok())
        for (const auto& path : { outputs.picture, outputs.dictionary, outputs.factors })
            fs::remove (path, ignored);
    return saved;
}

Json componentJson (const RecordingComponents& components, const Eigen::MatrixXf& levels, Index component,
                    const Outputs& outputs, const std::vector<ComponentGroup>& groups)
{
    const auto& dictionary = components.dictionary;
    Json json{ { "number", component + 1 },
               { "file", outputs.sounds[static_cast<size_t> (component)].string() },
               { "lowest_peak_hz", offline::lowestPeakHz (dictionary, component) },
               { "energy_share",
                 levels.row (component).cast<double>().sum() / levels.cast<double>().sum() } };
    for (const auto& group : groups)
        if (std::count (group.components.begin(), group.components.end(), component) > 0)
            json["group"] = group.name;
    return json;
}

void report (const Options& options, const RecordingComponents& components, const Eigen::MatrixXf& levels,
             const std::vector<ComponentGroup>& groups, const Outputs& outputs, double workSeconds)
{
    Json json{ { "input", options.input },
               { "sample_rate_hz", components.sampleRateHz },
               { "channels", components.samples.cols() },
               { "frames", components.samples.rows() },
               { "window", components.frames.window() },
               { "hop", components.frames.hop() },
               { "model", options.request.model },
               { "picture", outputs.picture.string() },
               { "work_seconds", workSeconds } };
    if (components.unexplainedShare)
    {
        json["unexplained_share"] = *components.unexplainedShare;
        json["objective"] = components.factors.objectives.back();
    }
    else
        json["divergence"] = components.divergence;
    if (const auto* transform = components.factors.find ("Phi"))
        json["transform"] = transformJson (transform->slices.front(), components.sampleRateHz);
    json["beta"] = components.dictionary.divergenceBeta;
    for (const auto& score : components.betas)
        json["betas"].push_back ({ { "beta", score.beta },
                                   { "dispersion", score.dispersion },
                                   { "cost_observed", score.observed },
                                   { "cost_held_out", score.heldOut } });
    const auto numComponents = static_cast<size_t> (components.numComponents());
    for (size_t component = 0; component < numComponents; ++component)
        json["components"].push_back (
            componentJson (components, levels, static_cast<Index> (component), outputs, groups));
    for (size_t group = 0; group < groups.size(); ++group)
        json["groups"].push_back (
            { { "name", groups[group].name }, { "file", outputs.sounds[numComponents + group].string() } });
    if (! outputs.dictionary.empty())
        json["dictionary"] = outputs.dictionary.string();
    if (! outputs.factors.empty())
        json["factors"] = outputs.factors.string();
    if (options.json)
    {
        std::cout << printable (json) << "\n";
        return;
    }
    for (const auto& path : outputs.sounds)
        std::cout << oneLine (path.string()) << "\n";
    for (const auto& path : { outputs.picture, outputs.dictionary, outputs.factors })
        std::cout << (path.empty() ? "" : oneLine (path.string()) + "\n");
}

int decompose (const Options& options, FileGuard& files)
{
    const auto started = std::chrono::steady_clock::now();
    auto spec = orRefuse (offline::componentSpecFrom (options.request));
    spec.factors.numThreads = options.numThreads;
    if (! options.startFactors.empty())
        orRefuse (offline::beginWith (orFail (readFactors (options.startFactors)), options.request, spec));
    auto groups = orRefuse (wantedGroups (options));
    orRefuse (checkFiles (allOutputs (options, spec.factors.numAtoms, groups), files));
    auto components = takeApartShowing (options, spec);
    if (options.groupsItself())
        groups = numberedGroups (offline::groupsOfComponents (components, options.numGroups));
    orRefuse (completeGroups (groups, components.numComponents()));
    components.dictionary.command = options.command;
    components.dictionary.trainedOn = fs::path (options.input).filename().string();

    const auto outputs = outputsFor (options, components.numComponents(), groups);
    const Eigen::MatrixXf levels = components.levels();
    orFail (write (components, levels, groups, options.request.model, outputs));
    const std::chrono::duration<double> work = std::chrono::steady_clock::now() - started;
    report (options, components, levels, groups, outputs, work.count());
    return exitDone;
}
} // namespace

void addDecomposeCommand (CommandLine& program, const std::vector<std::string>& arguments)
{
    const auto options = std::make_shared<Options>();
    options->command = commandLine (arguments);
    auto& command = program.command ("decompose", "Take a recording apart into components, to group by hand");
    command.add ("INPUT", options->input, "Sound file, up to 50 minutes at 44.1 kHz").required().isInput();
    command.add ("--out FOLDER", options->folder, "Folder for the sounds and the picture").required();
    command.add ("--group NAME=1,4-6...", options->groups,
                 "Components that are one sound; writes INPUT.NAME.wav and a dictionary. The others become "
                 "`residual`. auto: those with similar spectra and activations, as group-1, group-2 ...");
    command.add ("--groups N", options->numGroups, "How many groups --group auto finds")
        .within (1, static_cast<double> (offline::maxComponents));
    command
        .add ("--factors FILE", options->factors,
              "Write W, H, their frequencies and times and the objective of each iteration, as safetensors")
        .isOutput (files::FileKind::factors);
    command
        .add ("--start-factors FILE", options->startFactors,
              "Begin with W, H or both out of such a file; zeros in them stay zero")
        .isInput();
    addDecomposeArguments (command, options->request);
    command.add ("--threads N", options->numThreads, "Changes the time it takes, no byte of the result")
        .within (1, 1024);
    command.addFlag ("--json", options->json, "Report as JSON on standard output");
    command.writesFiles();
    command.example ("unbraid decompose song.wav --components 8 --out parts",
                     "eight components and a picture of them");
    command.example ("unbraid decompose song.wav --components 8 --group bass=1,2 --out parts",
                     "the first two also as one sound, and all as a dictionary");
    command.run ([options] (FileGuard& files) { return decompose (*options, files); });
}

} // namespace unbraid::cli
