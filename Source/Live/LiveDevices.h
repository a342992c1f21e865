// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <functional>
#include <memory>

namespace unbraid::live
{

class PulseWatch;

/** Makes the types of sound devices there are. */
using DeviceTypesFactory = std::function<void (juce::OwnedArray<juce::AudioIODeviceType>&)>;

/** JUCE's device manager, with types that can be looked through again: ALSA's lists its devices once in its life. */
class LiveDevices final : public juce::AudioDeviceManager
{
public:
    /** factory  null: those of the system. [message] */
    explicit LiveDevices (DeviceTypesFactory factory = nullptr);
    ~LiveDevices() override;

    void createAudioDeviceTypes (juce::OwnedArray<juce::AudioIODeviceType>& list) override;

    /** Closes the device and makes all types anew, so that nothing may hold on to one of them. [message] */
    void rescan();

    /** True where the lists of a type are those of the moment without `rescan`. [any] */
    [[nodiscard]] static bool hasLiveLists (const juce::String& typeName);

    /** Makes "Unbraid Microphone" for other programs to record, and keeps it over restarts of the sound server. False: the
        server has not made it yet, or there is none. [message] */
    bool makeVirtualMicrophone();

    /** Removes it, whoever plays to it. [message] */
    void removeVirtualMicrophone();

private:
    DeviceTypesFactory makeTypes;
    std::shared_ptr<PulseWatch> pulse; // null: without that sound server, or with types of a factory
};

} // namespace unbraid::live
