// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/LiveDevices.h"

#if JUCE_LINUX
#    include <dlfcn.h>
#endif

namespace unbraid::live
{

namespace
{
/** libjack prints on standard error whenever there is no server, unless it is told not to. */
void quietenJack()
{
#if JUCE_LINUX
    using Handler = void (*) (const char*);
    using SetHandler = void (*) (Handler);
    auto* library = ::dlopen ("libjack.so.0", RTLD_LAZY); // stays open: JUCE uses the same
    if (library == nullptr)
        return;
    for (const auto* name : { "jack_set_error_function", "jack_set_info_function" })
        if (auto* symbol = ::dlsym (library, name))
            reinterpret_cast<SetHandler> (symbol) ([] (const char*) {});
#endif
}
} // namespace

LiveDevices::LiveDevices (DeviceTypesFactory factory)
    : makeTypes (std::move (factory))
{
    quietenJack();
}

void LiveDevices::createAudioDeviceTypes (juce::OwnedArray<juce::AudioIODeviceType>& list)
{
    if (makeTypes)
        makeTypes (list);
    else
        juce::AudioDeviceManager::createAudioDeviceTypes (list);
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
