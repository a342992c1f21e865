// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Passes/WholeRecording.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Factorisation/Dictionary/ServedModes.h"

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

core::LatencyMode favouriteMode (const core::Dictionary& dictionary, const core::SeparatorSettings& settings)
{
    const auto traits = core::modelTraits (dictionary);
    const bool remembersMusic = ! traits.takesUpdates && ! traits.runsBackwards;
    return remembersMusic                   ? core::LatencyMode::high
           : hasRest (dictionary, settings) ? core::LatencyMode::low
                                            : core::LatencyMode::balanced;
}
} // namespace

core::SeparatorSettings settingsForPasses (core::SeparatorSettings settings)
{
    constexpr float longestSeconds = 3600.0f;
    settings.adaptation.memorySeconds = settings.noteAdaptation.memorySeconds = longestSeconds;
    settings.spatial.memorySeconds = longestSeconds;
    return settings;
}

core::LatencyMode modeForPasses (const core::Dictionary& dictionary, const core::SeparatorSettings& settings,
                                 core::LatencyMode live)
{
    const auto favourite = favouriteMode (dictionary, settings);
    return core::serves (dictionary, favourite) ? favourite : live;
}

bool gainsFromLongWindows (const core::FrameGeometry& geometry) noexcept
{
    constexpr double muchLonger = 1.25; // 46 ms beside 42 gain nothing, 64 do
    return static_cast<double> (geometry.analysis) > muchLonger * static_cast<double> (geometry.synthesis);
}

bool runsBackwards (const core::Dictionary& dictionary, const core::SeparatorSettings& settings,
                    Eigen::Index numParts)
{
    return core::modelTraits (dictionary).runsBackwards && numParts == 0 &&
           ! settings.noiseTracking.enabled && settings.solver.dynamics == core::Dynamics::none &&
           ! hasRest (dictionary, settings);
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
