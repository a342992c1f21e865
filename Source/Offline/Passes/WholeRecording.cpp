// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Passes/WholeRecording.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Offline/Passes/BestWays.h"

#include <algorithm>

namespace unbraid::offline
{

namespace
{
/** True for a plain dictionary of which one source takes all that the others leave, such as `bass`. */
bool hasRest (const core::Dictionary& dictionary, const core::SeparatorSettings& settings)
{
    const auto& sources = dictionary.sources;
    return core::modelTraits (dictionary).isExtensible && ! settings.noiseTracking.enabled &&
           std::any_of (sources.begin(), sources.end(),
                        [] (const auto& source) { return ! source.isTarget; });
}

/** By the kind of the dictionary. Played from its end, a recording helps to find its sources, but not where the past has a
    meaning of its own (noise that is tracked, models that remember sounds which decay), nor where one source takes the rest. */
RecordingWay wayOfKind (const core::Dictionary& dictionary, const core::SeparatorSettings& settings)
{
    const auto traits = core::modelTraits (dictionary);
    const bool remembersMusic = ! traits.takesUpdates && ! traits.runsBackwards;
    const bool isRestful = hasRest (dictionary, settings);
    return { .mode = remembersMusic ? core::LatencyMode::high
                     : isRestful    ? core::LatencyMode::low
                                    : core::LatencyMode::balanced,
             .inLongWindows = true,
             .bothWays = traits.runsBackwards && ! settings.noiseTracking.enabled && ! isRestful };
}
} // namespace

core::SeparatorSettings settingsForPasses (core::SeparatorSettings settings)
{
    constexpr float longestSeconds = 3600.0f;
    settings.adaptation.memorySeconds = settings.noteAdaptation.memorySeconds = longestSeconds;
    settings.spatial.memorySeconds = longestSeconds;
    return settings;
}

RecordingWay bestWay (const std::string& name, const core::Dictionary& dictionary,
                      const core::SeparatorSettings& settings, Eigen::Index numParts)
{
    const auto* const chosen = std::find_if (bestWays.begin(), bestWays.end(),
                                             [&name] (const BestWay& row) { return name == row.name; });
    const bool isShipped = chosen != bestWays.end() && numParts == 0 && dictionary.kindContent == nullptr;
    RecordingWay way = isShipped ? chosen->way : wayOfKind (dictionary, settings);
    way.mode = core::servedMode (dictionary, way.mode);
    way.bothWays = way.bothWays && canRunBackwards (settings, numParts);
    return way;
}

bool gainsFromLongWindows (const core::FrameGeometry& geometry) noexcept
{
    constexpr double muchLonger = 1.25; // 46 ms beside 42 gain nothing, 64 do
    return static_cast<double> (geometry.analysis) > muchLonger * static_cast<double> (geometry.synthesis);
}

bool canRunBackwards (const core::SeparatorSettings& settings, Eigen::Index numParts) noexcept
{
    return numParts == 0 && settings.solver.dynamics == core::Dynamics::none;
}

bool canLearn (const core::Separator& engine, const core::SeparatorSettings& settings, Eigen::Index numParts)
{
    const bool adapts = engine.adaptedSize() > 0 && settings.adaptation.enabled;
    const bool notesAdapt = numParts > 0 && settings.noteAdaptation.enabled;
    const bool hasPanning = settings.spatial.enabled && engine.numChannels() > 1;
    return ! settings.noiseTracking.enabled && (adapts || notesAdapt || hasPanning);
}

void keepLearned (core::Separator& engine, core::SeparatorSettings& settings, Eigen::Index numParts)
{
    settings.frozen = settings.frozen || canLearn (engine, settings, numParts);
    engine.set (settings);
    engine.reset();
}

} // namespace unbraid::offline
