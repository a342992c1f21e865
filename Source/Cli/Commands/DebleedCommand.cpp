// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/DebleedCommand.h"

#include "Cli/Console/OptionRows.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Debleed/Microphones.h"
#include "Cli/Separate/SourceSpan.h"
#include "Cli/Separate/StemFiles.h"
#include "Offline/Bleed/SessionBleed.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <sstream>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index maxChannels = 16;

struct DebleedOptions
{
    std::vector<std::string> inputs;
    std::string out = ".";
    std::vector<std::string> together; // NAME,NAME
    std::vector<std::string> silent;   // NAME=START-END
    offline::BleedSpec spec;
};

/** The session: its files, and which of them belong to which source. */
struct MicrophoneSession
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
core::Status join (const std::string& text, MicrophoneSession& session)
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

core::Status findSources (const DebleedOptions& options, MicrophoneSession& session)
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
core::Status nameFiles (const DebleedOptions& options, FileGuard& guard, MicrophoneSession& session)
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

/** Opens the files, and finds which belong to which source. Throws Failure. */
void openSession (const DebleedOptions& options, FileGuard& guard, MicrophoneSession& session)
{
    orRefuse (nameFiles (options, guard, session));
    const std::vector<fs::path> inputs (options.inputs.begin(), options.inputs.end());
    orFail (session.microphones.open (inputs, maxChannels));
    orRefuse (findSources (options, session));
}

/** Each file's own sound and the rest of it, written in blocks. */
class BleedFiles
{
public:
    core::Status create (const MicrophoneSession& session)
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
    core::Status write (const MicrophoneSession& session, const MatrixXf& mixture, const MatrixXf& own,
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

void warnOfMicrophones (const DebleedOptions& options, const Microphones& microphones)
{
    for (size_t file = 0; file < microphones.numFiles(); ++file)
        warnOfOddity (microphones.oddity (file), options.inputs[file]);
}

void reportBleed (const MicrophoneSession& session, const Eigen::MatrixXd& energies)
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

offline::BleedSession heardBy (MicrophoneSession& session)
{
    auto& microphones = session.microphones;
    return { microphones.sampleRateHz(),
             microphones.numSamples(),
             microphones.numChannels(),
             session.own,
             session.silent,
             [&microphones] (Index first, Index count) { return microphones.read (first, count); } };
}

/** Writes the files of the session.
    returns  [channels x 2] sums of squares of the own sound and of the rest */
Eigen::MatrixXd separateSession (const DebleedOptions& options, MicrophoneSession& session)
{
    Eigen::MatrixXd energies = Eigen::MatrixXd::Zero (session.microphones.numChannels(), 2);
    BleedFiles outputs;
    orFail (outputs.create (session));
    const auto onBlock = [&] (const MatrixXf& mixture, const MatrixXf& own, Index first)
    {
        energies.col (0) += own.cast<double>().colwise().squaredNorm().transpose();
        energies.col (1) += (mixture - own).cast<double>().colwise().squaredNorm().transpose();
        return outputs.write (session, mixture, own, first);
    };
    ProgressBar bar;
    const auto onProgress = [&bar] (const offline::BleedProgress& progress)
    { return bar.show (progress.share, progress.isLearning ? "learning the sources" : "separating"); };
    orStop (offline::removeBleed (heardBy (session), options.spec, onBlock, onProgress));
    orFail (outputs.finish());
    return energies;
}

int debleed (const DebleedOptions& options, FileGuard& guard)
{
    MicrophoneSession session;
    openSession (options, guard, session);
    const auto energies = separateSession (options, session);
    warnOfMicrophones (options, session.microphones);
    reportBleed (session, energies);
    return exitDone;
}
} // namespace

void addDebleedCommand (CommandLine& program)
{
    const auto options = std::make_shared<DebleedOptions>();
    options->spec.settings.numThreads = training::defaultThreads();
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
    addRows (command, offline::bleedOptions(), options->spec);
    command
        .add ("--threads N", options->spec.settings.numThreads,
              "Changes the time it takes, no byte of the result")
        .within (1, 256);
    command.writesFiles();
    command.example (
        "unbraid debleed kick.wav snare.wav hats.wav oh-l.wav oh-r.wav --together oh-l,oh-r --out clean",
        "a drum kit");
    command.example ("unbraid debleed voice.wav guitar.wav --silent voice=0-7.5 --out clean",
                     "a singer who starts to sing after 7.5 seconds");
    command.run ([options] (FileGuard& guard) { return debleed (*options, guard); });
}

} // namespace unbraid::cli
