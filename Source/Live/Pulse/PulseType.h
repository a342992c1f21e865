// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/Pulse/PulseWatch.h"
#include "Live/Waiting/Patience.h"

namespace unbraid::live
{

/** The sound server's microphones and outputs by their own names, PulseAudio's or PipeWire's. Its lists are always those of
    the moment. [message] */
class PulseType final : public juce::AudioIODeviceType
{
public:
    PulseType (std::shared_ptr<PulseWatch> itsWatch, std::shared_ptr<const Patience> howPatient);

    void scanForDevices() override {}
    juce::StringArray getDeviceNames (bool wantInputNames) const override;
    int getDefaultDeviceIndex (bool) const override { return 0; }
    int getIndexOfDevice (juce::AudioIODevice* device, bool asInput) const override;
    bool hasSeparateInputsAndOutputs() const override { return true; }
    juce::AudioIODevice* createDevice (const juce::String& outputName,
                                       const juce::String& inputName) override;

private:
    const std::shared_ptr<PulseWatch> watch;
    const std::shared_ptr<const Patience> patience;
};

} // namespace unbraid::live
