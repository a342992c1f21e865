// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/Waiting/Patience.h"

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

    /** Whether calls may wait for devices; otherwise they glance at them, and the devices come when they come. At first they may.
        [message] */
    void setMayWait (bool mayWait);

    /** Whether there is a sound server that can make a virtual microphone. [message] */
    [[nodiscard]] bool canMakeMicrophone() const;

    enum class Microphone
    {
        none,   // there is nobody who could make it
        coming, // asked for: not there yet
        there
    };

    /** Makes "Unbraid Microphone" for other programs to record, and keeps it over restarts of the sound server. [message] */
    Microphone makeVirtualMicrophone();

    /** Removes it, whoever plays to it. [message] */
    void removeVirtualMicrophone();

private:
    DeviceTypesFactory makeTypes;
    const std::shared_ptr<Patience> patience = std::make_shared<Patience>();
    std::shared_ptr<PulseWatch> pulse; // null: without that sound server, or with types of a factory
};

} // namespace unbraid::live
