// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/RepairCommand.h"

#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/DictionaryArgument.h"
#include "Cli/Separate/TimeSpan.h"
#include "Cli/Separate/WholeRecording.h"
#include "Platform/StopSignals.h"
#include "Restoration/DamageFinder.h"
#include "Restoration/DictionarySpectra.h"
#include "Restoration/RecordingRepair.h"

#include <cmath>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
using restoration::Damage;

constexpr Eigen::Index maxRepairedFrames = Eigen::Index{ 1 } << 31;

struct RepairOptions
{
    std::string input;
    std::string output;
    std::string dictionary;
    std::vector<std::string> gaps;     // START-END
    std::optional<double> clipLevelDb; // none: found
    restoration::RepairSettings settings;
};

/** Error: a span that is none, one that begins behind the end, one too long to fill. */
core::Result<std::vector<restoration::Gap>> gapsFrom (const RepairOptions& options,
                                                      const files::Recording& recording)
{
    std::vector<restoration::Gap> gaps;
    const double rateHz = recording.sampleRateHz;
    for (const auto& text : options.gaps)
    {
        const auto span = timeSpanFrom (text, "--gap");
        if (! span.ok())
            return span.error();
        const auto [start, end] = span.value();
        if (end - start > restoration::longestGapSeconds)
            return wrongValue ("--gap", text,
                               "gaps of " + core::numberText (restoration::longestGapSeconds) +
                                   " s and less");
        if (start * rateHz >= static_cast<double> (recording.samples.rows()))
            return wrongValue ("--gap", text, "gaps inside the recording");
        gaps.push_back ({ std::lround (start * rateHz), std::lround (end * rateHz) });
    }
    return gaps;
}

std::vector<Damage> damageOf (const files::Recording& recording, const RepairOptions& options,
                              const std::vector<restoration::Gap>& gaps)
{
    const float level =
        options.clipLevelDb ? static_cast<float> (std::pow (10.0, *options.clipLevelDb / 20.0)) : 0.0f;
    std::vector<Damage> damage;
    for (Eigen::Index channel = 0; channel < recording.samples.cols(); ++channel)
        damage.push_back (
            restoration::findDamage (recording.samples.col (channel), recording.sampleRateHz, level, gaps));
    return damage;
}

std::string describe (const Damage& damage, Eigen::Index numFrames)
{
    if (damage.numClipped + damage.numLost == 0)
        return "nothing is damaged";
    std::string text;
    if (damage.numClipped > 0)
    {
        const double share =
            100.0 * static_cast<double> (damage.numClipped) / static_cast<double> (numFrames);
        text = counted (damage.numClipped, "sample") + " clipped (" + fixedPoint (share, 2) + " %)";
        if (damage.highLevel)
            text += ", tops at " + decibelText (static_cast<double> (*damage.highLevel));
        if (damage.lowLevel)
            text += ", bottoms at " + decibelText (static_cast<double> (*damage.lowLevel));
    }
    if (damage.numLost > 0)
        text += (text.empty() ? "" : "; ") + counted (damage.numLost, "sample") + " lost in gaps";
    return text;
}

core::Status repairSamples (files::Recording& recording, const std::vector<Damage>& damage,
                            const RepairOptions& options)
{
    auto settings = options.settings;
    settings.frameLength = restoration::repairFrameLength (recording.sampleRateHz);
    if (! options.dictionary.empty())
    {
        const auto dictionary = dictionaryArgument (options.dictionary);
        if (! dictionary.ok())
            return dictionary.error();
        auto spectra =
            restoration::dictionarySpectra (dictionary.value(), recording.sampleRateHz, settings.frameLength);
        if (! spectra.ok())
            return spectra.error();
        settings.dictionary = std::move (spectra).value();
    }
    std::vector<restoration::SampleStates> states;
    states.reserve (damage.size());
    for (const auto& channel : damage)
        states.push_back (channel.states);
    ProgressBar bar;
    return restoration::repairRecording (recording.samples, states, settings,
                                         [&bar] (double share)
                                         {
                                             bar.show (share, "repairing");
                                             return ! platform::isStopWanted();
                                         });
}

void report (const RepairOptions& options, const files::Recording& recording,
             const std::vector<Damage>& damage)
{
    std::cout << oneLine (options.output) << ": peak "
              << decibelText (static_cast<double> (recording.samples.cwiseAbs().maxCoeff())) << "\n";
    for (size_t channel = 0; channel < damage.size(); ++channel)
        std::cout << "  channel " << channel + 1 << ": "
                  << describe (damage[channel], recording.samples.rows()) << "\n";
}

int repair (const RepairOptions& options)
{
    const auto format = soundFormatOf (options.output);
    if (! format.ok())
        return fail (format.error(), exitWrongUse);
    auto recording = files::readRecording (options.input, maxRepairedFrames);
    if (! recording.ok())
        return fail (recording.error());
    if (recording.value().samples.rows() == 0)
        return fail ({ "there is nothing to repair", options.input, "no samples", {} });
    const auto gaps = gapsFrom (options, recording.value());
    if (! gaps.ok())
        return fail (gaps.error(), exitWrongUse);
    const auto damage = damageOf (recording.value(), options, gaps.value());
    if (auto repaired = repairSamples (recording.value(), damage, options); ! repaired.ok())
        return fail (repaired.error().cancelled ? cancelled() : repaired.error());
    if (auto written = writeWhole (recording.value(), format.value(), options.output); ! written.ok())
        return fail (written.error());
    report (options, recording.value(), damage);
    return exitDone;
}
} // namespace

void addRepairCommand (CommandLine& program)
{
    const auto options = std::make_shared<RepairOptions>();
    auto& command = program.command ("repair", "Restore clipped peaks and fill short gaps of a recording");
    command.add ("INPUT", options->input, "Sound file").required().isInput();
    command
        .add ("--out FILE", options->output,
              "Sound file to write, in the format of its ending (" + files::writableEndings() +
                  "); restored peaks rise above full scale, which .wav keeps")
        .required()
        .isOutput (files::FileKind::sound);
    command
        .add ("--dictionary NAME|FILE", options->dictionary,
              "Plain dictionary to start from, in addition to atoms learned from the recording")
        .isDictionary();
    command
        .add ("--clip-level DB", options->clipLevelDb,
              "Treat samples at or above this level as clipped; by default the level is detected, for each "
              "channel and polarity")
        .within (-60.0, 0.0);
    command
        .add ("--gap START-END", options->gaps,
              "The sound between these times, in seconds or minutes:seconds, is lost; may be repeated. Runs "
              "of zeros are detected")
        .oneAtATime();
    command
        .add ("--atoms K", options->settings.numAtoms,
              "Atoms learned from each segment of about nine seconds")
        .within (1, 256);
    command.add ("--iterations N", options->settings.iterations, "Iterations of the estimation (EM)")
        .within (1, 1000);
    command.example ("unbraid repair loud.wav --out whole.wav", "peaks that the converter cut off");
    command.example ("unbraid repair take.wav --out whole.wav --gap 1:02.31-1:02.36", "a dropout of 50 ms");
    command.run ([options] (FileGuard&) { return repair (*options); });
}

} // namespace unbraid::cli
