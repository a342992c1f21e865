// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/FitCommand.h"

#include "Cli/DictionaryArgument.h"
#include "Cli/Interrupt.h"
#include "Cli/ProgressBar.h"
#include "Cli/SourceSpan.h"
#include "Cli/TrainArguments.h"
#include "Files/DictionaryFile.h"
#include "Training/FitTraining.h"
#include "Training/WorkQueue.h"

#include <CLI/CLI.hpp>

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
        marks.push_back ({ kind, span.value().source, span.value().startSeconds, span.value().endSeconds });
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
        return fail (wrongArgument ("--dictionary", options.dictionary.empty() ? "nothing" : "and --ranks",
                                    "one of the two: where to begin"),
                     exitWrongUse);
    const auto dictionary = beginning (options);
    if (! dictionary.ok())
        return fail (dictionary.error());
    const auto marks = marksFrom (options, dictionary.value());
    if (! marks.ok())
        return fail (marks.error(), exitWrongUse);
    ProgressBar bar;
    double first = 0.0, last = 0.0;
    const auto onProgress = [&] (const training::TrainingProgress& progress)
    {
        first = progress.iteration == 1 ? progress.divergence : first;
        last = progress.divergence;
        bar.show (progress.share, "fitting");
        return ! interrupted();
    };
    const auto fitted = training::fitDictionary (options.spec, dictionary.value(), options.recording,
                                                 marks.value(), onProgress);
    if (! fitted.ok())
        return fail (fitted.error());
    if (auto saved = files::saveDictionary (options.out, fitted.value()); ! saved.ok())
        return fail (saved.error());
    std::cout << oneLine (options.out) << ": divergence a bin " << fixedPoint (first, 4) << " -> "
              << fixedPoint (last, 4) << ", " << marks.value().size() << " marks\n";
    return exitDone;
}
} // namespace

void addFitCommand (CLI::App& app, Command& chosen, const std::vector<std::string>& arguments)
{
    const auto options = std::make_shared<Options>();
    options->spec.numThreads = training::defaultThreads();
    options->spec.command = commandLine (arguments);
    options->blank.spec.sampleRateHz = 44100.0;
    options->blank.windowMs = 46.0;
    options->blank.divergence = "kl";
    options->blank.spectrum = "magnitude";
    options->blank.spec.maskExponent = 2.0f;
    auto* command = app.add_subcommand (
        "fit", "Fit a dictionary to a recording in which you say which sources rest where");
    command->add_option ("INPUT", options->recording, "Sound file with all the sources")->required();
    command->add_option ("--dictionary", options->dictionary, "Name or file of a plain one: where to begin");
    command->add_option ("--ranks", options->blank.ranks,
                         "NAME=K...: instead, begin with nothing, K atoms for each source");
    command->add_option ("--out", options->out, "Dictionary file to write")->required();
    command->add_option ("--silent", options->silent,
                         "SOURCE=START-END...: the source does not sound then; seconds or minutes:seconds");
    command->add_option ("--alone", options->alone, "SOURCE=START-END...: no other source sounds then");
    command->add_option ("--iterations", options->spec.iterations, "Updates of atoms and activations")
        ->check (CLI::Range (1, 10000));
    command->callback ([options, &chosen] { chosen = [options] { return fit (*options); }; });
}

} // namespace unbraid::cli
