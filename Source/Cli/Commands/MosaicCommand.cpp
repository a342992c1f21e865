// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/MosaicCommand.h"

#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/InputList.h"
#include "Cli/Separate/WholeRecording.h"
#include "Core/Spectral/Mixdown.h"
#include "Core/Spectral/SubsonicSplit.h"
#include "Files/Resampler.h"
#include "Mosaic/MosaicSound.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;

constexpr Index longestInMosaic = Index{ 1 } << 27; // samples a channel
constexpr double maxMosaicBytes = 4294967296.0;     // 4 GB
constexpr double searchShare = 0.9;                 // of the work; the rest is for the phases

struct MosaicOptions
{
    std::string target;
    std::string output;
    std::vector<std::string> from;
    double windowMs = 93.0;
    Index transpose = 0; // semitones up and down
    int phaseIterations = 30;
    mosaic::MosaicSettings settings;
};

/** The recordings of all sources, at the rate of the target. */
struct Material
{
    files::Recording target;
    std::vector<Eigen::MatrixXf> source;
    Index numRecordings = 0;           // without their transpositions
    std::vector<std::string> findings; // that the user should know
};

core::Result<std::vector<fs::path>> sourceFiles (const std::vector<std::string>& paths, FileGuard& guard)
{
    auto found = matchingSounds ({ paths.begin(), paths.end() });
    if (! found.ok())
        return found;
    for (const auto& file : found.value())
        guard.reads (file);
    return found;
}

core::Result<files::Recording> readNoting (const fs::path& file, std::vector<std::string>& findings)
{
    RecordingCheck check;
    auto read = readWhole (file, longestInMosaic, check);
    if (! read.ok())
        return read;
    for (auto& finding :
         check.findings (file.string(), read.value().missingFrames, read.value().sampleRateHz))
        findings.push_back (std::move (finding));
    read.value().samples = core::withoutOffset (read.value().samples, read.value().sampleRateHz);
    return read;
}

/** Adds a recording as it is, and played faster and slower by each semitone. */
core::Status addSource (const files::Recording& recording, Index transpose, Material& material)
{
    if (recording.samples.rows() == 0)
        return core::Done{};
    ++material.numRecordings;
    for (Index semitones = -transpose; semitones <= transpose; ++semitones)
    {
        const double speed = std::exp2 (static_cast<double> (semitones) / 12.0);
        auto samples =
            files::resample (recording.samples, recording.sampleRateHz, material.target.sampleRateHz / speed);
        if (! samples.ok())
            return samples.error();
        material.source.push_back (std::move (samples).value());
    }
    return core::Done{};
}

core::Result<Material> readMaterial (const MosaicOptions& options, const std::vector<fs::path>& from)
{
    Material material;
    auto target = readNoting (options.target, material.findings);
    if (! target.ok())
        return target.error();
    material.target = std::move (target).value();
    if (! core::hasSound (material.target.samples))
        return core::Error{ "there is nothing to imitate", options.target, "no sound",
                            "a recording with sound" };
    for (const auto& file : from)
    {
        const auto recording = readNoting (file, material.findings);
        if (! recording.ok() && from.size() > 1 && leaveOutWithWarning (file, recording.error()))
            continue;
        if (! recording.ok())
            return recording.error();
        if (auto added = addSource (recording.value(), options.transpose, material); ! added.ok())
            return added.error();
    }
    if (std::none_of (material.source.begin(), material.source.end(),
                      [] (const auto& samples) { return core::hasSound (samples); }))
        return core::Error{ "there is nothing to make a mosaic of", joined (options.from), "no sound",
                            "recordings with sound" };
    return material;
}

core::Status checkMemory (const Material& material, const core::Frames& frames)
{
    Index numFrames = 0;
    for (const auto& samples : material.source)
        numFrames += frames.numFrames (samples.rows());
    const double bytes =
        mosaic::mosaicBytes (frames.numBins(), numFrames, frames.numFrames (material.target.samples.rows()));
    if (bytes <= maxMosaicBytes)
        return core::Done{};
    return core::Error{ "the recordings are too long for each other", "memory",
                        fixedPoint (bytes / (1 << 30), 1) + " GB",
                        "4 GB: a shorter target, less to make it from, or a longer --window" };
}

core::Result<files::Recording> makeSound (const MosaicOptions& options, const Material& material,
                                          core::Frames& frames, Eigen::MatrixXf& activations)
{
    ProgressBar bar;
    bar.show (0.0, "looking for frames");
    auto found = mosaic::mosaicActivations (mosaic::magnitudesOf (material.target.samples, frames),
                                            mosaic::sourceFrames (material.source, frames), options.settings,
                                            [&bar] (double share)
                                            { return bar.show (searchShare * share, "looking for frames"); });
    if (! found.ok())
        return found.error();
    activations = std::move (found).value();
    const mosaic::SoundSettings settings{ material.target.samples.rows(), options.phaseIterations,
                                          options.settings.numThreads };
    auto sound = mosaic::mosaicSound (
        material.source, activations, frames, settings,
        [&bar] (double share)
        { return bar.show (searchShare + (1.0 - searchShare) * share, "fitting phases"); });
    if (! sound.ok())
        return sound.error();
    return files::Recording{ material.target.sampleRateHz, std::move (sound).value() };
}

void report (const MosaicOptions& options, const Material& material, const Eigen::MatrixXf& activations,
             const Eigen::MatrixXf& samples)
{
    const Eigen::RowVectorXd active = (activations.array() > 0.0f).cast<double>().colwise().sum();
    std::cout << oneLine (options.output) << ": peak "
              << decibelText (static_cast<double> (samples.cwiseAbs().maxCoeff())) << "\n  "
              << counted (activations.cols(), "frame") << " made from " << activations.rows() << " of "
              << counted (material.numRecordings, "recording") << ", " << fixedPoint (active.mean(), 1)
              << " at once on average\n";
}

int makeMosaic (const MosaicOptions& options, FileGuard& guard)
{
    const auto format = soundFormatOf (options.output);
    if (! format.ok())
        return fail (format.error(), exitWrongUse);
    const auto from = sourceFiles (options.from, guard);
    if (! from.ok())
        return fail (from.error());
    if (auto checked = guard.check(); ! checked.ok())
        return fail (checked.error(), exitWrongUse);
    const auto material = readMaterial (options, from.value());
    if (! material.ok())
        return fail (material.error());
    core::Frames frames;
    if (auto ready = frames.prepare (material.value().target.sampleRateHz, 0.001 * options.windowMs);
        ! ready.ok())
        return fail (ready.error());
    if (auto fits = checkMemory (material.value(), frames); ! fits.ok())
        return fail (fits.error());
    for (const auto& finding : material.value().findings)
        warn (finding);
    Eigen::MatrixXf activations;
    const auto sound = makeSound (options, material.value(), frames, activations);
    if (! sound.ok())
        return fail (sound.error().cancelled ? cancelled() : sound.error());
    if (auto written = writeWhole (sound.value(), format.value(), options.output); ! written.ok())
        return fail (written.error());
    report (options, material.value(), activations, sound.value().samples);
    return exitDone;
}

void addShapeOptions (CommandLine& command, MosaicOptions& options)
{
    auto& settings = options.settings;
    command
        .add ("--window MS", options.windowMs,
              "Window, milliseconds, 93 by default: shorter for rhythm, longer for pitch")
        .within (1.0, 340.0);
    command
        .add ("--repetition FRAMES", settings.repetition,
              "Frames after which the same frame of the source may sound again, 3 by default; 0: at once")
        .within (0, 1000);
    command
        .add ("--polyphony N", settings.polyphony,
              "Frames of the source that may sound at once, 10 by default; 0: any number")
        .within (0, 10000);
    command
        .add ("--continuity FRAMES", settings.continuity,
              "Favours playing the source on for this many frames before and after one, 3 by default; 0: off")
        .within (0, 100);
    command
        .add ("--transpose SEMITONES", options.transpose,
              "Also use the source played faster and slower, up to this many semitones higher and lower")
        .within (0, 12);
    command.add ("--iterations N", settings.iterations, "Updates, 20 by default").within (1, 1000);
    command
        .add ("--phase-iterations N", options.phaseIterations,
              "Iterations of Griffin & Lim for the phases, 30 by default; 0: those of the source's frames")
        .within (0, 1000);
    command.add ("--threads N", settings.numThreads, "Changes the time it takes, no byte of the result")
        .within (1, 256);
}
} // namespace

void addMosaicCommand (CommandLine& program)
{
    const auto options = std::make_shared<MosaicOptions>();
    options->settings.numThreads = training::defaultThreads();
    auto& command = program.command ("mosaic", "Rebuild one recording from pieces of others");
    command.add ("TARGET", options->target, "Sound file whose melody and rhythm are imitated")
        .required()
        .isInput();
    command
        .add ("--from PATH...", options->from,
              "Recordings to make it from: files, folders, or quoted patterns such as 'field/*bees*'")
        .required()
        .isInput();
    command
        .add ("--out FILE", options->output,
              "Sound file to write, in the format of its ending (" + files::writableEndings() +
                  "), at the target's rate and length")
        .required()
        .isOutput (files::FileKind::sound);
    addShapeOptions (command, *options);
    command.example ("unbraid mosaic song.wav --from bees.wav --out buzzing.wav", "a song, hummed by bees");
    command.example ("unbraid mosaic beat.wav --from kitchen --window 23 --polyphony 2 --out pots.wav",
                     "a rhythm from a folder of recordings");
    command.run ([options] (FileGuard& guard) { return makeMosaic (*options, guard); });
}

} // namespace unbraid::cli
