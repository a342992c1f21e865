// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/AlignCommand.h"

#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/Guide.h"
#include "Cli/Separate/PitchObservation.h"
#include "Files/AtomicFile.h"
#include "Files/AudioReader.h"
#include "Midi/MidiScore.h"

#include <iostream>
#include <memory>
#include <optional>

namespace unbraid::cli
{

namespace
{
struct Options
{
    std::string input;
    std::string score;
    std::string output;
    std::optional<double> tuningHz; // empty: found
    SeparationOptions engine;
};

/** Notes of a score; what is still held at its end ends there. */
std::vector<core::ScoreSpan> spansOf (const std::vector<midi::ScoreEvent>& events)
{
    std::vector<core::ScoreSpan> spans;
    const auto endNote = [&spans] (const midi::ScoreEvent& event)
    {
        for (auto span = spans.rbegin(); span != spans.rend(); ++span)
            if (span->pitch == event.pitch && span->endSeconds < 0.0)
                return void (span->endSeconds = event.seconds);
    };
    for (const auto& event : events)
        if (event.kind == core::NoteEvent::Kind::on)
            spans.push_back ({ event.seconds, -1.0, event.pitch });
        else if (event.kind == core::NoteEvent::Kind::off)
            endNote (event);
    for (auto& span : spans)
        span.endSeconds = span.endSeconds < 0.0 ? events.back().seconds : span.endSeconds;
    return spans;
}

core::Result<core::TimeMap> alignTo (const Options& options, const std::vector<core::ScoreSpan>& score,
                                     const SeparationPlan& plan)
{
    const auto reader = files::AudioReader::open (options.input);
    if (! reader.ok())
        return reader.error();
    const double recordingSeconds =
        static_cast<double> (reader.value().numFrames()) / reader.value().sampleRateHz();
    double scoreSeconds = 0.0;
    for (const auto& note : score)
        scoreSeconds = std::max (scoreSeconds, note.endSeconds);
    ProgressBar bar;
    const auto roll =
        observePitches (plan, options.input, core::alignmentFrameSeconds (scoreSeconds, recordingSeconds),
                        options.tuningHz, [&bar] (double share) { return bar.show (share, "listening"); });
    if (! roll.ok())
        return roll.error();
    return core::alignScore (score, roll.value());
}

int align (const Options& options)
{
    const auto plan = notesPlan (options.engine, pitchesNeeded);
    const auto bytes = orFail (readScoreBytes (options.score));
    const auto score = orFail (midi::readScore (bytes, options.score));
    const auto map = orFail (alignTo (options, spansOf (score), plan));
    const auto moved = orFail (midi::movedScore (bytes, options.score, map));
    orFail (files::writeWholeFile (options.output, moved));
    const double first = score.front().seconds, last = score.back().seconds;
    std::cout << oneLine (options.output) << ": the score's " << fixedPoint (first, 2) << " to "
              << fixedPoint (last, 2) << " s are " << fixedPoint (map (first), 2) << " to "
              << fixedPoint (map (last), 2) << " s of " << oneLine (options.input) << "\n";
    return exitDone;
}
} // namespace

void addAlignCommand (CommandLine& program)
{
    const auto options = std::make_shared<Options>();
    auto& engine = options->engine;
    engine.dictionary = "piano";
    engine.plainSettings = { { "updates", 10.0f }, { "sparsity", 1.0f } };
    auto& command = program.command ("align", "Move the notes of a score to where a recording plays them");
    command.add ("INPUT", options->input, "Sound file").required().isInput();
    command.add ("--midi FILE.mid", options->score, "The score").required().isInput();
    command
        .add ("--out FILE.mid", options->output, "MIDI file to write: the same score, timed as the recording")
        .required()
        .isOutput (files::FileKind::midi);
    addNotesDictionary (command, engine, "Dictionary with pitches");
    addTuningOption (command, options->tuningHz);
    command.example ("unbraid align sonata.flac --midi score.mid --out aligned.mid",
                     "the score in the time of the recording");
    command.run ([options] (FileGuard&) { return align (*options); });
}

} // namespace unbraid::cli
