// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/RepairCommand.h"

#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Console/JsonOutput.h"
#include "Cli/Console/OptionRows.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/TimeSpan.h"
#include "Cli/Separate/WholeRecording.h"
#include "Restoration/DictionarySpectra.h"
#include "Restoration/Restorer.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
using restoration::ChannelFindings;

constexpr Eigen::Index maxRepairedFrames = Eigen::Index{ 1 } << 31;

struct RepairOptions
{
    std::string input;
    std::string output;
    std::string dictionary;
    std::vector<std::string> gaps; // START-END
    restoration::RestorationSpec spec;
    bool json = false;
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

/** "; " before what follows something. */
std::string after (const std::string& text)
{
    return text.empty() ? "" : "; ";
}

std::string describeRemoved (const ChannelFindings& found)
{
    std::string text;
    if (found.hum.numHarmonics > 0)
        text = "hum of " + fixedPoint (found.hum.frequencyHz, 2) + " Hz with " +
               counted (found.hum.numHarmonics, "harmonic") + " at " + decibelText (found.hum.level);
    if (! found.clicks.empty())
        text += after (text) + counted (static_cast<Eigen::Index> (found.clicks.size()), "click");
    return text;
}

std::string describe (const restoration::Damage& damage, Eigen::Index numFrames)
{
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
        text += after (text) + counted (damage.numLost, "sample") + " lost in gaps";
    return text;
}

/** The dictionary's spectra, where one is given, as a start. */
core::Status addDictionary (const RepairOptions& options, double rateHz, restoration::RestorationSpec& spec)
{
    if (options.dictionary.empty())
        return core::Done{};
    const auto dictionary = dictionaryArgument (options.dictionary);
    if (! dictionary.ok())
        return dictionary.error();
    auto spectra =
        restoration::dictionarySpectra (dictionary.value(), rateHz, restoration::repairFrameLength (rateHz));
    if (! spectra.ok())
        return spectra.error();
    spec.settings.dictionary = std::move (spectra).value();
    return core::Done{};
}

std::vector<ChannelFindings> restoreShowing (files::Recording& recording,
                                             const restoration::RestorationSpec& spec)
{
    ProgressBar bar;
    return orStop (restoration::restore (recording.samples, recording.sampleRateHz, spec,
                                         [&bar] (double share) { return bar.show (share, "repairing"); }));
}

Json spanJson (Eigen::Index begin, Eigen::Index end, double rateHz)
{
    return { { "begin_seconds", static_cast<double> (begin) / rateHz },
             { "end_seconds", static_cast<double> (end) / rateHz } };
}

/** The gaps of a channel, as times. */
Json gapsJson (const restoration::SampleStates& states, double rateHz)
{
    Json list = Json::array();
    const auto isLost = [] (restoration::SampleState state)
    { return state == restoration::SampleState::lost; };
    for (auto begin = std::find_if (states.begin(), states.end(), isLost); begin != states.end();)
    {
        const auto end = std::find_if_not (begin, states.end(), isLost);
        list.push_back (spanJson (begin - states.begin(), end - states.begin(), rateHz));
        begin = std::find_if (end, states.end(), isLost);
    }
    return list;
}

Json levelJson (std::optional<float> level)
{
    return level ? Json (20.0 * std::log10 (static_cast<double> (*level))) : Json();
}

Json humJson (const restoration::Hum& hum)
{
    if (hum.numHarmonics == 0)
        return nullptr;
    return { { "frequency_hz", hum.frequencyHz },
             { "harmonics", hum.numHarmonics },
             { "level_db", 20.0 * std::log10 (hum.level) } };
}

/** Changes, channel by channel. */
void reportJson (const RepairOptions& options, const files::Recording& recording,
                 const std::vector<ChannelFindings>& findings)
{
    Json channels = Json::array();
    for (const auto& found : findings)
    {
        const auto& damage = found.damage;
        Json clicks = Json::array();
        for (const auto& click : found.clicks)
            clicks.push_back (spanJson (click.begin, click.end, recording.sampleRateHz));
        channels.push_back ({ { "hum", humJson (found.hum) },
                              { "clicks", std::move (clicks) },
                              { "clipped_samples", damage.numClipped },
                              { "tops_db", levelJson (damage.highLevel) },
                              { "bottoms_db", levelJson (damage.lowLevel) },
                              { "lost_samples", damage.numLost },
                              { "gaps", gapsJson (damage.states, recording.sampleRateHz) } });
    }
    std::cout << printable (Json{ { "output", options.output },
                                  { "sample_rate_hz", recording.sampleRateHz },
                                  { "frames", recording.samples.rows() },
                                  { "peak", recording.samples.cwiseAbs().maxCoeff() },
                                  { "channels", std::move (channels) } })
              << "\n";
}

void report (const RepairOptions& options, const files::Recording& recording,
             const std::vector<ChannelFindings>& findings)
{
    std::cout << oneLine (options.output) << ": peak "
              << decibelText (static_cast<double> (recording.samples.cwiseAbs().maxCoeff())) << "\n";
    for (size_t channel = 0; channel < findings.size(); ++channel)
    {
        std::string text = describeRemoved (findings[channel]);
        if (const auto damage = describe (findings[channel].damage, recording.samples.rows());
            ! damage.empty())
            text += after (text) + damage;
        std::cout << "  channel " << channel + 1 << ": " << (text.empty() ? "nothing is damaged" : text)
                  << "\n";
    }
}

int repair (const RepairOptions& options)
{
    const auto format = orRefuse (soundFormatOf (options.output));
    auto recording = orFail (files::readRecording (options.input, maxRepairedFrames));
    warnOfFile (recording, options.input);
    if (recording.samples.rows() == 0)
        return fail ({ "there is nothing to repair", options.input, "no samples", {} });
    auto spec = options.spec;
    spec.knownGaps = orRefuse (gapsFrom (options, recording));
    orFail (addDictionary (options, recording.sampleRateHz, spec));
    const auto findings = restoreShowing (recording, spec);
    orFail (writeWhole (recording, format, options.output));
    if (options.json)
        reportJson (options, recording, findings);
    else
        report (options, recording, findings);
    return exitDone;
}
} // namespace

void addRepairCommand (CommandLine& program)
{
    const auto options = std::make_shared<RepairOptions>();
    auto& command =
        program.command ("repair", "Restore clipped peaks, fill short gaps, and remove hum and clicks");
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
        .add ("--gap START-END", options->gaps,
              "The sound between these times, in seconds or minutes:seconds, is lost; may be repeated")
        .oneAtATime();
    addRows (command, restoration::restorationOptions(), options->spec);
    command.addFlag ("--json", options->json, "Print what was changed as JSON");
    command.example ("unbraid repair loud.wav --out whole.wav", "peaks that the converter cut off");
    command.example ("unbraid repair take.wav --out whole.wav --gap 1:02.31-1:02.36", "a dropout of 50 ms");
    command.example ("unbraid repair tape.wav --out whole.wav --hum auto --clicks auto",
                     "hum and clicks of an old tape");
    command.run ([options] (FileGuard&) { return repair (*options); });
}

} // namespace unbraid::cli
