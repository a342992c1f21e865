// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/SeparationPlan.h"

#include "Cli/CommandLine.h"
#include "Cli/Console.h"
#include "Core/Guidance/GuidedDictionary.h"
#include "Core/Models/ModelKind.h"
#include "Core/SeparatorSettings.h"

#include <algorithm>
#include <cmath>

namespace unbraid::cli
{

namespace
{
core::Dynamics dynamicsFrom (const std::string& name)
{
    return name == "is" ? core::Dynamics::is : name == "gamma" ? core::Dynamics::gamma : core::Dynamics::none;
}

template <class Value, class Target>
void overrideWith (const std::optional<Value>& chosen, Target& target)
{
    if (chosen)
        target = *chosen;
}

core::SeparatorSettings settingsFrom (const core::Dictionary& dictionary, const SeparationOptions& options)
{
    core::SeparatorSettings settings = core::settingsFromMixer (dictionary);
    overrideWith (options.updates, settings.solver.updates);
    overrideWith (options.exponent, settings.solver.exponent);
    overrideWith (options.leak, settings.solver.leak);
    overrideWith (options.sparsity, settings.solver.sparsity);
    overrideWith (options.residualSparsity, settings.solver.residualSparsity);
    overrideWith (options.groupSparsity, settings.solver.groupSparsity);
    overrideWith (options.dynamicsStrength, settings.solver.dynamicsStrength);
    overrideWith (options.trustSeconds, settings.adaptation.trustSeconds);
    overrideWith (options.memorySeconds, settings.adaptation.memorySeconds);
    overrideWith (options.noiseTracking, settings.noiseTracking.enabled);
    overrideWith (options.noiseMemorySeconds, settings.noiseTracking.memorySeconds);
    overrideWith (options.placeSeconds, settings.place.memorySeconds);
    settings.place.enabled = settings.place.enabled || options.place;
    overrideWith (options.noiseWeight, settings.noiseTracking.weight);
    if (options.dynamics)
        settings.solver.dynamics = dynamicsFrom (*options.dynamics);
    if (options.smoothingMs)
        settings.maskSmoothingSeconds = 0.001f * *options.smoothingMs;
    if (options.noAdaptation)
        settings.adaptation.enabled = settings.noteAdaptation.enabled = false;
    return settings;
}

/** An unfolded dictionary was trained with all that these options choose. */
core::Status checkOptions (const core::Dictionary& dictionary, const SeparationOptions& options)
{
    const std::pair<const char*, bool> given[]{ { "--iterations", options.updates.has_value() },
                                                { "--exponent", options.exponent.has_value() },
                                                { "--leak", options.leak.has_value() },
                                                { "--sparsity", options.sparsity.has_value() },
                                                { "--residual-sparsity",
                                                  options.residualSparsity.has_value() },
                                                { "--group-sparsity", options.groupSparsity.has_value() },
                                                { "--dynamics", options.dynamics.has_value() },
                                                { "--noise-tracking", options.noiseTracking.has_value() } };
    for (const auto& [option, isGiven] : given)
        if (isGiven && ! core::modelKind (dictionary).takesUpdates)
            return core::Error{ std::string (option) +
                                    " works with plain dictionaries only: the updates of '" +
                                    options.dictionary + "' were trained as they are",
                                option, "an unfolded dictionary", "a plain one, such as speech-plain" };
    return core::Done{};
}

/** Balanced, or the first mode that the dictionary serves if that is not among them. */
core::LatencyMode modeFrom (const core::Dictionary& dictionary, const SeparationOptions& options)
{
    const auto& modes = dictionary.modes;
    std::string name = options.latency.value_or ("balanced");
    if (! options.latency && ! modes.empty() && std::find (modes.begin(), modes.end(), name) == modes.end())
        name = modes.front();
    return core::latencyModeFrom (name).value_or (core::LatencyMode::balanced);
}

/** Reads the score and makes the dictionary that of its parts. */
core::Status guide (const SeparationOptions& options, SeparationPlan& plan)
{
    if (! options.midi && (options.split || options.midiOffsetMs))
        return missingPartner (options.split ? "--split" : "--midi-offset", "--midi FILE");
    if (! options.midi)
        return core::Done{};
    std::optional<int> split;
    if (options.split)
    {
        const auto note = noteFromText (*options.split, "--split");
        if (! note.ok())
            return note.error();
        split = note.value();
    }
    auto guide = readGuide (*options.midi, split, 0.001 * options.midiOffsetMs.value_or (0.0));
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

void addPitchedDictionary (CommandLine& command, SeparationOptions& options)
{
    command
        .add ("--dictionary NAME|FILE", options.dictionary,
              "Dictionary with pitches, by name or file; " + options.dictionary + " by default")
        .isDictionary();
}

core::Error withoutPitches (const SeparationOptions& options)
{
    return wrongArgument ("--dictionary", "'" + options.dictionary + "', which has none",
                          "a plain dictionary with pitches, such as piano");
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
              "everything else residual")
        .isInput();
    command.add ("--split NOTE", options.split,
                 "With --midi: notes from this one up are channel-1, those below channel-2");
    command
        .add ("--midi-offset MS", options.midiOffsetMs,
              "With --midi: where in the recording the score begins, milliseconds")
        .within (-1e9, 1e9);
}
} // namespace

void addSeparationOptions (CommandLine& command, SeparationOptions& options)
{
    const std::string group = "Engine (the defaults are the dictionary's own values)";
    const auto add = [&command, &group] (const char* name, auto& target, const char* help) -> Option&
    { return command.add (name, target, help).inGroup (group); };
    addLatencyOption (command, options, "low (8 ms), balanced (20 ms, the default) or high (42 ms)");
    addGuideOptions (command, options);
    command.addFlag ("--place", options.place,
                     "Also separate by panning, which is learned from the recording; ignored for mono");
    add ("--place-memory SECONDS", options.placeSeconds,
         "Time constant with which learned panning is forgotten")
        .within (0.1, 3600.0);
    add ("--iterations N", options.updates, "Updates per frame, 1 to 50").within (1, 50);
    add ("--exponent NUMBER", options.exponent, "Exponent of the update, above 0 and up to 1");
    add ("--leak SHARE", options.leak, "Share of a frame spread over all atoms at its start, 0 to 1")
        .within (0.0, 1.0);
    add ("--sparsity WEIGHT", options.sparsity, "Weight of the L1 norm of the activations");
    add ("--residual-sparsity WEIGHT", options.residualSparsity,
         "Weight of the L1 norm of the activations of noise or residual");
    add ("--group-sparsity WEIGHT", options.groupSparsity,
         "Weight of the penalty on the number of active sources");
    add ("--dynamics PRIOR", options.dynamics, "Prior from the previous frame: none, is or gamma")
        .oneOf ({ "none", "is", "gamma" });
    add ("--dynamics-strength WEIGHT", options.dynamicsStrength, "Weight of that prior");
    add ("--smoothing MS", options.smoothingMs, "Smoothing of the masks over time, milliseconds")
        .within (0.0, 10000.0);
    add ("--residual ATOMS", options.residualAtoms,
         "Atoms of an additional source `residual` for everything that the dictionary does not know");
    add ("--trust SECONDS", options.trustSeconds,
         "Weight of the trained noise atoms against what is heard now");
    add ("--memory SECONDS", options.memorySeconds, "Time constant with which adapted noise is forgotten");
    add ("--noise-tracking on|off", options.noiseTracking, "Track stationary noise with one atom");
    add ("--noise-memory SECONDS", options.noiseMemorySeconds,
         "Time constant with which tracked noise is forgotten");
    add ("--noise-weight WEIGHT", options.noiseWeight, "Weight of the tracked noise in the model, 0 to 4")
        .within (0.0, 4.0);
    command.addFlag ("--no-adaptation", options.noAdaptation, "Keep the noise atoms as trained")
        .inGroup (group);
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

} // namespace unbraid::cli
