// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Passes/WholeRecording.h"

#include "Core/Models/ModelKind.h"

#include <algorithm>

namespace unbraid::offline
{

core::SeparatorSettings settingsForPasses (core::SeparatorSettings settings,
                                           const core::Dictionary& dictionary)
{
    constexpr float longestSeconds = 3600.0f;
    constexpr int maxUpdates = 50;
    settings.adaptation.memorySeconds = settings.noteAdaptation.memorySeconds = longestSeconds;
    settings.spatial.memorySeconds = longestSeconds;
    if (core::modelKind (dictionary).takesUpdates && ! settings.noiseTracking.enabled)
        settings.solver.updates = std::min (maxUpdates, 2 * settings.solver.updates);
    return settings;
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
