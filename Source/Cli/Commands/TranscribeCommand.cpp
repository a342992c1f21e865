// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/TranscribeCommand.h"

#include "Cli/Console/JsonOutput.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/Guide.h"
#include "Cli/Separate/Transcription.h"
#include "Evaluation/NoteScores.h"
#include "Files/AtomicFile.h"

#if UNBRAID_HAS_MIDI
#    include "Midi/MidiScore.h"
#endif

#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
struct Options
{
    std::string input;
    std::string output;
    std::string reference; // empty: none
    SeparationOptions engine;
    core::NoteFindingSettings notes;
    double confirmMs = 0.0;
    bool json = false;
};

#if UNBRAID_HAS_MIDI
constexpr int maxMidiChannels = 16;

std::vector<std::byte> midiBytes (const std::vector<TranscribedNote>& notes)
{
    std::vector<midi::ScoreNote> written;
    for (const auto& note : notes)
        if (note.part < maxMidiChannels)
            written.push_back (
                { note.beginSeconds, note.endSeconds, note.part + 1, note.pitch, note.velocity });
    return midi::scoreBytes (written);
}

core::Result<evaluation::OnsetScores> scoresOf (const std::vector<TranscribedNote>& notes,
                                                const std::string& reference)
{
    const auto score = readScoreFile (reference);
    if (! score.ok())
        return score.error();
    std::vector<evaluation::NoteOnset> truth, found;
    for (const auto& event : score.value())
        if (event.kind == core::NoteEvent::Kind::on)
            truth.push_back ({ event.seconds, event.pitch });
    for (const auto& note : notes)
        found.push_back ({ note.beginSeconds, note.pitch });
    return evaluation::onsetScores (truth, found);
}

Json scoresJson (const evaluation::OnsetScores& scores)
{
    return { { "notes", scores.numReference },
             { "matched", scores.numMatched },
             { "precision", scores.precision() },
             { "recall", scores.recall() },
             { "f_measure", scores.fMeasure() } };
}

void report (const Options& options, size_t numNotes, const std::optional<evaluation::OnsetScores>& scores)
{
    if (options.json)
    {
        Json json{ { "input", options.input }, { "output", options.output }, { "notes", numNotes } };
        if (scores)
            json["onsets"] = scoresJson (*scores);
        std::cout << printable (json) << "\n";
        return;
    }
    std::cout << oneLine (options.output) << ": " << counted (static_cast<std::int64_t> (numNotes), "note")
              << "\n";
    if (scores)
        std::cout << "onsets within 50 ms: precision " << fixedPoint (scores->precision(), 3) << ", recall "
                  << fixedPoint (scores->recall(), 3) << ", F " << fixedPoint (scores->fMeasure(), 3) << "\n";
}

int transcribeWith (const SeparationPlan& plan, const Options& options)
{
    ProgressBar bar;
    const auto notes = transcribe (plan, options.notes, options.input,
                                   [&bar] (double share) { bar.show (share, "listening"); });
    if (! notes.ok())
        return fail (notes.error());
    std::optional<evaluation::OnsetScores> scores;
    if (! options.reference.empty())
    {
        const auto scored = scoresOf (notes.value(), options.reference);
        if (! scored.ok())
            return fail (scored.error());
        scores = scored.value();
    }
    if (auto written = files::writeWholeFile (options.output, midiBytes (notes.value())); ! written.ok())
        return fail (written.error());
    report (options, notes.value().size(), scores);
    return exitDone;
}

int transcribeFile (const Options& options)
{
    return withPitchedPlan (options.engine, [&options] (const SeparationPlan& plan)
                            { return transcribeWith (plan, options); });
}
#else
int transcribeFile (const Options& options)
{
    return fail ({ "the notes cannot be written", options.output, "a build without JUCE", "one with it" });
}
#endif
} // namespace

void addTranscribeCommand (CommandLine& program)
{
    const auto options = std::make_shared<Options>();
    auto& engine = options->engine;
    engine.dictionary = "piano";
    engine.latency = "high";
    engine.settings["updates"] = 30.0f;
    engine.settings["sparsity"] = 1.0f;
    options->confirmMs = 1000.0 * static_cast<double> (options->notes.confirmSeconds);
    auto& command = program.command ("transcribe", "Write the notes of a recording as a MIDI file");
    command.add ("INPUT", options->input, "Sound file").required().isInput();
    command
        .add ("--out FILE.mid", options->output,
              "MIDI file to write; a channel for each source of the dictionary")
        .required()
        .isOutput (files::FileKind::midi);
    addPitchedDictionary (command, engine);
    command
        .add ("--threshold SHARE", options->notes.threshold,
              "How far a pitch must rise, relative to the loudest: 0.01 to 1, 0.22 by default; higher values "
              "find fewer "
              "notes")
        .within (0.01, 1.0);
    command
        .add ("--confirm MS", options->confirmMs, "How long it must stay there, milliseconds; 80 by default")
        .within (0.0, 1000.0);
    addLatencyOption (command, engine, "Frames of low, balanced or high; high by default");
    addSettingOption (command, engine, "updates", "Updates per frame, 1 to 50; 30 by default");
    addSettingOption (command, engine, "sparsity", "Weight of the L1 norm of the activations; 1 by default");
    command
        .add ("--reference FILE.mid", options->reference,
              "The true notes: scores the onsets that were found against them")
        .isInput();
    command.addFlag ("--json", options->json, "Report as JSON on standard output");
    command.example ("unbraid transcribe sonata.flac --out sonata.mid", "the notes of a piano recording");
    command.run (
        [options] (FileGuard&)
        {
            options->notes.confirmSeconds = static_cast<float> (0.001 * options->confirmMs);
            return transcribeFile (*options);
        });
}

} // namespace unbraid::cli
