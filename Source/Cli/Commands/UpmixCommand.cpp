// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/UpmixCommand.h"

#include "Cli/Console/Assignment.h"
#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/SoundWarnings.h"
#include "Cli/Separate/SubsonicReturn.h"

#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
using Positions = std::vector<float>; // per source, -1 left to 1 right

struct Options
{
    std::string input;
    std::string output;
    std::vector<std::string> positions; // SOURCE=P
    float width = 0.8f;
    SeparationOptions engine;
};

core::Status setPosition (const std::string& text, const std::vector<std::string>& sources,
                          Positions& positions)
{
    const auto assignment = assignmentFrom (text);
    const auto position = assignment ? numberFrom<float> (assignment->second) : std::nullopt;
    if (! position || ! (*position >= -1.0f && *position <= 1.0f))
        return wrongValue ("--position", text, "SOURCE=P, P from -1 (left) to 1 (right)");
    const auto source = sourceNamed (assignment->first, sources, "--position");
    if (! source.ok())
        return source.error();
    positions[source.value()] = *position;
    return core::Done{};
}

/** Side by side from left to right in the dictionary's order, but for those that were given one. */
core::Result<Positions> positionsOf (const std::vector<std::string>& sources, const Options& options)
{
    Positions positions (sources.size(), 0.0f);
    for (size_t source = 0; source < sources.size() && sources.size() > 1; ++source)
        positions[source] =
            options.width *
            (2.0f * static_cast<float> (source) / static_cast<float> (sources.size() - 1) - 1.0f);
    for (const auto& text : options.positions)
        if (auto assigned = setPosition (text, sources, positions); ! assigned.ok())
            return assigned.error();
    return positions;
}

/** Left is (1 - p) s, right (1 + p) s: half of their sum is s, wherever it stands.
    sources  [frames x sources] of one channel */
Eigen::MatrixXf spread (const Eigen::Ref<const Eigen::MatrixXf>& sources, const Positions& positions)
{
    const Eigen::Map<const Eigen::VectorXf> values (positions.data(),
                                                    static_cast<Eigen::Index> (positions.size()));
    const Eigen::VectorXf middle = sources.rowwise().sum();
    const Eigen::VectorXf side = sources * values;
    Eigen::MatrixXf stereo (sources.rows(), 2);
    stereo << middle - side, middle + side;
    return stereo;
}

core::Status upmixFile (const Options& options, files::AudioFormat format, const SeparationPlan& plan,
                        const Positions& positions)
{
    auto reader = files::AudioReader::open (options.input);
    if (! reader.ok())
        return reader.error();
    if (reader.value().numChannels() != 1)
        return core::Error{ "upmix takes mono recordings, and this one has more channels", options.input,
                            counted (reader.value().numChannels(), "channel"), "1" };
    RecordingSeparator separator;
    if (auto ready = separator.prepare (plan, reader.value().sampleRateHz(), 1); ! ready.ok())
        return ready;
    auto writer = files::AudioWriter::create (options.output, reader.value().sampleRateHz(), 2, format,
                                              reader.value().metadata());
    if (! writer.ok())
        return writer.error();
    ProgressBar bar;
    SubsonicReturn subsonic (separator, [&] (const auto& sources)
                             { return writer.value().write (spread (sources, positions)); });
    const auto observed = streamRecording (
        options.input, reader.value(), separator,
        [&] (const auto& sources) { return subsonic.write (sources); },
        [&bar] (double share) { return bar.show (share, "spreading"); });
    if (! observed.ok())
        return observed.error();
    if (auto finished = subsonic.finish(); ! finished.ok())
        return finished;
    warnOfClipping (writer.value(), format, options.output);
    writer.value().addBehind (reader.value().metadata());
    return writer.value().finish();
}

int upmix (const Options& options)
{
    const auto format = orRefuse (soundFormatOf (options.output));
    auto dictionary = orFail (dictionaryArgument (options.engine.dictionary));
    const auto plan = orRefuse (makePlan (std::move (dictionary), options.engine));
    const auto positions = orRefuse (positionsOf (plan.sources, options));
    orFail (upmixFile (options, format, plan, positions));
    std::cout << oneLine (options.output) << "\n";
    for (size_t source = 0; source < positions.size(); ++source)
        std::cout << "  " << plan.sources[source] << " "
                  << fixedPoint (static_cast<double> (positions[source]), 2) << "\n";
    return exitDone;
}
} // namespace

void addUpmixCommand (CommandLine& program)
{
    const auto options = std::make_shared<Options>();
    options->engine.dictionary = "band-large";
    options->engine.usualLatency = "high";
    auto& command = program.command ("upmix", "Spread a mono recording into stereo by its sources");
    command.add ("INPUT", options->input, "Sound file of one channel").required().isInput();
    command
        .add ("--out FILE", options->output,
              "Sound file to write, in the format of its ending (" + files::writableEndings() +
                  "); half of left plus right is the input")
        .required()
        .isOutput (files::FileKind::sound);
    command
        .add ("--dictionary NAME|FILE", options->engine.dictionary,
              "Dictionary, by name or file; band-large by default")
        .isDictionary (options->engine.dictionary);
    command
        .add ("--width SHARE", options->width, "How far the sources are panned apart, 0 to 1; 0.8 by default")
        .within (0.0, 1.0);
    command
        .add ("--position SOURCE=P", options->positions,
              "Panning of a source, from -1 (left) to 1 (right); may be repeated")
        .oneAtATime();
    addLatencyOption (command, options->engine,
                      "Frames of low, balanced or high; high by default, if the dictionary serves it");
    command.example ("unbraid upmix old-song.wav --out wide.flac", "a mono song in stereo");
    command.example ("unbraid upmix old-song.wav --out wide.wav --position vocals=0",
                     "with the voice in the centre");
    command.run ([options] (FileGuard&) { return upmix (*options); });
}

} // namespace unbraid::cli
