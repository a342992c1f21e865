// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/DebleedCommand.h"

#include "Cli/Console/ProgressBar.h"
#include "Cli/Debleed/Microphones.h"
#include "Cli/Separate/SourceSpan.h"
#include "Cli/Separate/StemFiles.h"
#include "Offline/Bleed/BleedRemoval.h"
#include "Platform/StopSignals.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index maxChannels = 16;
constexpr double excerptSeconds = 5.0;
constexpr double blockSeconds = 10.0;
constexpr double learnShare = 0.7;        // of the progress
constexpr double maxBytes = 6442450944.0; // 6 GB

struct DebleedOptions
{
    std::vector<std::string> inputs;
    std::string out = ".";
    std::vector<std::string> together; // NAME,NAME
    std::vector<std::string> silent;   // NAME=START-END
    double windowMs = 93.0;
    double learnSeconds = 60.0; // of the recording
    offline::BleedSettings settings;
};

/** The session: its files, and which of them belong to which source. */
struct BleedSession
{
    Microphones microphones;
    std::vector<std::string> names;   // of the files
    std::vector<size_t> sourceOf;     // of the files
    offline::OwnChannels own;         // of the sources
    std::vector<std::string> sources; // named after their first microphone
    std::vector<offline::SilentSpan> silent;
    std::vector<fs::path> ownFiles, bleedFiles;
};

/** Files that are named together belong to one source: the one of the first of them. */
core::Status join (const std::string& text, BleedSession& session)
{
    std::istringstream names (text);
    std::string name;
    std::vector<size_t> files;
    while (std::getline (names, name, ','))
    {
        const auto file = sourceNamed (name, session.names, "--together");
        if (! file.ok())
            return file.error();
        files.push_back (file.value());
    }
    if (files.size() < 2)
        return wrongValue ("--together", text, "NAME,NAME: microphones of one source");
    const size_t source = session.sourceOf[files.front()];
    for (const size_t joined : files)
    {
        const size_t replaced = session.sourceOf[joined];
        std::replace (session.sourceOf.begin(), session.sourceOf.end(), replaced, source);
    }
    return core::Done{};
}

core::Status findSources (const DebleedOptions& options, BleedSession& session)
{
    for (size_t file = 0; file < session.names.size(); ++file)
        session.sourceOf.push_back (file);
    for (const auto& text : options.together)
        if (auto joined = join (text, session); ! joined.ok())
            return joined;
    std::vector<size_t> found; // the first file of each source
    for (auto& source : session.sourceOf)
    {
        const auto known = std::find (found.begin(), found.end(), source);
        if (known == found.end())
        {
            found.push_back (source);
            session.sources.push_back (session.names[source]);
            session.own.emplace_back();
            source = found.size() - 1;
        }
        else
            source = static_cast<size_t> (known - found.begin());
    }
    for (size_t file = 0; file < session.names.size(); ++file)
        for (Index channel = 0; channel < session.microphones.numChannels (file); ++channel)
            session.own[session.sourceOf[file]].push_back (session.microphones.firstChannel (file) + channel);
    if (session.own.size() < 2)
        return core::Error{ "all microphones belong to one source, whose sound is all there is", {}, {}, {} };
    for (const auto& text : options.silent)
    {
        const auto span = sourceSpanFrom (text, session.names, "--silent");
        if (! span.ok())
            return span.error();
        session.silent.push_back ({ session.sourceOf[span.value().sources.front()], span.value().startSeconds,
                                    span.value().endSeconds });
    }
    return core::Done{};
}

/** The names of the files, which name what is written. */
core::Status nameFiles (const DebleedOptions& options, FileGuard& guard, BleedSession& session)
{
    for (const auto& text : options.inputs)
    {
        const fs::path input = text;
        const auto name = input.stem().string();
        if (std::find (session.names.begin(), session.names.end(), name) != session.names.end())
            return core::Error{ "two microphones have the same name, and so would their files",
                                input.string(), name, "files of different names" };
        session.names.push_back (name);
        session.ownFiles.push_back (fs::path (options.out) / (name + ".own.wav"));
        session.bleedFiles.push_back (fs::path (options.out) / (name + ".bleed.wav"));
        guard.writes (session.ownFiles.back(), files::FileKind::sound);
        guard.writes (session.bleedFiles.back(), files::FileKind::sound);
    }
    return guard.check();
}

/** Opens the files, and finds which belong to which source. Returns the exit code of an error that was printed. */
std::optional<int> openSession (const DebleedOptions& options, FileGuard& guard, BleedSession& session)
{
    if (auto named = nameFiles (options, guard, session); ! named.ok())
        return fail (named.error(), exitWrongUse);
    const std::vector<fs::path> inputs (options.inputs.begin(), options.inputs.end());
    if (auto opened = session.microphones.open (inputs, maxChannels); ! opened.ok())
        return fail (opened.error());
    if (auto found = findSources (options, session); ! found.ok())
        return fail (found.error(), exitWrongUse);
    return std::nullopt;
}

/** Excerpts spread evenly over the recording, all of it where it is short. */
core::Status addExcerpts (double learnSeconds, BleedSession& session, offline::BleedRemoval& removal)
{
    auto& microphones = session.microphones;
    const double rate = microphones.sampleRateHz();
    const Index hop = removal.hop(), length = microphones.numSamples();
    const auto all = [&] (Index first, Index count) -> core::Status
    {
        const auto samples = microphones.read (first, count);
        if (! samples.ok())
            return samples.error();
        removal.addExcerpt (samples.value(), first);
        return core::Done{};
    };
    if (static_cast<double> (length) <= learnSeconds * rate)
        return all (-hop, (removal.numFrames (length) + 1) * hop);
    const auto count = std::max<Index> (1, static_cast<Index> (learnSeconds / excerptSeconds));
    const auto each = std::max (2 * hop, static_cast<Index> (learnSeconds * rate) / count);
    for (Index number = 0; number < count; ++number)
        if (auto added = all ((length - each) * number / std::max<Index> (1, count - 1), each); ! added.ok())
            return added;
    return core::Done{};
}

core::Status checkLearnMemory (const DebleedOptions& options, const BleedSession& session,
                               const offline::BleedRemoval& removal)
{
    const double rate = session.microphones.sampleRateHz();
    const double seconds =
        std::min (options.learnSeconds, static_cast<double> (session.microphones.numSamples()) / rate);
    const auto numFrames = static_cast<Index> (std::max (seconds, blockSeconds) * rate) / removal.hop() + 2;
    const double bytes =
        offline::BleedRemoval::bytesOf (removal.hop() + 1, numFrames, session.microphones.numChannels(),
                                        static_cast<Index> (session.own.size()), options.settings);
    if (bytes <= maxBytes)
        return core::Done{};
    return core::Error{ "learning from so much of the recording takes too much memory", "--learn",
                        fixedPoint (bytes / (1 << 30), 1) + " GB", "6 GB: a lower number of seconds" };
}

/** Each file's own sound and the rest of it, written in blocks. */
class BleedFiles
{
public:
    core::Status create (const BleedSession& session)
    {
        for (size_t file = 0; file < session.names.size(); ++file)
            for (const auto& path : { session.ownFiles[file], session.bleedFiles[file] })
                if (auto added = sounds.add (path, session.microphones.sampleRateHz(),
                                             session.microphones.numChannels (file));
                    ! added.ok())
                    return added;
        return core::Done{};
    }

    /** first  the time of the samples in the recording */
    core::Status write (const BleedSession& session, const MatrixXf& mixture, const MatrixXf& own,
                        Index first)
    {
        for (size_t file = 0; file < session.names.size(); ++file)
        {
            const Index channel = session.microphones.firstChannel (file);
            const Index numChannels = session.microphones.numChannels (file);
            const Index rows = std::min (own.rows(), session.microphones.numSamples (file) - first);
            if (rows < 1)
                continue;
            const MatrixXf part = own.block (0, channel, rows, numChannels);
            if (auto written = sounds.write (2 * file, part); ! written.ok())
                return written;
            if (auto written =
                    sounds.write (2 * file + 1, mixture.block (0, channel, rows, numChannels) - part);
                ! written.ok())
                return written;
        }
        return core::Done{};
    }

    core::Status finish() { return sounds.finish(); }

private:
    StemFiles sounds;
};

/** Separates block by block. energies  [channels x 2] sums of squares of the own sound and of the rest, added to */
core::Status separateBlocks (BleedSession& session, offline::BleedRemoval& removal, ProgressBar& bar,
                             BleedFiles& outputs, Eigen::MatrixXd& energies)
{
    auto& microphones = session.microphones;
    const Index hop = removal.hop(), numFrames = removal.numFrames (microphones.numSamples());
    const Index each = std::max<Index> (
        8, static_cast<Index> (blockSeconds * microphones.sampleRateHz() / static_cast<double> (hop)));
    for (Index frame = 0; frame < numFrames; frame += each)
    {
        bar.show (learnShare +
                      (1.0 - learnShare) * static_cast<double> (frame) / static_cast<double> (numFrames),
                  "separating");
        if (platform::isStopWanted())
            return cancelled();
        const Index count = std::min (each, numFrames - frame), first = (frame - 1) * hop;
        const auto samples = microphones.read (first, (count + 1) * hop);
        if (! samples.ok())
            return samples.error();
        const MatrixXf own = removal.process (samples.value(), frame);
        const Index skipped = frame == 0 ? hop : 0; // what would be before the recording
        const Index rows = std::min (own.rows() - skipped, microphones.numSamples() - first - skipped);
        if (rows < 1)
            continue;
        const MatrixXf mixture = samples.value().middleRows (skipped, rows),
                       part = own.middleRows (skipped, rows);
        energies.col (0) += part.cast<double>().colwise().squaredNorm().transpose();
        energies.col (1) += (mixture - part).cast<double>().colwise().squaredNorm().transpose();
        if (auto written = outputs.write (session, mixture, part, first + skipped); ! written.ok())
            return written;
    }
    return core::Done{};
}

void warnOfMicrophones (const DebleedOptions& options, const Microphones& microphones)
{
    for (size_t file = 0; file < microphones.numFiles(); ++file)
        warnOfOddity (microphones.oddity (file), options.inputs[file]);
}

void reportBleed (const BleedSession& session, const Eigen::MatrixXd& energies)
{
    for (size_t file = 0; file < session.names.size(); ++file)
    {
        const Index first = session.microphones.firstChannel (file),
                    count = session.microphones.numChannels (file);
        const double own = energies.col (0).segment (first, count).sum();
        const double rest = energies.col (1).segment (first, count).sum();
        std::cout << oneLine (session.ownFiles[file].string()) << ": bleed "
                  << fixedPoint (10.0 * std::log10 ((rest + 1e-20) / (own + 1e-20)), 1) << " dB beside "
                  << session.sources[session.sourceOf[file]] << "\n";
    }
}

core::Status learnSources (const DebleedOptions& options, BleedSession& session,
                           offline::BleedRemoval& removal, ProgressBar& bar)
{
    if (auto added = addExcerpts (options.learnSeconds, session, removal); ! added.ok())
        return added;
    auto learned = removal.learn ([&bar] (double share)
                                  { return bar.show (learnShare * share, "learning the sources"); });
    return ! learned.ok() && learned.error().cancelled ? core::Status (cancelled()) : learned;
}

core::Status removeBleed (const DebleedOptions& options, BleedSession& session,
                          offline::BleedRemoval& removal, Eigen::MatrixXd& energies)
{
    if (auto fits = checkLearnMemory (options, session, removal); ! fits.ok())
        return fits;
    ProgressBar bar;
    if (auto learned = learnSources (options, session, removal, bar); ! learned.ok())
        return learned;
    BleedFiles outputs;
    if (auto created = outputs.create (session); ! created.ok())
        return created;
    if (auto done = separateBlocks (session, removal, bar, outputs, energies); ! done.ok())
        return done;
    return outputs.finish();
}

int debleed (const DebleedOptions& options, FileGuard& guard)
{
    BleedSession session;
    if (const auto failed = openSession (options, guard, session))
        return *failed;
    offline::BleedRemoval removal;
    auto settings = options.settings;
    settings.windowSeconds = 0.001 * options.windowMs;
    if (auto ready =
            removal.prepare (session.microphones.sampleRateHz(), session.own, session.silent, settings);
        ! ready.ok())
        return fail (ready.error());
    Eigen::MatrixXd energies = Eigen::MatrixXd::Zero (session.microphones.numChannels(), 2);
    if (auto done = removeBleed (options, session, removal, energies); ! done.ok())
        return fail (done.error());
    warnOfMicrophones (options, session.microphones);
    reportBleed (session, energies);
    return exitDone;
}

void addModelOptions (CommandLine& command, DebleedOptions& options)
{
    auto& settings = options.settings;
    command
        .add ("--window MS", options.windowMs,
              "Window, milliseconds, 93 by default: longer in rooms with more echo")
        .within (10.0, 340.0);
    command.add ("--atoms N", settings.atoms, "Atoms of each source, 16 by default").within (1, 256);
    command.add ("--iterations N", settings.iterations, "Updates of the sources, 30 by default")
        .within (0, 1000);
    command
        .add ("--learn SECONDS", options.learnSeconds,
              "How much of the recording to learn from, evenly spread; 60 by default")
        .within (1.0, 3600.0);
    command.add ("--seed N", settings.seed, "Of the random start; 1 by default");
    command.add ("--threads N", settings.numThreads, "Changes the time it takes, no byte of the result")
        .within (1, 256);
}
} // namespace

void addDebleedCommand (CommandLine& program)
{
    const auto options = std::make_shared<DebleedOptions>();
    options->settings.numThreads = training::defaultThreads();
    auto& command = program.command ("debleed", "Keep of each microphone the sound of its own source");
    command
        .add ("MICROPHONE", options->inputs,
              "Recordings of one session by up to 16 microphones, which begin together; a stereo file is one "
              "source")
        .required()
        .isInput();
    command.add ("--out FOLDER", options->out,
                 "Where NAME.own.wav and NAME.bleed.wav go for each microphone; they sum to it");
    command
        .add ("--together NAME,NAME", options->together,
              "Microphones of one source: OVERHEAD-L,OVERHEAD-R; may be repeated")
        .oneAtATime();
    command
        .add ("--silent NAME=START-END", options->silent,
              "When the source of a microphone is silent; may be repeated")
        .oneAtATime();
    addModelOptions (command, *options);
    command.writesFiles();
    command.example (
        "unbraid debleed kick.wav snare.wav hats.wav oh-l.wav oh-r.wav --together oh-l,oh-r --out clean",
        "a drum kit");
    command.example ("unbraid debleed voice.wav guitar.wav --silent voice=0-7.5 --out clean",
                     "a singer who starts to sing after 7.5 seconds");
    command.run ([options] (FileGuard& guard) { return debleed (*options, guard); });
}

} // namespace unbraid::cli
