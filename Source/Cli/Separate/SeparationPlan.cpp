// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SeparationPlan.h"

#include "Cli/Console/CommandLine.h"
#include "Cli/Console/Console.h"
#include "Cli/Console/DictionaryArgument.h"
#include "Core/EngineSettings.h"
#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Guidance/DrumNotes.h"
#include "Core/Models/GuidedDictionary.h"
#include "Core/Transcription/NoteFinder.h"
#include "Offline/Passes/WholeRecording.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace unbraid::cli
{

namespace
{
const std::string engineGroup = "Engine (the defaults are the dictionary's own values)";
const std::vector<std::string> dynamicsNames{ "none", "is", "gamma" }; // in the order of core::Dynamics

core::SeparatorSettings settingsFrom (const core::Dictionary& dictionary, const SeparationOptions& options)
{
    core::SeparatorSettings settings = core::settingsFromMixer (dictionary);
    for (const auto& [key, value] : options.settings)
        core::engineSetting (key.c_str()).set (settings, value);
    if (options.settings.contains ("adaptation"))
        settings.noteAdaptation.enabled = settings.adaptation.enabled;
    return settings;
}

/** An unfolded dictionary was trained with all that these options choose. */
core::Status checkOptions (const core::Dictionary& dictionary, const SeparationOptions& options)
{
    for (const auto& setting : core::engineSettings())
        if (setting.isTrained && options.settings.contains (setting.key) &&
            ! core::modelTraits (dictionary).takesUpdates)
        {
            const std::string description (setting.option);
            const auto option = description.substr (0, description.find (' '));
            return core::Error{ option + " works with plain dictionaries only: the updates of '" +
                                    options.dictionary + "' were trained as they are",
                                option, "an unfolded dictionary", "a plain one, such as speech-plain" };
        }
    return core::Done{};
}

/** The value of a setting that the words of an option stand for, in the setting's unit. */
std::optional<float> settingFrom (const core::EngineSetting& setting, const std::string& text)
{
    if (setting.form == core::OptionForm::number)
    {
        const auto number = numberFrom<float> (text);
        return number ? std::optional (setting.perOption * *number) : std::nullopt;
    }
    if (setting.form == core::OptionForm::whole)
    {
        const auto number = numberFrom<int> (text);
        return number ? std::optional (static_cast<float> (*number)) : std::nullopt;
    }
    if (setting.form == core::OptionForm::onOff)
    {
        const auto isOn = onOrOff (text);
        return isOn ? std::optional (*isOn ? 1.0f : 0.0f) : std::nullopt;
    }
    const auto found = std::find (dynamicsNames.begin(), dynamicsNames.end(), text);
    return found != dynamicsNames.end() ? std::optional (static_cast<float> (found - dynamicsNames.begin()))
                                        : std::nullopt;
}

/** The mode asked for; else the default mode, or the first one that the dictionary serves if that is not among them. */
core::LatencyMode modeFrom (const core::Dictionary& dictionary, const SeparationOptions& options)
{
    const auto wanted = core::latencyModeFrom (options.latency.value_or (options.usualLatency))
                            .value_or (core::LatencyMode::balanced);
    return options.latency ? wanted : core::servedMode (dictionary, wanted);
}

/** The drums of the dictionary follow the hits of the score. */
core::Status guideByHits (const SeparationOptions& options, double offsetSeconds, SeparationPlan& plan)
{
    if (options.split)
        return core::Error{ "--split divides notes by pitch, and a score of drums has none", "--split",
                            "a dictionary of drums", "a dictionary of notes, such as piano" };
    if (! core::canFollowHits (plan.dictionary))
        return core::Error{ "a score does not help a plain dictionary of drums", "--midi",
                            "'" + options.dictionary + "'",
                            "drums, or a dictionary of templates, which train --hits makes" };
    auto guide = readHitGuide (*options.midi, plan.dictionary.sources, offsetSeconds);
    if (! guide.ok())
        return guide.error();
    plan.guide = std::move (guide).value();
    return core::Done{};
}

/** Reads the score and makes the dictionary that of its parts. */
core::Status guide (const SeparationOptions& options, SeparationPlan& plan)
{
    if (! options.midi && (options.split || options.midiOffsetMs))
        return missingPartner (options.split ? "--split" : "--midi-offset", "--midi FILE");
    if (! options.midi)
        return core::Done{};
    const double offsetSeconds = 0.001 * options.midiOffsetMs.value_or (0.0);
    if (core::isOfDrums (plan.dictionary))
        return guideByHits (options, offsetSeconds, plan);
    std::optional<int> split;
    if (options.split)
    {
        const auto note = noteFromText (*options.split, "--split");
        if (! note.ok())
            return note.error();
        split = note.value();
    }
    auto guide = readGuide (*options.midi, split, offsetSeconds);
    if (! guide.ok())
        return guide.error();
    auto guided = core::guidedDictionary (plan.dictionary, guide.value().parts);
    if (! guided.ok())
        return guided.error();
    plan.guide = std::move (guide).value();
    plan.dictionary = std::move (guided).value();
    return core::Done{};
}
} // namespace

void addLatencyOption (CommandLine& command, SeparationOptions& options, const std::string& help)
{
    command.add ("--latency MODE", options.latency, help).oneOf ({ "low", "balanced", "high" });
}

void addTuningOption (CommandLine& command, std::optional<double>& tuningHz)
{
    command
        .add ("--tuning HZ", tuningHz,
              "What the note A4 sounds at, 415 to 466; found in the recording by default, within a semitone")
        .within (415.0, 466.0);
}

void addNotesDictionary (CommandLine& command, SeparationOptions& options, const std::string& help)
{
    command
        .add ("--dictionary NAME|FILE", options.dictionary,
              help + ", by name or file; " + options.dictionary + " by default")
        .isDictionary (options.dictionary);
}

namespace
{
void addGuideOptions (CommandLine& command, SeparationOptions& options)
{
    command
        .add ("--silent SOURCE=START-END", options.silences,
              "The source is silent between these times, in seconds or minutes:seconds; may be repeated")
        .oneAtATime();
    command
        .add ("--midi FILE.mid", options.midi,
              "The score: with a dictionary of notes its channels 1 to 7 become the sources channel-1 ..., "
              "everything else residual; with one of drums each sounds only where the score has it")
        .isInput();
    command.add ("--split NOTE", options.split,
                 "With --midi: notes from this one up are channel-1, those below channel-2");
    command
        .add ("--midi-offset MS", options.midiOffsetMs,
              "With --midi: where in the recording the score begins, milliseconds")
        .within (-1e9, 1e9);
}
} // namespace

Option& addSettingOption (CommandLine& command, SeparationOptions& options, const char* key,
                          const std::string& help)
{
    const auto& setting = core::engineSetting (key);
    const std::string text = help.empty() ? setting.help : help;
    const bool turnsOn = setting.form == core::OptionForm::flagOn;
    if (turnsOn || setting.form == core::OptionForm::flagOff)
        return command.addFlag (
            setting.option,
            [&options, &setting, turnsOn] { options.settings[setting.key] = turnsOn ? 1.0f : 0.0f; }, text);
    auto& option = command.addRead (
        setting.option,
        [&options, &setting] (const std::string& word)
        {
            const auto value = settingFrom (setting, word);
            if (value)
                options.settings[setting.key] = *value;
            return value.has_value();
        },
        text);
    if (setting.form == core::OptionForm::choice)
        option.oneOf (dynamicsNames);
    else if (setting.optionHigh > setting.optionLow)
        option.within (setting.optionLow, setting.optionHigh);
    return option;
}

void addSeparationOptions (CommandLine& command, SeparationOptions& options)
{
    addLatencyOption (command, options, "low (8 ms), balanced (20 ms, the default) or high (42 ms)");
    addGuideOptions (command, options);
    for (const auto& setting : core::engineSettings())
        addSettingOption (command, options, setting.key).inGroup (engineGroup);
    command
        .add ("--residual ATOMS", options.residualAtoms,
              "Atoms of an additional source `residual` for everything that the dictionary does not know")
        .inGroup (engineGroup);
}

core::Result<SeparationPlan> makePlan (core::Dictionary dictionary, const SeparationOptions& options)
{
    if (auto allowed = checkOptions (dictionary, options); ! allowed.ok())
        return allowed.error();
    SeparationPlan plan;
    plan.dictionaryName = options.dictionary;
    plan.mode = modeFrom (dictionary, options);
    plan.dictionary = std::move (dictionary);
    if (auto guided = guide (options, plan); ! guided.ok())
        return guided.error();
    plan.settings = settingsFrom (plan.dictionary, options);
    plan.residualAtoms = options.residualAtoms.value_or (core::residualAtomsFromMixer (plan.dictionary));
    core::Separator trial;
    if (auto ready =
            trial.prepare (plan.specFor (plan.dictionary.sampleRateHz, 1), plan.dictionary, plan.settings);
        ! ready.ok())
        return ready.error();
    plan.sources = trial.sourceNames();
    for (const auto& text : options.silences)
    {
        const auto silence = sourceSpanFrom (text, plan.sources, "--silent");
        if (! silence.ok())
            return silence.error();
        plan.silences.push_back (silence.value());
    }
    return plan;
}

const std::map<std::string, offline::RecordingWay>& namedWays()
{
    static const std::map<std::string, offline::RecordingWay> ways{
        { "long", { .inLongWindows = true } },
        { "both-ways", { .bothWays = true } },
        { "long-both-ways", { .inLongWindows = true, .bothWays = true } },
    };
    return ways;
}

namespace
{
/** Whether the options ask for what a whole recording teaches, beside what the dictionary does by itself. */
bool asksToLearn (const SeparationPlan& plan, const SeparationOptions& options)
{
    return plan.settings.spatial.enabled || options.residualAtoms || plan.numParts() > 0;
}

bool learnsSomething (const SeparationPlan& plan, const core::Separator& engine)
{
    return plan.settings.spatial.enabled || offline::canLearn (engine, plan.settings, plan.numParts());
}
} // namespace

bool makeWhole (SeparationPlan& plan, const SeparationOptions& options, const std::string& quality)
{
    const auto name = std::filesystem::path (plan.dictionaryName).stem().string();
    const auto way = quality == bestQuality
                         ? offline::bestWay (name, plan.dictionary, plan.settings, plan.numParts())
                         : namedWays().at (quality);
    if (quality == bestQuality && ! options.latency)
        plan.mode = way.mode;
    if (way.isLive() && ! asksToLearn (plan, options))
        return plan.startsFromMasks (1);
    plan.settings = offline::settingsForPasses (plan.settings);
    for (const auto& [key, value] : options.settings)
        core::engineSetting (key.c_str()).set (plan.settings, value);
    core::Separator trial;
    const auto ready =
        trial.prepare (plan.specFor (plan.dictionary.sampleRateHz, 1), plan.dictionary, plan.settings);
    plan.quality = Quality::whole;
    plan.goesBothWays = way.bothWays;
    plan.usesLongWindows =
        way.inLongWindows && (! ready.ok() || offline::gainsFromLongWindows (trial.geometry()));
    return plan.startsFromMasks (1) || plan.runsBackwards() || learnsSomething (plan, trial);
}

int withNotesPlan (const SeparationOptions& options, const NotesNeeded& needed,
                   const std::function<int (const SeparationPlan&)>& work)
{
    auto dictionary = dictionaryArgument (options.dictionary);
    if (! dictionary.ok())
        return fail (dictionary.error());
    if (! needed.hasThem (dictionary.value()))
        return fail (
            wrongArgument ("--dictionary", "'" + options.dictionary + "', which has none", needed.allowed),
            exitWrongUse);
    auto complete = options;
    if (core::modelTraits (dictionary.value()).takesUpdates && core::NoteFinder::canFind (dictionary.value()))
        complete.settings.insert (options.plainSettings.begin(), options.plainSettings.end());
    const auto plan = makePlan (std::move (dictionary).value(), complete);
    return plan.ok() ? work (plan.value()) : fail (plan.error(), exitWrongUse);
}

} // namespace unbraid::cli
