// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/LiveSession.h"
#include "Live/Pulse/PulseChoice.h"

// The virtual microphone of a session.

namespace unbraid::live
{

core::Status LiveSession::openVirtualMicrophone (DeviceChoice choice)
{
    choice.isVirtualMicrophone = false;
    choice.type = pulseTypeName;
    choice.output = virtualSinkShown;
    switch (manager.makeVirtualMicrophone())
    {
    case LiveDevices::Microphone::there:
        return open (choice);
    case LiveDevices::Microphone::coming:
        awaitVirtualMicrophone (choice);
        return core::Done{};
    case LiveDevices::Microphone::none:
        break;
    }
    manager.removeVirtualMicrophone();
    return core::Error{ "the virtual microphone cannot be made",
                        {},
                        "no answer",
                        "PulseAudio, or PipeWire with pipewire-pulse" };
}

/** It is opened as soon as it is there. */
void LiveSession::awaitVirtualMicrophone (const DeviceChoice& choice)
{
    const auto input = choice.input.empty() ? juce::String (defaultSourceShown) : juce::String (choice.input);
    wanted = std::make_unique<juce::XmlElement> (
        deviceSetup (pulseTypeName, input, virtualSinkShown, choice.bufferSamples));
    trouble = "being made";
    isProving = false;
    manager.closeAudioDevice();
    lookAgainAfterMs = 0;
    become (Stage::missing);
}

core::Status LiveSession::useVirtualMicrophone (bool isWanted)
{
    auto before = kept();
    DeviceChoice choice;
    if (before != nullptr && before->getStringAttribute ("deviceType") == pulseTypeName)
    {
        choice.input = before->getStringAttribute ("audioInputDeviceName").toStdString();
        choice.bufferSamples = before->getIntAttribute ("audioDeviceBufferSize");
    }
    choice.type = pulseTypeName;
    choice.isVirtualMicrophone = isWanted;
    auto opened = open (choice);
    if (! opened.ok())
        reopen (std::move (before));
    else if (! isWanted)
        manager.removeVirtualMicrophone();
    return opened;
}

bool LiveSession::isVirtualMicrophone() const
{
    return wanted != nullptr && wanted->getStringAttribute ("audioOutputDeviceName") == virtualSinkShown;
}

void LiveSession::beginRehearsing()
{
    ++numRehearsing;
    keepOwnOutput();
}

void LiveSession::endRehearsing()
{
    --numRehearsing;
    keepOwnOutput();
}

void LiveSession::keepOwnOutput()
{
    auto* type = manager.getCurrentDeviceTypeObject();
    auto* device = manager.getCurrentAudioDevice();
    if (numRehearsing == 0 || ! liveEngine.isHeardByOthers() || type == nullptr || device == nullptr)
        return liveEngine.own.close();
    if (now == Stage::running)
        liveEngine.own.open (*type, device->getName(), device->getCurrentSampleRate());
}

bool LiveSession::isOwnOutputMissing() const
{
    return numRehearsing > 0 && now == Stage::running && liveEngine.isHeardByOthers() &&
           ! liveEngine.own.isPlaying();
}

} // namespace unbraid::live
