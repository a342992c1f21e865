// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "JuceHeader.h"

namespace unbraid::live
{

/** Which sound device is asked for. Names may be parts of names, in any case; what is empty or zero is left to us. */
struct DeviceChoice
{
    std::string type; // "ALSA", "JACK"
    std::string input;
    std::string output;
    double rateHz = 0.0;
    int bufferSamples = 0;
    bool isVirtualMicrophone = false; // for other programs to record, in place of an output
    bool operator== (const DeviceChoice&) const = default;
};

/** Names of devices in the form in which juce::AudioDeviceManager keeps them; without a rate it takes the device's.
    bufferSamples  0: the device's
    [any] */
juce::XmlElement deviceSetup (const juce::String& type, const juce::String& input, const juce::String& output,
                              int bufferSamples);

/** The device that is meant, in the form in which juce::AudioDeviceManager keeps devices. Types are tried in their
    order; one with an input is preferred.
    types  scanned
    [message] error: a name that is not there, or no device that can be opened */
core::Result<juce::XmlElement> findDevice (const juce::OwnedArray<juce::AudioIODeviceType>& types,
                                           const DeviceChoice& choice);

/** The name of an output for people: the feed of the virtual microphone has the name of the microphone. [any] */
juce::String shownOutput (const juce::String& outputName);

/** True where the microphone may pick up the loudspeakers: both built in, or both what the system takes by default.
    [any] */
bool mayFeedBack (const juce::String& inputName, const juce::String& outputName);

} // namespace unbraid::live
