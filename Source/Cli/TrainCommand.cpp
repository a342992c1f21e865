// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/TrainCommand.h"

#include "Cli/Interrupt.h"
#include "Cli/OtherProgram.h"
#include "Cli/TrainArguments.h"
#include "Cli/TrainingDisplay.h"
#include "Files/DictionaryFile.h"
#include "Training/KitTraining.h"
#include "Training/WorkQueue.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
constexpr OtherProgram unfold{ "unbraid-unfold", "trainer of unfolded dictionaries",
                               "a build with libtorch (Debian: libtorch-dev)" };

constexpr int kitIterations = 30;
constexpr Eigen::Index kitRank = 4;

struct Options : TrainArguments
{
    std::string out;
    std::string curve;
    bool isUnfolded = false; // is looked for before all else: see trainUnfolded
    bool isKit = false;
    training::KitSpec kit;
    double templateMs = 200.0;
};

int trainAndSave (const Options& options, const training::TrainingSpec& spec, const Materials& materials)
{
    TrainingDisplay display (materials);
    const auto onProgress = [&display] (const training::TrainingProgress& progress)
    {
        display.show (progress);
        return ! interrupted();
    };
    const auto dictionary = options.isKit ? training::trainKit (spec, options.kit, materials, onProgress)
                                          : training::train (spec, materials, onProgress);
    if (! dictionary.ok())
        return fail (stoppedTraining (dictionary.error(), spec.checkpoint));
    if (auto saved = files::saveDictionary (options.out, dictionary.value()); ! saved.ok())
        return fail (saved.error());
    if (! options.curve.empty())
        if (auto written = display.writeCurve (options.curve); ! written.ok())
            return fail (written.error());
    std::vector<std::string> sources;
    for (const auto& source : dictionary.value().sources)
        sources.push_back (source.name + " (" + std::to_string (source.numAtoms) + " atoms)");
    std::cout << display.finish() << oneLine (options.out + ": " + joined (sources)) << "\n";
    return exitDone;
}

int train (const Options& options, const std::string& command)
{
    auto materials = materialsFrom (options);
    if (! materials.ok())
        return fail (materials.error(), exitWrongUse);
    auto spec = specFrom (options);
    if (! spec.ok())
        return fail (spec.error(), exitWrongUse);
    if (auto expanded = expandFolders (options.excluded, materials.value()); ! expanded.ok())
        return fail (expanded.error());
    spec.value().command = command;
    if (! options.isKit) // that takes seconds
        spec.value().checkpoint = options.out + ".checkpoint";
    return trainAndSave (options, spec.value(), materials.value());
}

void addMaterialOptions (CLI::App& command, Options& options)
{
    command
        .add_option ("--source", options.sources,
                     "NAME=PATH...: recordings of a source alone: files, folders, or quoted patterns such as "
                     "'hits/*kick*'; may be repeated")
        ->required();
    command.add_option ("--exclude", options.excluded, "NAME...: files left out, with * and ?");
    command.add_option ("--out", options.out, "Dictionary file to write")->required();
    command.add_option (
        "--ranks", options.ranks,
        "NAME=K...: atoms of a source, 64 by default; auto: as many as the sound needs, 64 at most");
    command.add_option ("--notes", options.notes,
                        "NAME...: files are single notes named after their pitch; K atoms for each note");
    command.add_option ("--harmonic", options.harmonic,
                        "NAME...: atoms of notes are zero outside the partials of their note");
    command.add_option ("--onsets", options.onsets,
                        "NAME=K...: K more atoms for each note, free, for its beginning only");
    command.add_option ("--note-offset", options.offsets,
                        "NAME=SEMITONES...: added to the names of notes, 12 where C3 is middle C");
    command.add_option ("--noise", options.noise,
                        "NAME...: not a target, reduced when a preset cleans; `noise` and `residual` always");
    command.add_option ("--mixer", options.mixer, "KEY=VALUE...: what a mixer starts with");
    command.add_option ("--licence", options.spec.licence, "Licence of the dictionary");
    command.add_option ("--trained-on", options.spec.trainedOn, "What the recordings are");
}

void addMethodOptions (CLI::App& command, Options& options)
{
    auto& spec = options.spec;
    command.add_option ("--divergence", options.divergence, "is, kl, euclidean or beta as a number");
    command.add_option ("--spectrum", options.spectrum, "power or magnitude")
        ->check (CLI::IsMember ({ "power", "magnitude" }));
    command.add_option ("--mask-exponent", spec.maskExponent, "Masks are P^e over the sum of P^e");
    command.add_option ("--rate", spec.sampleRateHz, "Sample rate of the dictionary, Hz")
        ->check (CLI::Range (core::minSampleRateHz, core::maxSampleRateHz));
    command.add_option ("--window", options.windowMs, "Analysis window, milliseconds")
        ->check (CLI::Range (1.0, 500.0));
    command.add_option ("--sparsity", spec.sparsity, "Weight of the L1 norm of the activations");
    command
        .add_option ("--dynamic-range", spec.dynamicRangeDb,
                     "Frames this far below a file's loudest are left out, dB")
        ->check (CLI::PositiveNumber);
    command
        .add_option ("--held-out", options.heldOutPercent,
                     "Share of the recordings kept back to be scored, percent; of ten and more")
        ->check (CLI::Range (0.0, 50.0));
    command.add_flag ("--dynamics", spec.learnDynamics, "Learn how atoms follow each other (divergence is)");
    command.add_option ("--seed", spec.seed, "Start of the random numbers");
    command.add_option ("--threads", spec.numThreads, "Changes the time it takes, no byte of the result")
        ->check (CLI::Range (1, 256));
}

void addKitOptions (CLI::App& command, Options& options)
{
    command.add_flag (
        "--hits", options.isKit,
        "Recordings are hits of a drum each: learn templates of how they begin and ring, and plain atoms "
        "beside them (4 by default); magnitude, kl, mask exponent 2, 44100 Hz, 46 ms where not set");
    command.add_option ("--templates", options.kit.templates, "With --hits: templates of a source at most");
    command.add_option ("--template-length", options.templateMs,
                        "With --hits: of each template, milliseconds");
}

/** What suits hits, where the command line does not say. */
void chooseForHits (const CLI::App& command, Options& options)
{
    const auto isOpen = [&command] (const char* option) { return command.count (option) == 0; };
    options.kit.templateSeconds = 0.001 * options.templateMs;
    if (isOpen ("--divergence"))
        options.divergence = "kl";
    if (isOpen ("--spectrum"))
        options.spectrum = "magnitude";
    if (isOpen ("--mask-exponent"))
        options.spec.maskExponent = 2.0f;
    if (isOpen ("--rate"))
        options.spec.sampleRateHz = 44100.0;
    if (isOpen ("--window"))
        options.windowMs = 46.0;
    if (isOpen ("--iterations"))
        options.spec.iterations = kitIterations;
    options.usualRank = kitRank;
}

void addCourseOptions (CLI::App& command, Options& options)
{
    auto& spec = options.spec;
    command.add_option ("--iterations", spec.iterations, "Updates of each source, all frames in memory")
        ->check (CLI::PositiveNumber);
    command.add_option ("--frames", spec.maxFrames, "Frames of each source at most; more are thinned out")
        ->check (CLI::PositiveNumber);
    command.add_flag ("--incremental", spec.incremental,
                      "Hear all frames, batch by batch, instead: any number of hours in little memory");
    command.add_option ("--passes", spec.passes, "Times an incremental training hears everything")
        ->check (CLI::PositiveNumber);
    command.add_option ("--batch", spec.batchFrames, "Frames between two updates of the atoms")
        ->check (CLI::PositiveNumber);
    command.add_option ("--updates", spec.updates, "Updates of the activations of each batch")
        ->check (CLI::PositiveNumber);
    command.add_flag ("--resume", spec.resume, "Go on where this command was stopped or killed");
    command
        .add_option ("--checkpoint-every", spec.checkpointSeconds,
                     "Seconds between two writes of OUT.checkpoint, that --resume goes on from")
        ->check (CLI::NonNegativeNumber);
    command.add_option ("--curve", options.curve, "CSV file for the divergence of every update");
    command.add_flag ("--unfold", options.isUnfolded,
                      "Train through the updates instead: see unbraid train --unfold --help");
}
} // namespace

std::optional<int> trainUnfolded (const std::vector<std::string>& arguments)
{
    const auto flag = std::find (arguments.begin(), arguments.end(), "--unfold");
    if (arguments.size() < 2 || arguments[1] != "train" || flag == arguments.end())
        return {};
    std::vector<std::string> rest (arguments.begin() + 2, flag);
    rest.insert (rest.end(), flag + 1, arguments.end());
    return become (unfold, rest);
}

void addTrainCommand (CLI::App& app, Command& chosen, const std::vector<std::string>& arguments)
{
    const auto options = std::make_shared<Options>();
    options->spec.numThreads = training::defaultThreads();
    auto* command = app.add_subcommand ("train", "Learn a dictionary from recordings of each source");
    addMaterialOptions (*command, *options);
    addMethodOptions (*command, *options);
    addCourseOptions (*command, *options);
    addKitOptions (*command, *options);
    command->callback (
        [options, command, arguments, &chosen]
        {
            if (options->isKit)
                chooseForHits (*command, *options);
            chosen = [options, arguments] { return train (*options, commandLine (arguments)); };
        });
}

} // namespace unbraid::cli
