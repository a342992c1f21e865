// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/EngineStatus.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"

namespace unbraid::plugin
{

EngineStatus::EngineStatus (EngineLoader& engineLoader, LoadMeter& meter, const Parameters& parameterSet,
                            std::function<bool (int)> isBusOn)
    : loader (engineLoader)
    , loadMeter (meter)
    , parameters (parameterSet)
    , isStripOn (std::move (isBusOn))
{
}

EngineNumbers EngineStatus::numbers()
{
    const auto playing = loader.playing();
    EngineNumbers found;
    found.sampleRateHz = playing.sampleRateHz;
    found.window = playing.window;
    found.hop = playing.hop;
    found.latencySamples = playing.latencySamples;
    found.isBuilding = playing.isBuilding;
    if (const auto& shared = playing.dictionary.shared; shared != nullptr && playing.window > 0)
    {
        const auto traits = core::modelTraits (shared->content);
        found.areUpdatesTrained = ! traits.takesUpdates;
        found.updates = traits.takesUpdates ? parameters.updates->get() : traits.trainedUpdates;
    }
    found.load = loadMeter.mean();
    found.worstLoad = loadMeter.worst();
    found.numLate = loadMeter.numLate();
    if (playing.sampleRateHz > 0.0)
        found.frameSeconds = found.load * playing.hop / playing.sampleRateHz;
    return found;
}

} // namespace unbraid::plugin
