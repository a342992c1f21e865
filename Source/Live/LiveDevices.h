// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <functional>

namespace unbraid::live
{

/** Makes the types of sound devices there are. */
using DeviceTypesFactory = std::function<void (juce::OwnedArray<juce::AudioIODeviceType>&)>;

/** JUCE's device manager, with types that can be looked through again: ALSA's lists its devices once in its life. */
class LiveDevices final : public juce::AudioDeviceManager
{
public:
    /** factory  null: those of the system. [message] */
    explicit LiveDevices (DeviceTypesFactory factory = nullptr);

    void createAudioDeviceTypes (juce::OwnedArray<juce::AudioIODeviceType>& list) override;

    /** Closes the device and makes all types anew, so that nothing may hold on to one of them. [message] */
    void rescan();

private:
    DeviceTypesFactory makeTypes;
};

} // namespace unbraid::live
