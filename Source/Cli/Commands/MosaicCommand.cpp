// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/MosaicCommand.h"

#include "Cli/Console/OptionRows.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/InputList.h"
#include "Cli/Separate/WholeRecording.h"
#include "Core/Spectral/Mixdown.h"
#include "Core/Spectral/SubsonicSplit.h"
#include "Files/Resampler.h"
#include "Mosaic/RecordingMosaic.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;

constexpr Index longestInMosaic = Index{ 1 } << 27; // samples a channel
constexpr double searchShare = 0.9;                 // of the progress, before the phases are fitted

struct MosaicOptions
{
    std::string target;
    std::string output;
    std::vector<std::string> from;
    mosaic::MosaicSpec spec;
};

/** The target, and what it is made from. */
struct Material
{
    mosaic::Sound target;
    std::vector<mosaic::Sound> sources;
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

core::Result<mosaic::Sound> readNoting (const fs::path& file, std::vector<std::string>& findings)
{
    RecordingCheck check;
    const auto read = readWhole (file, longestInMosaic, check);
    if (! read.ok())
        return read.error();
    const auto& recording = read.value();
    for (auto& finding : check.findings (file.string(), recording.missingFrames, recording.sampleRateHz))
        findings.push_back (std::move (finding));
    return mosaic::Sound{ recording.sampleRateHz,
                          core::withoutOffset (recording.samples, recording.sampleRateHz) };
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
        auto recording = readNoting (file, material.findings);
        if (! recording.ok() && from.size() > 1 && leaveOutWithWarning (file, recording.error()))
            continue;
        if (! recording.ok())
            return recording.error();
        if (recording.value().samples.rows() > 0)
            material.sources.push_back (std::move (recording).value());
    }
    if (std::none_of (material.sources.begin(), material.sources.end(),
                      [] (const auto& recording) { return core::hasSound (recording.samples); }))
        return core::Error{ "there is nothing to make a mosaic of", joined (options.from), "no sound",
                            "recordings with sound" };
    return material;
}

void report (const MosaicOptions& options, size_t numRecordings, const Eigen::MatrixXf& activations,
             const Eigen::MatrixXf& samples)
{
    const Eigen::RowVectorXd active = (activations.array() > 0.0f).cast<double>().colwise().sum();
    std::cout << oneLine (options.output) << ": peak "
              << decibelText (static_cast<double> (samples.cwiseAbs().maxCoeff())) << "\n  "
              << counted (activations.cols(), "frame") << " made from " << activations.rows() << " of "
              << counted (static_cast<Index> (numRecordings), "recording") << ", "
              << fixedPoint (active.mean(), 1) << " at once on average\n";
}

mosaic::Mosaic makeShowing (const MosaicOptions& options, Material material)
{
    ProgressBar bar;
    bar.show (0.0, "looking for frames");
    const auto onProgress = [&bar] (double share)
    { return bar.show (share, share < searchShare ? "looking for frames" : "fitting phases"); };
    return orStop (mosaic::makeMosaic (material.target, std::move (material.sources), options.spec,
                                       files::resample, onProgress));
}

int makeMosaic (const MosaicOptions& options, FileGuard& guard)
{
    const auto format = orRefuse (soundFormatOf (options.output));
    const auto from = orFail (sourceFiles (options.from, guard));
    orRefuse (guard.check());
    auto material = orFail (readMaterial (options, from));
    for (const auto& finding : material.findings)
        warn (finding);
    const double rateHz = material.target.sampleRateHz;
    const size_t numRecordings = material.sources.size();
    auto made = makeShowing (options, std::move (material));
    const files::Recording sound{ rateHz, std::move (made.samples) };
    orFail (writeWhole (sound, format, options.output));
    report (options, numRecordings, made.activations, sound.samples);
    return exitDone;
}
} // namespace

void addMosaicCommand (CommandLine& program)
{
    const auto options = std::make_shared<MosaicOptions>();
    options->spec.settings.numThreads = training::defaultThreads();
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
    addRows (command, mosaic::mosaicOptions(), options->spec);
    command
        .add ("--threads N", options->spec.settings.numThreads,
              "Changes the time it takes, no byte of the result")
        .within (1, 256);
    command.example ("unbraid mosaic song.wav --from bees.wav --out buzzing.wav", "a song, hummed by bees");
    command.example ("unbraid mosaic beat.wav --from kitchen --window 23 --polyphony 2 --out pots.wav",
                     "a rhythm from a folder of recordings");
    command.run ([options] (FileGuard& guard) { return makeMosaic (*options, guard); });
}

} // namespace unbraid::cli
