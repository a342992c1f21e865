// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/SeparationPlan.h"

#include "Cli/Console.h"
#include "Core/Guidance/GuidedDictionary.h"
#include "Core/Models/ModelKind.h"
#include "Core/SeparatorSettings.h"

#include <CLI/CLI.hpp>

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
            return wrongArgument (option, "an unfolded dictionary, whose updates were trained as they are",
                                  "plain dictionaries only");
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
        return wrongArgument (options.split ? "--split" : "--midi-offset", "no --midi", "with --midi FILE");
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

void addLatencyOption (CLI::App& command, SeparationOptions& options, const std::string& help)
{
    command.add_option ("--latency", options.latency, help)
        ->check (CLI::IsMember ({ "low", "balanced", "high" }));
}

void addSeparationOptions (CLI::App& command, SeparationOptions& options)
{
    const std::string group = "Engine (the dictionary's own values are the defaults)";
    const auto add = [&command, &group] (const char* name, auto& target, const char* help)
    { return command.add_option (name, target, help)->group (group); };
    addLatencyOption (command, options, "low (8 ms), balanced (20 ms) or high (42 ms)");
    command
        .add_option ("--silent", options.silences,
                     "SOURCE=START-END: the source does not sound between these times; may be repeated")
        ->allow_extra_args (false);
    command.add_option ("--midi", options.midi,
                        "MIDI file of what is played: with a dictionary of notes its channels 1 to 7 become "
                        "the sources channel-1 ..., all else residual");
    command.add_option ("--split", options.split,
                        "With --midi: notes from this one up are channel-1, those below channel-2");
    command
        .add_option ("--midi-offset", options.midiOffsetMs,
                     "With --midi: where in the recording the score begins, milliseconds")
        ->check (CLI::Range (-1e9, 1e9));
    command.add_flag (
        "--place", options.place,
        "Tell sources apart by their places between the channels as well, which are learned while they "
        "play; of one channel it is ignored");
    add ("--place-memory", options.placeSeconds, "Time in which a source's old place is forgotten, seconds")
        ->check (CLI::Range (0.1, 3600.0));
    add ("--iterations", options.updates, "Updates a frame, 1 to 50");
    add ("--exponent", options.exponent, "Exponent of the update, above 0 to 1");
    add ("--leak", options.leak, "Share of a frame spread over all atoms at its start, 0 to 1");
    add ("--sparsity", options.sparsity, "Weight of the L1 norm of the activations");
    add ("--residual-sparsity", options.residualSparsity,
         "Weight of the L1 norm of the activations of noise or residual");
    add ("--group-sparsity", options.groupSparsity, "Weight of the penalty on active sources");
    add ("--dynamics", options.dynamics, "Prior from the last frame: none, is or gamma")
        ->check (CLI::IsMember ({ "none", "is", "gamma" }));
    add ("--dynamics-strength", options.dynamicsStrength, "Weight of that prior");
    add ("--smoothing", options.smoothingMs, "Smoothing of the masks over time, milliseconds")
        ->check (CLI::Range (0.0, 10000.0));
    add ("--residual", options.residualAtoms, "Atoms of an added source `residual` for all that is unknown");
    add ("--trust", options.trustSeconds, "Weight of the trained noise atoms, seconds");
    add ("--memory", options.memorySeconds, "Time in which heard noise is forgotten, seconds");
    add ("--noise-tracking", options.noiseTracking, "Follow the steady noise with one atom: on or off")
        ->type_name ("on|off");
    add ("--noise-memory", options.noiseMemorySeconds,
         "Time in which the tracked noise is forgotten, seconds");
    add ("--noise-weight", options.noiseWeight, "Weight of the tracked noise in the model, 0 to 4");
    command.add_flag ("--no-adaptation", options.noAdaptation, "Keep the noise atoms as trained")
        ->group (group);
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
