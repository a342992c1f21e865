// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SeparationPlan.h"

#include "Cli/Console/Assignment.h"
#include "Cli/Console/CommandLine.h"
#include "Cli/Console/Console.h"
#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Separate/PlanScore.h"
#include "Cli/Separate/TreeArguments.h"
#include "Core/EngineSettings.h"
#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Factorisation/Dictionary/ServedModes.h"
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

/** Whether a dictionary at least takes settings of the updates; an unfolded one was trained with all that they choose. */
bool takesUpdates (const core::Dictionary& root, const std::vector<NamedBranch>& branches)
{
    return core::modelTraits (root).takesUpdates ||
           std::any_of (branches.begin(), branches.end(),
                        [] (const NamedBranch& branch)
                        { return core::modelTraits (branch.dictionary).takesUpdates; });
}

core::Status checkOptions (const core::Dictionary& root, const std::vector<NamedBranch>& branches,
                           const SeparationOptions& options)
{
    if (takesUpdates (root, branches))
        return core::Done{};
    for (const auto& setting : core::engineSettings())
        if (setting.isTrained && options.settings.contains (setting.key))
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

/** The dictionary that a score without a source guides, of a tree: the root, or the only branch that takes notes. */
core::Result<size_t> onlyTaker (const core::Dictionary& root, const std::vector<NamedBranch>& branches,
                                const std::string& score)
{
    if (branches.empty() || takesNotes (root))
        return size_t{ 0 };
    std::vector<size_t> takers;
    for (size_t i = 0; i < branches.size(); ++i)
        if (takesNotes (branches[i].dictionary))
            takers.push_back (i + 1);
    if (takers.size() == 1)
        return takers.front();
    if (takers.empty())
        return core::Error{ "no dictionary of the tree takes the notes of a score", "--midi", score,
                            "a dictionary of notes, such as piano, or of drums" };
    return core::Error{ "several dictionaries of the tree take notes: say whose the score is", "--midi",
                        score, "SOURCE=FILE for each" };
}

/** The score of each dictionary, the root's first; FILE, or in a tree SOURCE=FILE. */
core::Result<std::vector<std::optional<std::string>>> scoresOf (const SeparationOptions& options,
                                                                const core::Dictionary& root,
                                                                const std::vector<NamedBranch>& branches)
{
    if (options.midi.empty() && (options.split || options.midiOffsetMs))
        return missingPartner (options.split ? "--split" : "--midi-offset", "--midi FILE");
    std::vector<std::optional<std::string>> scores (1 + branches.size());
    for (const auto& text : options.midi)
    {
        const auto assignment = assignmentFrom (text);
        const auto named = std::find_if (branches.begin(), branches.end(),
                                         [&assignment] (const NamedBranch& branch)
                                         { return assignment && branch.source == assignment->first; });
        const bool isNamed = named != branches.end();
        const auto taker = isNamed ? core::Result<size_t> (static_cast<size_t> (named - branches.begin()) + 1)
                                   : onlyTaker (root, branches, text);
        if (! taker.ok())
            return taker.error();
        auto& score = scores[taker.value()];
        if (score)
            return core::Error{ "one score guides a dictionary, and here are two", "--midi", text,
                                branches.empty() ? "one FILE"
                                                 : "one FILE, and SOURCE=FILE of other sources" };
        score = isNamed ? assignment->second : text;
    }
    return scores;
}

/** Completes a branch and adds it to the plan. */
core::Status addBranch (NamedBranch named, const std::optional<std::string>& score,
                        const SeparationOptions& options, SeparationPlan& plan)
{
    const auto source = sourceNamed (named.source, plan.sources, "--then");
    if (! source.ok())
        return source.error();
    PlanBranch branch{ .source = static_cast<Eigen::Index> (source.value()),
                       .dictionaryName = std::move (named.dictionaryName),
                       .dictionary = std::move (named.dictionary) };
    if (score)
        if (auto guided =
                guideByScore (*score, options, branch.dictionaryName, branch.dictionary, branch.guide);
            ! guided.ok())
            return guided;
    branch.settings = settingsFrom (branch.dictionary, options);
    branch.residualAtoms = core::residualAtomsFromMixer (branch.dictionary);
    plan.branches.push_back (std::move (branch));
    return core::Done{};
}

/** Sets an engine up, which says whether the plan can be, and the names of the sources. */
core::Status tryOut (SeparationPlan& plan)
{
    core::Separator trial;
    auto ready = trial.prepare (plan.specFor (plan.dictionary.sampleRateHz, 1), plan.dictionary,
                                plan.settings, plan.engineBranches());
    if (ready.ok())
        plan.sources = trial.sourceNames();
    return ready;
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
              "everything else residual; with one of drums each sounds only where the score has it. In a "
              "tree SOURCE=FILE where several dictionaries take notes")
        .oneAtATime()
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
    addThenOption (command, options.branches,
                   "Split this source further by another dictionary, at no further latency; its sources are "
                   "SOURCE.NAME. May be repeated for other sources");
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
    auto branches = branchesFrom (options.branches, dictionary);
    if (! branches.ok())
        return branches.error();
    if (auto allowed = checkOptions (dictionary, branches.value(), options); ! allowed.ok())
        return allowed.error();
    SeparationPlan plan;
    plan.dictionaryName = options.dictionary;
    plan.mode = modeFrom (dictionary, options);
    plan.dictionary = std::move (dictionary);
    const auto scores = scoresOf (options, plan.dictionary, branches.value());
    if (! scores.ok())
        return scores.error();
    if (const auto& score = scores.value().front())
        if (auto guided = guideByScore (*score, options, plan.dictionaryName, plan.dictionary, plan.guide);
            ! guided.ok())
            return guided.error();
    plan.settings = settingsFrom (plan.dictionary, options);
    plan.residualAtoms = options.residualAtoms.value_or (core::residualAtomsFromMixer (plan.dictionary));
    if (auto ready = tryOut (plan); ! ready.ok())
        return ready.error();
    for (size_t i = 0; i < branches.value().size(); ++i)
        if (auto added = addBranch (std::move (branches.value()[i]), scores.value()[i + 1], options, plan);
            ! added.ok())
            return added.error();
    if (! plan.branches.empty())
        if (auto ready = tryOut (plan); ! ready.ok())
            return ready.error();
    for (const auto& text : options.silences)
    {
        const auto silence = sourceSpanFrom (text, plan.sources, "--silent");
        if (! silence.ok())
            return silence.error();
        plan.silences.push_back (silence.value());
    }
    return plan;
}

std::vector<core::Branch> SeparationPlan::engineBranches() const
{
    std::vector<core::Branch> made;
    for (const auto& branch : branches)
        made.push_back ({ .source = branch.source,
                          .dictionary = branch.dictionary,
                          .settings = branch.settings,
                          .residualAtoms = branch.residualAtoms,
                          .numParts = static_cast<Eigen::Index> (branch.guide.parts.size()),
                          .followsHits = branch.guide.isOfHits });
    return made;
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
    const auto ready = trial.prepare (plan.specFor (plan.dictionary.sampleRateHz, 1), plan.dictionary,
                                      plan.settings, plan.engineBranches());
    plan.quality = Quality::whole;
    plan.goesBothWays = way.bothWays;
    plan.usesLongWindows =
        way.inLongWindows && (! ready.ok() || offline::gainsFromLongWindows (trial.geometry()));
    return plan.startsFromMasks (1) || plan.runsBackwards() || learnsSomething (plan, trial);
}

SeparationPlan notesPlan (const SeparationOptions& options, const NotesNeeded& needed)
{
    auto dictionary = orFail (dictionaryArgument (options.dictionary));
    if (! needed.hasThem (dictionary))
        throw Failure{ wrongArgument ("--dictionary", "'" + options.dictionary + "', which has none",
                                      needed.allowed),
                       exitWrongUse };
    auto complete = options;
    if (core::modelTraits (dictionary).takesUpdates && core::NoteFinder::canFind (dictionary))
        complete.settings.insert (options.plainSettings.begin(), options.plainSettings.end());
    return orRefuse (makePlan (std::move (dictionary), complete));
}

} // namespace unbraid::cli
