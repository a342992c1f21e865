// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/TranscribeCommand.h"

#include "Cli/Archives/Archive.h"
#include "Cli/Console/JsonOutput.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Evaluate/TranscribeScores.h"
#include "Core/Transcription/TuningFinder.h"
#include "Files/AtomicFile.h"
#include "Midi/MidiScore.h"
#include "Platform/StopSignals.h"

#include <cmath>
#include <iostream>
#include <memory>
#include <optional>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

struct Options
{
    std::string input;
    std::string output;
    std::string reference; // empty: none
    SeparationOptions engine;
    core::NoteFindingSettings notes;
    double confirmMs = 0.0;
    std::optional<double> tuningHz; // empty: found
    int threads = 0;                // 0: all the machine has
    bool json = false;
    ArchiveOptions archive;
};

/** One recording and its notes. */
struct NoteTask
{
    fs::path input;
    fs::path output;
    fs::path reference; // empty: none
};

/** Notes that were found in it. */
struct NoteReport
{
    size_t numNotes = 0;
    double tuningHz = 0.0; // of A4
    std::optional<evaluation::NoteScores> scores;
};

/** The one recording, or those of a folder: --out and --reference are folders then. */
core::Result<std::vector<NoteTask>> tasksFrom (const Options& options)
{
    std::error_code ignored;
    if (! fs::is_directory (options.input, ignored))
        return std::vector<NoteTask>{ { options.input, options.output, options.reference } };
    const auto found = findSounds (options.input, options.archive.subfolders());
    if (! found.ok())
        return found.error();
    std::vector<NoteTask> tasks;
    for (const auto& [path, folder] : found.value())
    {
        const auto name = folder / (path.stem().string() + ".mid");
        tasks.push_back ({ path, fs::path (options.output) / name,
                           options.reference.empty() ? fs::path() : fs::path (options.reference) / name });
    }
    return tasks;
}

core::Status checkFiles (const std::vector<NoteTask>& tasks, FileGuard& guard)
{
    for (const auto& task : tasks)
    {
        guard.reads (task.input);
        guard.reads (task.reference);
        guard.writes (task.output, files::FileKind::midi);
    }
    return guard.check();
}

core::Status checkOptions (const Options& options, const FileGuard& guard, const WorkSharing& sharing)
{
    std::error_code ignored;
    if (fs::is_directory (options.input, ignored) && ! options.archive.hasTable())
        return missingPartner ("a folder of recordings", "--table, for what became of each");
    if (options.archive.hasTable() && options.json)
        return core::Error{ "--table and --json both report the results; give one of the two", {}, {}, {} };
    return checkTable (options.archive, guard, sharing);
}

constexpr int maxMidiChannels = 16;

std::vector<std::byte> midiBytes (const std::vector<core::TranscribedNote>& notes)
{
    std::vector<midi::ScoreNote> written;
    for (const auto& note : notes)
        if (note.part < maxMidiChannels)
            written.push_back (
                { note.beginSeconds, note.endSeconds, note.part + 1, note.pitch, note.velocity });
    return midi::scoreBytes (written);
}

/** Nothing where it is tuned as usual. */
std::string tuningText (double tuningHz)
{
    const double cents = core::centsFromStandard (tuningHz);
    return std::abs (cents) < core::tuningToleranceCents
               ? std::string()
               : ", tuned to A = " + fixedPoint (tuningHz, 1) + " Hz (" + fixedPoint (std::abs (cents), 0) +
                     " cents " + (cents < 0.0 ? "below" : "above") + " 440)";
}

void report (const Options& options, const NoteReport& found)
{
    const auto& scores = found.scores;
    if (options.json)
    {
        Json json{ { "input", options.input },
                   { "output", options.output },
                   { "notes", found.numNotes },
                   { "tuning_hz", found.tuningHz } };
        if (scores)
            addScores (*scores, json);
        std::cout << printable (json) << "\n";
        return;
    }
    std::cout << oneLine (options.output) << ": "
              << counted (static_cast<std::int64_t> (found.numNotes), "note") << tuningText (found.tuningHz)
              << "\n";
    if (scores)
        printScores (*scores);
}

core::Result<NoteReport> transcribeOne (const SeparationPlan& plan, const Options& options,
                                        const NoteTask& task, const core::Progress& onProgress)
{
    const auto transcribed = transcribe (plan, options.notes, task.input, options.tuningHz, onProgress);
    if (! transcribed.ok())
        return transcribed.error();
    const auto& notes = transcribed.value().notes;
    NoteReport found{ notes.size(), transcribed.value().tuningHz, {} };
    if (! task.reference.empty())
    {
        const auto scored = scoresOf (notes, task.reference);
        if (! scored.ok())
            return scored.error();
        found.scores = scored.value();
    }
    if (auto written = files::writeWholeFile (task.output, midiBytes (notes)); ! written.ok())
        return written.error();
    return found;
}

/** In the order of `figuresOf`. */
const std::vector<std::string> figureNames{ "notes",     "reference_notes", "matched",
                                            "precision", "recall",          "f_measure",
                                            "offset_f",  "velocity_f",      "velocity_correlation" };

Figures figuresOf (const NoteReport& found)
{
    const auto numNotes = static_cast<double> (found.numNotes);
    if (! found.scores)
        return { numNotes, {}, {}, {}, {}, {}, {}, {}, {} };
    const auto& onsets = found.scores->onsets;
    return { numNotes,
             static_cast<double> (onsets.numReference),
             static_cast<double> (onsets.numMatched),
             onsets.precision(),
             onsets.recall(),
             onsets.fMeasure(),
             found.scores->offsets.fMeasure(),
             found.scores->velocities.fMeasure(),
             found.scores->velocityCorrelation };
}

int transcribeArchive (const SeparationPlan& plan, const Options& options, const std::vector<NoteTask>& tasks,
                       WorkSharing& sharing)
{
    Archive archive;
    archive.columns = figureNames;
    for (const auto& task : tasks)
        archive.files.push_back (task.input.string());
    archive.work = [&] (size_t file) -> core::Result<Figures>
    {
        const auto found =
            transcribeOne (plan, options, tasks[file], [] (double) { return ! platform::isStopWanted(); });
        if (! found.ok())
            return found.error();
        return figuresOf (found.value());
    };
    archive.isThere = [&tasks] (size_t file)
    {
        std::error_code ignored;
        return fs::exists (tasks[file].output, ignored);
    };
    return workThrough (archive, options.archive, options.threads, sharing);
}

NoteReport listen (const SeparationPlan& plan, const Options& options, const NoteTask& task)
{
    ProgressBar bar;
    return orFail (
        transcribeOne (plan, options, task, [&bar] (double share) { return bar.show (share, "listening"); }));
}

int transcribeAll (const Options& options, const std::vector<NoteTask>& tasks, WorkSharing& sharing)
{
    const auto plan = notesPlan (options.engine, pitchesOrDrumsNeeded);
    if (options.archive.hasTable())
        return transcribeArchive (plan, options, tasks, sharing);
    report (options, listen (plan, options, tasks.front()));
    return exitDone;
}

int run (const Options& options, FileGuard& guard, WorkSharing& sharing)
{
    orRefuse (checkOptions (options, guard, sharing));
    const auto tasks = orFail (tasksFrom (options));
    orRefuse (checkFiles (tasks, guard));
    return transcribeAll (options, tasks, sharing);
}
} // namespace

void addTranscribeCommand (CommandLine& program, WorkSharing& sharing)
{
    const auto options = std::make_shared<Options>();
    auto& engine = options->engine;
    engine.dictionary = "piano-notes";
    engine.usualLatency = "high";
    engine.plainSettings = { { "updates", 30.0f }, { "sparsity", 1.0f } };
    options->confirmMs = 1000.0 * static_cast<double> (options->notes.confirmSeconds);
    auto& command = program.command ("transcribe", "Write the notes of recordings as MIDI files");
    command.add ("INPUT", options->input, "Sound file, or a folder of them").required().isInput();
    command
        .add ("--out FILE.mid", options->output,
              "MIDI file to write, a channel for each source with pitches and channel 10 for drums; a folder "
              "where INPUT is one")
        .required();
    command.writesFiles();
    addNotesDictionary (command, engine, "Dictionary with pitches or of drums");
    command
        .add ("--threshold SHARE", options->notes.threshold,
              "How far a pitch must rise, relative to the loudest: 0.01 to 1, 0.22 by default; higher values "
              "find fewer notes. With a dictionary trained to tell its notes 0.22 means three to one; of a "
              "drum "
              "0.22 is 0.15 of its own loudest hit")
        .within (0.01, 1.0);
    command
        .add ("--confirm MS", options->confirmMs,
              "How long it must stay there, milliseconds, with a dictionary such as piano; 80 by default")
        .within (0.0, 1000.0);
    addTuningOption (command, options->tuningHz);
    addLatencyOption (command, engine,
                      "Frames of low, balanced or high; high by default, if the dictionary serves it");
    addSettingOption (command, engine, "updates",
                      "With a dictionary such as piano: updates per frame, 1 to 50; 30 by default");
    addSettingOption (
        command, engine, "sparsity",
        "With a dictionary such as piano: weight of the L1 norm of the activations; 1 by default");
    command
        .add (
            "--reference FILE.mid", options->reference,
            "The true notes: scores onsets, offsets and velocities against them; a folder where INPUT is one")
        .isInput();
    command.add ("--threads N", options->threads, "Files to transcribe at once").within (1, 1024);
    addArchiveOptions (command, options->archive);
    command.addFlag ("--json", options->json, "Report as JSON on standard output");
    command.example ("unbraid transcribe sonata.flac --out sonata.mid", "the notes of a piano recording");
    command.example ("unbraid transcribe beat.wav --dictionary drums --out beat.mid",
                     "the hits of drums, on channel 10");
    command.example ("unbraid transcribe archive --recursive --out notes --table notes.csv --resume",
                     "those of every recording of an archive, from where an earlier run ended");
    command.run (
        [options, &sharing] (FileGuard& guard)
        {
            options->notes.confirmSeconds = static_cast<float> (0.001 * options->confirmMs);
            return run (*options, guard, sharing);
        });
}

} // namespace unbraid::cli
