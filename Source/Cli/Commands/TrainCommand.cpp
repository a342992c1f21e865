// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/TrainCommand.h"

#include "Cli/Console/Crowd.h"
#include "Cli/Console/Mpirun.h"
#include "Cli/Console/TrainingDisplay.h"
#include "Cli/Separate/SoundWarnings.h"
#include "Cli/Train/PlayedKit.h"
#include "Cli/Train/TrainArguments.h"
#include "Files/DictionaryFile.h"
#include "Platform/StopSignals.h"
#include "Training/Methods/KitTraining.h"
#include "Training/WorkQueue.h"

#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
struct Options : TrainArguments
{
    std::string out;
    std::string curve;
    bool isKit = false;
    training::KitSpec kit;
    double templateMs = 200.0;
    PlayedKitArguments played;
    PlayedHits hits; // of the played kit
};

core::Result<core::Dictionary> learn (const Options& options, const training::TrainingSpec& spec,
                                      const Materials& materials,
                                      const core::ProgressOf<training::TrainingProgress>& onProgress)
{
    if (! options.isKit)
        return training::train (spec, materials, onProgress);
    if (options.hits.empty())
        return training::trainKit (spec, options.kit, materials, onProgress);
    const auto drums = training::soundsOf (options.hits, materials, spec.sampleRateHz);
    return drums.ok() ? training::trainKit (spec, options.kit, drums.value(), onProgress) : drums.error();
}

int trainAndSave (const Options& options, const training::TrainingSpec& spec, const Materials& materials)
{
    TrainingDisplay display (materials);
    const auto onProgress = [&] (const training::TrainingProgress& progress)
    {
        display.show (progress);
        return ! spec.ranks->isFirst() || ! platform::isStopWanted(); // the first rank decides
    };
    const auto dictionary = learn (options, spec, materials, onProgress);
    if (! dictionary.ok())
        return fail (stoppedTraining (dictionary.error(), spec.checkpoint));
    if (! spec.ranks->isFirst())
        return exitDone;
    orFail (files::saveDictionary (options.out, dictionary.value()));
    if (! options.curve.empty())
        orFail (display.writeCurve (options.curve));
    std::vector<std::string> sources;
    for (const auto& source : dictionary.value().sources)
        sources.push_back (source.name + " (" + counted (source.numAtoms, "atom") + ")");
    std::cout << display.finish() << oneLine (options.out + ": " + joined (sources)) << "\n";
    return exitDone;
}

/** Error: a penalty in a training that knows of none. */
core::Status checkPenalties (const Options& options)
{
    if (options.spec.penalties.areAllZero())
        return core::Done{};
    for (const auto& [isGiven, name] : { std::pair{ options.spec.incremental, "--incremental" },
                                         { options.isKit, "--hits" },
                                         { ! options.notes.empty(), "--notes" } })
        if (isGiven)
            return core::Error{
                "--continuity and --orthogonality cannot be used with " + std::string (name), {}, {}, {}
            };
    return core::Done{};
}

int train (const Options& options, const std::string& command, FileGuard& files)
{
    orRefuse (checkPenalties (options));
    if (options.isKit && options.spec.ranks->count() > 1)
        return fail (wrongArgument ("mpirun", "--hits", "incremental trainings"), exitWrongUse);
    auto materials = orRefuse (materialsFrom (options));
    auto spec = orRefuse (specFrom (options));
    orFail (expandFolders (options.excluded, { &materials }));
    spec.command = command;
    constexpr int filesEach = 4; // a recording, and what it is decoded into
    spec.numThreads = threadsWithin (spec.numThreads, filesEach);
    if (! options.isKit) // that takes seconds
        spec.checkpoint = options.out + ".checkpoint";
    std::vector<std::filesystem::path> recordings;
    for (const auto& material : materials)
        recordings.insert (recordings.end(), material.files.begin(), material.files.end());
    for (const auto& file : recordings)
        files.reads (file);
    tellOutputs (options.played, options.hits, files);
    auto checked = options.spec.ranks->isFirst() ? checkOutputs (spec.checkpoint, spec.resume, files)
                                                 : core::Status (core::Done{});
    orRefuse (training::agreeWithFirst (*options.spec.ranks, checked));
    orFail (presentHits (options.played, options.hits));
    OddFiles odd;
    if (options.isKit)
        warnOfFiles (recordings);
    else
        spec.onOddFile = [&odd] (const std::filesystem::path& file, const std::string& oddity)
        { odd.add (file, oddity); };
    spec.mayLeaveOut = leaveOutWithWarning;
    return trainAndSave (options, spec, materials);
}

/** Finds the sources of a played kit, and goes on as if they had been given. */
int trainPlayed (Options& options, const std::string& command, FileGuard& files)
{
    const auto given = orRefuse (givenNames (options.played));
    auto hits = findPlayedHits (options.played);
    if (! hits.ok())
        return fail (stoppedTraining (hits.error(), {}));
    orRefuse (training::rename (given, hits.value()));
    options.hits = std::move (hits).value();
    options.sources = sourcesOf (options.hits, options.played.recording);
    return train (options, command, files);
}

void addMaterialOptions (CommandLine& command, Options& options)
{
    command
        .add ("--source NAME=PATH...", options.sources,
              "Recordings of one source alone: files, folders, or quoted patterns such as 'hits/*kick*'; may "
              "be repeated")
        .isInput();
    command.add ("--exclude NAME...", options.excluded, "Files to leave out, with * and ?");
    command.add ("--out FILE", options.out, "Dictionary file to write")
        .required()
        .isOutput (files::FileKind::dictionary);
    command.add ("--ranks NAME=K...", options.ranks,
                 "Atoms of a source, 64 by default; auto: as many as the sound needs, up to 64");
    command.add ("--notes NAME...", options.notes,
                 "The files are single notes named after their pitch; K atoms for each note");
    command.add ("--harmonic NAME...", options.harmonic,
                 "The atoms of notes are zero outside the partials of their note");
    command.add (
        "--patterns NAME...", options.patterns,
        "The same, and the atoms are sums of harmonic patterns in narrow bands: smooth over the partials");
    command.add ("--onsets NAME=K...", options.onsets,
                 "K more atoms for each note, unconstrained, for its onset only");
    command.add ("--note-offset NAME=SEMITONES...", options.offsets,
                 "Added to the names of notes, 12 where C3 is middle C");
    command.add ("--noise NAME...", options.noise,
                 "Non-target sources, which presets attenuate; `noise` and `residual` always are");
    command.add ("--mixer KEY=VALUE...", options.mixer, "Settings that the mixer starts with");
    command.add ("--licence TEXT", options.spec.licence, "Licence of the dictionary");
    command.add ("--trained-on TEXT", options.spec.trainedOn, "What the recordings are");
}

void addMethodOptions (CommandLine& command, Options& options)
{
    auto& spec = options.spec;
    command.add ("--divergence NAME", options.divergence,
                 "is (the default), kl, euclidean or beta as a number");
    command.add ("--spectrum NAME", options.spectrum, "power (the default) or magnitude")
        .oneOf ({ "power", "magnitude" });
    command.add ("--mask-exponent NUMBER", spec.maskExponent, "The masks are P^e over the sum of P^e");
    command.add ("--rate HZ", spec.sampleRateHz, "Sample rate of the dictionary, 16000 by default")
        .within (core::minSampleRateHz, core::maxSampleRateHz);
    command.add ("--window MS", options.windowMs, "Analysis window, milliseconds, 32 by default")
        .within (1.0, 500.0);
    command.add ("--sparsity WEIGHT", spec.sparsity, "Weight of the L1 norm of the activations");
    auto& penalties = spec.penalties;
    command
        .add ("--continuity WEIGHT", penalties.continuity,
              "Penalty on jumps of the activations from frame to frame, relative to the divergence per bin")
        .within (0.0, training::maxPenaltyWeight);
    command
        .add ("--orthogonality WEIGHT", penalties.orthogonality,
              "Penalty on the mean cosine between the atoms of a source, relative to the divergence per bin")
        .within (0.0, training::maxPenaltyWeight);
    command
        .add ("--orthogonality-between WEIGHT", penalties.separation,
              "Penalty on the mean cosine between its atoms and those of the sources before it")
        .within (0.0, training::maxPenaltyWeight);
    command
        .add ("--dynamic-range DB", spec.dynamicRangeDb,
              "Leave out frames this far below the loudest of their file")
        .above (0.0);
    command
        .add ("--held-out PERCENT", options.heldOutPercent,
              "Recordings held out to measure the divergence on, 5 by default; none of fewer than ten")
        .within (0.0, 50.0);
    command.addFlag ("--dynamics", spec.learnDynamics,
                     "Learn which atoms follow which (Itakura-Saito divergence only)");
    command.add ("--seed N", spec.seed, "Seed of the random numbers");
    command.add ("--threads N", spec.numThreads, "Changes the time it takes, no byte of the result")
        .within (1, 256);
}

void addKitOptions (CommandLine& command, Options& options)
{
    command.addFlag (
        "--hits", options.isKit,
        "The recordings are single hits of a drum each: learn templates of attack and decay, and plain atoms "
        "beside them (4 by default); magnitude, kl, mask exponent 2, 44100 Hz and 46 ms unless given");
    command.add ("--templates N", options.kit.templates,
                 "With --hits: maximum number of templates per source");
    command.add ("--template-length MS", options.templateMs,
                 "With --hits: length of each template, milliseconds");
    addPlayedKitOptions (command, options.played);
}

/** Defaults for hits, where the command line gives none. */
void chooseForHits (const CommandLine& command, Options& options)
{
    const auto isOpen = [&command] (const char* option) { return ! command.has (option); };
    const auto suited = training::specForHits();
    options.kit.templateSeconds = 0.001 * options.templateMs;
    if (isOpen ("--divergence"))
        options.divergence = "kl";
    if (isOpen ("--spectrum"))
        options.spectrum = "magnitude";
    if (isOpen ("--mask-exponent"))
        options.spec.maskExponent = suited.maskExponent;
    if (isOpen ("--rate"))
        options.spec.sampleRateHz = suited.sampleRateHz;
    if (isOpen ("--window"))
        options.windowMs = 1000.0 * suited.windowSeconds;
    if (isOpen ("--iterations"))
        options.spec.iterations = suited.iterations;
    options.defaultRank = training::plainAtomsOfDrum;
}

void addCourseOptions (CommandLine& command, Options& options)
{
    auto& spec = options.spec;
    command.add ("--iterations N", spec.iterations, "Updates of each source, with all frames in memory")
        .above (0.0);
    command.add ("--frames N", spec.maxFrames, "Maximum number of frames per source; more are subsampled")
        .above (0.0);
    command.addFlag ("--incremental", spec.incremental,
                     "Process all frames batch by batch instead: any number of hours in little memory");
    command.add ("--passes N", spec.passes, "Passes of an incremental training over everything").above (0.0);
    command.add ("--batch FRAMES", spec.batchFrames, "Frames between two updates of the atoms").above (0.0);
    command.add ("--updates N", spec.updates, "Updates of the activations of each batch").above (0.0);
    command.addFlag ("--resume", spec.resume, "Continue where this command was stopped or killed");
    command
        .add ("--checkpoint-every SECONDS", spec.checkpointSeconds,
              "Time between two writes of OUT.checkpoint, which --resume continues from")
        .atLeast (0.0);
    command.add ("--curve FILE.csv", options.curve, "Write the divergence of every update to this file")
        .isOutput (files::FileKind::table);
    command.passOnWith ("--unfold", "Train through the updates instead: see unbraid train --unfold --help",
                        [] (const std::vector<std::string>& arguments)
                        { return becomeUnfoldTrainer (arguments); });
}
} // namespace

void addTrainCommand (CommandLine& program, const std::vector<std::string>& arguments,
                      const std::shared_ptr<training::Ranks>& ranks)
{
    const auto options = std::make_shared<Options>();
    options->spec.ranks = ranks;
    options->spec.numThreads = training::defaultThreads();
    auto& command = program.command ("train", "Learn a dictionary from recordings of each source");
    addMaterialOptions (command, *options);
    addMethodOptions (command, *options);
    addCourseOptions (command, *options);
    addKitOptions (command, *options);
    command.example ("unbraid train --source voice=takes/voice room=takes/room --out mine.safetensors",
                     "two folders of recordings become a dictionary");
    command.example ("unbraid train --hits --source kick=kick.wav snare=snare.wav --out kit.safetensors",
                     "a drum kit from one hit of each drum");
    command.example ("unbraid train --kit take.wav --out kit.safetensors",
                     "the same from one recording, whose hits are found and named");
    command.run (
        [options, &command, arguments] (FileGuard& files)
        {
            orRefuse (checkUse (options->played, ! options->sources.empty()));
            const bool isPlayed = ! options->played.recording.empty();
            options->isKit = options->isKit || isPlayed;
            if (options->isKit)
                chooseForHits (command, *options);
            if (isPlayed)
                return trainPlayed (*options, commandLine (arguments), files);
            return train (*options, commandLine (arguments), files);
        });
}

} // namespace unbraid::cli
