// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Audio/LoadMeter.h"
#include "Plugin/Loading/EngineLoader.h"
#include "Plugin/Model/StatusModel.h"

#include <functional>

namespace unbraid::plugin
{

/** The engine and its host as an editor sees them. [message] */
class EngineStatus : public StatusModel
{
public:
    /** isBusOn  whether the host takes the output bus of a strip; all of these outlive it */
    EngineStatus (EngineLoader& engineLoader, LoadMeter& meter, const Parameters& parameterSet,
                  std::function<bool (int)> isBusOn);

    juce::String message() override { return loader.message(); }
    void dismissMessage() override { loader.setMessage ({}); }
    [[nodiscard]] double sampleRateHz() const override { return loader.sampleRateHz(); }
    [[nodiscard]] int latencySamples() const override { return loader.latencySamples(); }
    EngineNumbers numbers() override;
    [[nodiscard]] bool isBusOn (int strip) const override { return isStripOn (strip); }

private:
    EngineLoader& loader;
    LoadMeter& loadMeter;
    const Parameters& parameters;
    const std::function<bool (int)> isStripOn;
};

} // namespace unbraid::plugin
