// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/TrainCommand.h"

#include "Cli/Interrupt.h"
#include "Cli/ProgressBar.h"
#include "Cli/TrainArguments.h"
#include "Files/DictionaryFile.h"
#include "Training/WorkQueue.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
struct Options : TrainArguments
{
    std::string out;
};

core::Result<core::Dictionary> learn (const training::TrainingSpec& spec, const Materials& materials)
{
    ProgressBar bar;
    size_t source = 0;
    bar.show (0.0, "reading");
    const auto onProgress = [&] (const training::TrainingProgress& progress)
    {
        while (source + 1 < materials.size() && materials[source].name != progress.source)
            ++source;
        const double share = static_cast<double> (progress.iteration) / std::max (1, progress.numIterations);
        bar.show ((static_cast<double> (source) + share) / static_cast<double> (materials.size()),
                  progress.source + " " + std::to_string (progress.iteration) + "/" +
                      std::to_string (progress.numIterations) + ", divergence " +
                      fixedPoint (progress.divergence, 4));
        return ! interrupted();
    };
    return training::train (spec, materials, onProgress);
}

int trainAndSave (const std::string& out, const training::TrainingSpec& spec, const Materials& materials)
{
    const auto dictionary = learn (spec, materials);
    if (! dictionary.ok())
        return fail (dictionary.error());
    if (interrupted())
        return fail (cancelled());
    if (auto saved = files::saveDictionary (out, dictionary.value()); ! saved.ok())
        return fail (saved.error());
    std::vector<std::string> sources;
    for (const auto& source : dictionary.value().sources)
        sources.push_back (source.name + " (" + std::to_string (source.numAtoms) + " atoms)");
    std::cout << oneLine (out + ": " + joined (sources)) << "\n";
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
    return trainAndSave (options.out, spec.value(), materials.value());
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
    command.add_option ("--ranks", options.ranks, "NAME=K...: atoms of a source, 64 by default");
    command.add_option ("--notes", options.notes,
                        "NAME...: files are single notes named after their pitch; K atoms for each note");
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
    command.add_option ("--iterations", spec.iterations, "Updates of each source")
        ->check (CLI::PositiveNumber);
    command.add_option ("--frames", spec.maxFrames, "Frames of each source at most; more are thinned out")
        ->check (CLI::PositiveNumber);
    command
        .add_option ("--dynamic-range", spec.dynamicRangeDb,
                     "Frames this far below a file's loudest are left out, dB")
        ->check (CLI::PositiveNumber);
    command.add_flag ("--dynamics", spec.learnDynamics, "Learn how atoms follow each other (divergence is)");
    command.add_option ("--seed", spec.seed, "Start of the random numbers");
    command.add_option ("--threads", spec.numThreads, "Changes the time it takes, no byte of the result")
        ->check (CLI::Range (1, 1024));
}
} // namespace

void addTrainCommand (CLI::App& app, Command& chosen, const std::vector<std::string>& arguments)
{
    const auto options = std::make_shared<Options>();
    options->spec.numThreads = training::defaultThreads();
    auto* command = app.add_subcommand ("train", "Learn a dictionary from recordings of each source");
    addMaterialOptions (*command, *options);
    addMethodOptions (*command, *options);
    command->callback (
        [options, arguments, &chosen]
        { chosen = [options, arguments] { return train (*options, commandLine (arguments)); }; });
}

} // namespace unbraid::cli
