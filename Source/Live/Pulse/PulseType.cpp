// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseType.h"

#include "Live/Pulse/PulseDevice.h"

namespace unbraid::live
{

PulseType::PulseType (std::shared_ptr<PulseWatch> itsWatch, std::shared_ptr<const Patience> howPatient)
    : AudioIODeviceType (pulseTypeName)
    , watch (std::move (itsWatch))
    , patience (std::move (howPatient))
{
}

juce::StringArray PulseType::getDeviceNames (bool wantInputNames) const
{
    juce::StringArray names;
    for (const auto& name : shownNames (watch->ends(), wantInputNames))
        names.add (juce::String::fromUTF8 (name.c_str()));
    return names;
}

int PulseType::getIndexOfDevice (juce::AudioIODevice* device, bool asInput) const
{
    const auto* ours = dynamic_cast<PulseDevice*> (device);
    return ours == nullptr ? -1 : getDeviceNames (asInput).indexOf (ours->endName (asInput));
}

juce::AudioIODevice* PulseType::createDevice (const juce::String& outputName, const juce::String& inputName)
{
    if (outputName.isEmpty() && inputName.isEmpty())
        return nullptr;
    return new PulseDevice (watch, patience, inputName, outputName);
}

} // namespace unbraid::live
