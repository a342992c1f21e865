// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/RepairCommand.h"

#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Console/JsonOutput.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/TimeSpan.h"
#include "Cli/Separate/WholeRecording.h"
#include "Restoration/ClickRemoval.h"
#include "Restoration/DamageFinder.h"
#include "Restoration/DictionarySpectra.h"
#include "Restoration/HumRemoval.h"
#include "Restoration/RecordingRepair.h"

#include <algorithm>
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
    std::string clipping = "auto";
    std::string zeros = "auto";
    std::string hum = "off";
    std::string clicks = "off";
    std::vector<std::string> gaps; // START-END
    restoration::RepairSettings settings;
    bool json = false;
};

using restoration::DamageSettings;
using Search = DamageSettings::Search;

/** Meaning of a word: off, auto, or a number that is taken. */
struct Choice
{
    Search search = Search::sure;
    double number = 0.0;
};

core::Result<Choice> choiceFrom (const std::string& option, const std::string& text, double lowest,
                                 double highest, const std::string& allowed)
{
    if (text == "off" || text == "auto")
        return Choice{ text == "off" ? Search::off : Search::sure, 0.0 };
    const auto number = numberFrom<double> (text);
    if (! number || ! (*number >= lowest && *number <= highest))
        return wrongValue (option, text, allowed);
    return Choice{ Search::given, *number };
}

core::Result<DamageSettings> damageSettingsFrom (const RepairOptions& options)
{
    constexpr double lowestLevelDb = -60.0, shortestGapMs = 1.0,
                     longestGapMs = 1000.0 * restoration::longestGapSeconds;
    const auto clipping = choiceFrom ("--clipping", options.clipping, lowestLevelDb, 0.0,
                                      "off, auto or a level of -60 to 0 dB of full scale");
    if (! clipping.ok())
        return clipping.error();
    const auto zeros = choiceFrom ("--gaps", options.zeros, shortestGapMs, longestGapMs,
                                   "off, auto or a length of 1 to 250 ms");
    if (! zeros.ok())
        return zeros.error();
    DamageSettings settings;
    settings.clipping = clipping.value().search;
    settings.clipLevel = static_cast<float> (std::pow (10.0, clipping.value().number / 20.0));
    settings.zeros = zeros.value().search;
    settings.zerosSeconds = 0.001 * zeros.value().number;
    return settings;
}

/** What is removed from a channel before its damage is searched for. */
struct Disturbances
{
    restoration::Hum hum;
    std::vector<restoration::Gap> clicks;
};

struct DisturbanceSettings
{
    Choice hum, clicks;
};

core::Result<DisturbanceSettings> disturbanceSettingsFrom (const RepairOptions& options)
{
    constexpr double lowestHz = 40.0, highestHz = 70.0, lowestThreshold = 5.0, highestThreshold = 1000.0;
    const auto hum =
        choiceFrom ("--hum", options.hum, lowestHz, highestHz, "off, auto or a frequency of 40 to 70 Hz");
    if (! hum.ok())
        return hum.error();
    const auto clicks = choiceFrom ("--clicks", options.clicks, lowestThreshold, highestThreshold,
                                    "off, auto or a threshold of 5 to 1000");
    if (! clicks.ok())
        return clicks.error();
    return DisturbanceSettings{ hum.value(), clicks.value() };
}

std::vector<Disturbances> removeDisturbances (files::Recording& recording,
                                              const DisturbanceSettings& settings)
{
    std::vector<Disturbances> removed (static_cast<size_t> (recording.samples.cols()));
    const double rateHz = recording.sampleRateHz;
    for (Eigen::Index channel = 0; channel < recording.samples.cols(); ++channel)
    {
        auto samples = recording.samples.col (channel);
        auto& here = removed[static_cast<size_t> (channel)];
        if (settings.clicks.search != Search::off)
        {
            restoration::ClickSettings clicks;
            if (settings.clicks.search == Search::given)
                clicks = { settings.clicks.number, false };
            here.clicks = restoration::findClicks (samples, rateHz, clicks);
            restoration::removeClicks (samples, rateHz, here.clicks);
        }
        if (settings.hum.search != Search::off)
            here.hum = restoration::removeHum (samples, rateHz, settings.hum.number);
    }
    return removed;
}

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

std::vector<Damage> damageOf (const files::Recording& recording, const DamageSettings& settings)
{
    std::vector<Damage> damage;
    for (Eigen::Index channel = 0; channel < recording.samples.cols(); ++channel)
        damage.push_back (
            restoration::findDamage (recording.samples.col (channel), recording.sampleRateHz, settings));
    return damage;
}

/** "; " before what follows something. */
std::string after (const std::string& text)
{
    return text.empty() ? "" : "; ";
}

std::string describe (const Disturbances& removed)
{
    std::string text;
    if (removed.hum.numHarmonics > 0)
        text = "hum of " + fixedPoint (removed.hum.frequencyHz, 2) + " Hz with " +
               counted (removed.hum.numHarmonics, "harmonic") + " at " + decibelText (removed.hum.level);
    if (! removed.clicks.empty())
        text += after (text) + counted (static_cast<Eigen::Index> (removed.clicks.size()), "click");
    return text;
}

std::string describe (const Damage& damage, Eigen::Index numFrames)
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
                                         [&bar] (double share) { return bar.show (share, "repairing"); });
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
                 const std::vector<Disturbances>& removed, const std::vector<Damage>& damage)
{
    Json channels = Json::array();
    for (size_t channel = 0; channel < damage.size(); ++channel)
    {
        const auto& here = damage[channel];
        Json clicks = Json::array();
        for (const auto& click : removed[channel].clicks)
            clicks.push_back (spanJson (click.begin, click.end, recording.sampleRateHz));
        channels.push_back ({ { "hum", humJson (removed[channel].hum) },
                              { "clicks", std::move (clicks) },
                              { "clipped_samples", here.numClipped },
                              { "tops_db", levelJson (here.highLevel) },
                              { "bottoms_db", levelJson (here.lowLevel) },
                              { "lost_samples", here.numLost },
                              { "gaps", gapsJson (here.states, recording.sampleRateHz) } });
    }
    std::cout << printable (Json{ { "output", options.output },
                                  { "sample_rate_hz", recording.sampleRateHz },
                                  { "frames", recording.samples.rows() },
                                  { "peak", recording.samples.cwiseAbs().maxCoeff() },
                                  { "channels", std::move (channels) } })
              << "\n";
}

void report (const RepairOptions& options, const files::Recording& recording,
             const std::vector<Disturbances>& removed, const std::vector<Damage>& damage)
{
    std::cout << oneLine (options.output) << ": peak "
              << decibelText (static_cast<double> (recording.samples.cwiseAbs().maxCoeff())) << "\n";
    for (size_t channel = 0; channel < damage.size(); ++channel)
    {
        std::string text = describe (removed[channel]);
        if (const auto found = describe (damage[channel], recording.samples.rows()); ! found.empty())
            text += after (text) + found;
        std::cout << "  channel " << channel + 1 << ": " << (text.empty() ? "nothing is damaged" : text)
                  << "\n";
    }
}

int repair (const RepairOptions& options)
{
    const auto format = soundFormatOf (options.output);
    if (! format.ok())
        return fail (format.error(), exitWrongUse);
    auto settings = damageSettingsFrom (options);
    if (! settings.ok())
        return fail (settings.error(), exitWrongUse);
    const auto disturbances = disturbanceSettingsFrom (options);
    if (! disturbances.ok())
        return fail (disturbances.error(), exitWrongUse);
    auto recording = files::readRecording (options.input, maxRepairedFrames);
    if (! recording.ok())
        return fail (recording.error());
    warnOfFile (recording.value(), options.input);
    if (recording.value().samples.rows() == 0)
        return fail ({ "there is nothing to repair", options.input, "no samples", {} });
    const auto gaps = gapsFrom (options, recording.value());
    if (! gaps.ok())
        return fail (gaps.error(), exitWrongUse);
    settings.value().gaps = gaps.value();
    const auto removed = removeDisturbances (recording.value(), disturbances.value());
    const auto damage = damageOf (recording.value(), settings.value());
    if (auto repaired = repairSamples (recording.value(), damage, options); ! repaired.ok())
        return fail (repaired.error().cancelled ? cancelled() : repaired.error());
    if (auto written = writeWhole (recording.value(), format.value(), options.output); ! written.ok())
        return fail (written.error());
    if (options.json)
        reportJson (options, recording.value(), removed, damage);
    else
        report (options, recording.value(), removed, damage);
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
    command.add (
        "--clipping off|auto|DBFS", options->clipping,
        "auto: where nothing but clipping explains it, at any level, for each channel and polarity; or all "
        "samples at or above a level are clipped");
    command.add (
        "--gaps off|auto|MS", options->zeros,
        "auto: zeros up to 30 ms long in which loud sound breaks off; or all runs of zeros between sound, up "
        "to a length of 250 ms");
    command
        .add ("--gap START-END", options->gaps,
              "The sound between these times, in seconds or minutes:seconds, is lost; may be repeated")
        .oneAtATime();
    command
        .add ("--atoms K", options->settings.numAtoms,
              "Atoms learned from each segment of about nine seconds")
        .within (1, 256);
    command.add ("--hum off|auto|HZ", options->hum,
                 "Remove hum of the mains; auto: of 50 or 60 Hz, where nothing else explains it; or of a "
                 "frequency. "
                 "off by default");
    command.add (
        "--clicks off|auto|N", options->clicks,
        "Remove clicks; auto: where nothing else explains them; or all of N times the error of prediction, "
        "5 to 1000. "
        "off by default");
    command.add ("--iterations N", options->settings.iterations, "Iterations of the estimation (EM)")
        .within (1, 1000);
    command.addFlag ("--json", options->json, "Print what was changed as JSON");
    command.example ("unbraid repair loud.wav --out whole.wav", "peaks that the converter cut off");
    command.example ("unbraid repair take.wav --out whole.wav --gap 1:02.31-1:02.36", "a dropout of 50 ms");
    command.example ("unbraid repair tape.wav --out whole.wav --hum auto --clicks auto",
                     "hum and clicks of an old tape");
    command.run ([options] (FileGuard&) { return repair (*options); });
}

} // namespace unbraid::cli
