// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Devices/LiveDevices.h"

#include "Live/Devices/AlsaNames.h"
#include "Live/Devices/PatientDevices.h"
#include "Live/Pulse/PulseChoice.h"
#include "Platform/Libraries.h"

#if UNBRAID_PULSE
#    include "Live/Pulse/PulseType.h"
#endif

namespace unbraid::live
{

namespace
{
/** libjack prints on standard error whenever there is no server, unless it has a handler that does not. */
void quietenJack()
{
#if JUCE_LINUX
    using Handler = void (*) (const char*);
    using SetHandler = void (*) (Handler);
    auto* library = platform::openLibrary ("libjack.so.0"); // JUCE uses the same
    if (library == nullptr)
        return;
    for (const auto* name : { "jack_set_error_function", "jack_set_info_function" })
        if (auto* symbol = platform::findSymbol (library, name))
            reinterpret_cast<SetHandler> (symbol) ([] (const char*) {});
#endif
}

/** On Linux types wait for sound servers, some for ever; elsewhere devices belong to the thread that made them. */
std::unique_ptr<juce::AudioIODeviceType> givingUp (std::unique_ptr<juce::AudioIODeviceType> type,
                                                   [[maybe_unused]] std::shared_ptr<const Patience> patience,
                                                   [[maybe_unused]] std::function<void()> onScanned)
{
#if JUCE_LINUX
    const bool isAlsa = type->getTypeName() == "ALSA";
    return patientType (std::move (type), std::move (patience), std::move (onScanned),
                        isAlsa ? NamesToHide ([] { return namesToHide (listAlsaPcms()); }) : nullptr);
#else
    return type;
#endif
}
} // namespace

LiveDevices::LiveDevices (DeviceTypesFactory factory)
    : makeTypes (std::move (factory))
{
    quietenJack();
#if UNBRAID_PULSE
    if (makeTypes == nullptr)
        pulse = PulseWatch::get();
#endif
}

LiveDevices::~LiveDevices() = default;

void LiveDevices::createAudioDeviceTypes (juce::OwnedArray<juce::AudioIODeviceType>& list)
{
    if (makeTypes)
        return makeTypes (list);
#if UNBRAID_PULSE
    if (pulse != nullptr)
        list.add (new PulseType (pulse, patience)); // first: it has the names that people know
#endif
    juce::OwnedArray<juce::AudioIODeviceType> ofSystem;
    juce::AudioDeviceManager::createAudioDeviceTypes (ofSystem);
    while (! ofSystem.isEmpty())
        list.add (givingUp (std::unique_ptr<juce::AudioIODeviceType> (ofSystem.removeAndReturn (0)), patience,
                            [this] { sendChangeMessage(); })
                      .release());
}

bool LiveDevices::hasLiveLists ([[maybe_unused]] const juce::String& typeName)
{
#if UNBRAID_PULSE
    return typeName == pulseTypeName;
#else
    return false;
#endif
}

void LiveDevices::setMayWait (bool mayWait)
{
    patience->mayWait = mayWait;
}

bool LiveDevices::canMakeMicrophone() const
{
#if UNBRAID_PULSE
    return pulse != nullptr && pulse->ends().isAnswering;
#else
    return false;
#endif
}

LiveDevices::Microphone LiveDevices::makeVirtualMicrophone()
{
#if UNBRAID_PULSE
    if (pulse != nullptr)
    {
        const bool isAnswering = canMakeMicrophone();
        pulse->wantMicrophone (true);
        const bool isThere =
            pulse->waitForMicrophone (patience->mayWait ? patience->longest : patience->glance);
        return isThere ? Microphone::there : isAnswering ? Microphone::coming : Microphone::none;
    }
#endif
    return Microphone::none;
}

void LiveDevices::removeVirtualMicrophone()
{
#if UNBRAID_PULSE
    if (pulse != nullptr)
        pulse->wantMicrophone (false);
#endif
}

void LiveDevices::rescan()
{
    closeAudioDevice();
    const auto& types = getAvailableDeviceTypes();
    while (! types.isEmpty())
        removeAudioDeviceType (types.getFirst());
    juce::OwnedArray<juce::AudioIODeviceType> fresh;
    createAudioDeviceTypes (fresh);
    while (! fresh.isEmpty())
    {
        std::unique_ptr<juce::AudioIODeviceType> type (fresh.removeAndReturn (0));
        type->scanForDevices();
        addAudioDeviceType (std::move (type));
    }
}

} // namespace unbraid::live
