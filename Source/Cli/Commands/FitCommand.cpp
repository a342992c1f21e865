// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/FitCommand.h"

#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/SoundWarnings.h"
#include "Cli/Separate/SourceSpan.h"
#include "Cli/Train/TrainArguments.h"
#include "Files/AudioReader.h"
#include "Files/DictionaryFile.h"
#include "Training/Methods/FitTraining.h"
#include "Training/WorkQueue.h"

#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
using training::Mark;

struct Options
{
    std::string recording;
    std::string dictionary;
    std::string out;
    std::vector<std::string> silent, alone; // SOURCE=START-END
    TrainArguments blank;                   // of a dictionary that begins with nothing
    training::FitSpec spec;
};

core::Status addMarks (const std::vector<std::string>& spans, const char* option, Mark::Kind kind,
                       const std::vector<std::string>& sources, std::vector<Mark>& marks)
{
    for (const auto& text : spans)
    {
        const auto span = sourceSpanFrom (text, sources, option);
        if (! span.ok())
            return span.error();
        marks.push_back (
            { kind, span.value().sources.front(), span.value().startSeconds, span.value().endSeconds });
    }
    return core::Done{};
}

core::Result<std::vector<Mark>> marksFrom (const Options& options, const core::Dictionary& dictionary)
{
    std::vector<std::string> sources;
    for (const auto& source : dictionary.sources)
        sources.push_back (source.name);
    std::vector<Mark> marks;
    for (const auto& read : { addMarks (options.silent, "--silent", Mark::Kind::silent, sources, marks),
                              addMarks (options.alone, "--alone", Mark::Kind::alone, sources, marks) })
        if (! read.ok())
            return read.error();
    return marks;
}

/** A mark that lies behind the recording's end says nothing, and is a mistake. */
core::Status checkInside (const std::vector<Mark>& marks, const std::string& recording)
{
    const auto reader = files::AudioReader::open (recording);
    if (! reader.ok())
        return reader.error();
    const double seconds = static_cast<double> (reader.value().numFrames()) / reader.value().sampleRateHz();
    for (const auto& mark : marks)
        if (mark.beginSeconds >= seconds)
            return core::Error{ "a mark lies behind the end of the recording", recording,
                                fixedPoint (mark.beginSeconds, 1) + " s",
                                "0 to " + fixedPoint (seconds, 1) + " s" };
    return core::Done{};
}

/** The dictionary to begin with: a trained one, or one that knows nothing yet. */
core::Result<core::Dictionary> beginning (const Options& options)
{
    if (! options.dictionary.empty())
        return dictionaryArgument (options.dictionary);
    TrainArguments arguments = options.blank;
    for (const auto& rank : arguments.ranks) // sources without recordings of their own
        arguments.sources.push_back (rank.substr (0, rank.find ('=')) + "=" + options.recording);
    const auto sources = materialsFrom (arguments);
    if (! sources.ok())
        return sources.error();
    const auto spec = specFrom (arguments);
    if (! spec.ok())
        return spec.error();
    return training::blankDictionary (spec.value(), sources.value(), options.recording);
}

int fit (const Options& options)
{
    if (options.dictionary.empty() == options.blank.ranks.empty())
        return fail (
            { "fit starts either from --dictionary or, with --ranks, from nothing; give one of the two",
              {},
              {},
              {} },
            exitWrongUse);
    const auto dictionary = orFail (beginning (options));
    const auto marks = orRefuse (marksFrom (options, dictionary));
    orFail (checkInside (marks, options.recording));
    warnOfFiles ({ options.recording });
    ProgressBar bar;
    double first = 0.0, last = 0.0;
    const auto onProgress = [&] (const training::TrainingProgress& progress)
    {
        first = progress.iteration == 1 ? progress.divergence : first;
        last = progress.divergence;
        return bar.show (progress.share, "fitting");
    };
    const auto fitted =
        orFail (training::fitDictionary (options.spec, dictionary, options.recording, marks, onProgress));
    orFail (files::saveDictionary (options.out, fitted));
    std::cout << oneLine (options.out) << ": divergence a bin " << fixedPoint (first, 4) << " -> "
              << fixedPoint (last, 4) << ", " << counted (static_cast<std::int64_t> (marks.size()), "mark")
              << "\n";
    return exitDone;
}
} // namespace

void addFitCommand (CommandLine& program, const std::vector<std::string>& arguments)
{
    const auto options = std::make_shared<Options>();
    options->spec.numThreads = training::defaultThreads();
    options->spec.command = commandLine (arguments);
    options->blank.spec.sampleRateHz = 44100.0;
    options->blank.windowMs = 46.0;
    options->blank.divergence = "kl";
    options->blank.spectrum = "magnitude";
    options->blank.spec.maskExponent = 2.0f;
    auto& command = program.command (
        "fit", "Fit a dictionary to one recording, from marks of when a source is silent or alone");
    command.add ("INPUT", options->recording, "Sound file with all the sources").required().isInput();
    command.add ("--dictionary NAME|FILE", options->dictionary, "Plain dictionary to start from")
        .isDictionary();
    command.add ("--ranks NAME=K...", options->blank.ranks,
                 "Instead: start from nothing, with K atoms for each source");
    command.add ("--out FILE", options->out, "Dictionary file to write")
        .required()
        .isOutput (files::FileKind::dictionary);
    command.add ("--silent SOURCE=START-END...", options->silent,
                 "The source is silent between these times, in seconds or minutes:seconds");
    command.add ("--alone SOURCE=START-END...", options->alone, "No other source sounds between these times");
    command.add ("--iterations N", options->spec.iterations, "Updates of atoms and activations")
        .within (1, 10000);
    command.example (
        "unbraid fit song.wav --dictionary drums-plain --silent kick=0-0:04 --out my-drums.safetensors",
        "drums as this song has them");
    command.run ([options] (FileGuard&) { return fit (*options); });
}

} // namespace unbraid::cli
