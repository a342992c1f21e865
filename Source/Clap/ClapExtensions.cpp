// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The extensions of ClapPlugin: ports, parameters, sessions, presets and the window.
#include "Clap/ClapPlugin.h"
#include "Clap/Streams.h"
#include "Clap/Text.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace unbraid::clap
{

namespace
{
constexpr double endlessTail = INT32_MAX; // samples
} // namespace

bool ClapPlugin::audioPort (std::uint32_t index, bool isInput, abi::AudioPortInfo* info)
{
    return made->ports.info (index, isInput, *info);
}

bool ClapPlugin::layoutInfo (std::uint32_t index, abi::PortLayoutInfo* info)
{
    if (index >= portLayouts.size())
        return false;
    *info = made->ports.info (portLayouts[index]);
    return true;
}

bool ClapPlugin::selectLayout (std::uint32_t id)
{
    const auto* layout = portLayoutOf (id);
    const juce::MessageManagerLock locked; // the editor shows which buses there are
    return layout != nullptr && ! isActive && made->ports.select (*layout);
}

std::uint32_t ClapPlugin::currentLayout()
{
    const auto* layout = made->ports.layout();
    return layout == nullptr ? abi::noId : layout->id;
}

bool ClapPlugin::portOfLayout (std::uint32_t id, std::uint32_t index, bool isInput, abi::AudioPortInfo* info)
{
    const auto* layout = portLayoutOf (id);
    return layout != nullptr && made->ports.info (*layout, index, isInput, *info);
}

bool ClapPlugin::setPortActive (bool isInput, std::uint32_t index, bool isOn, std::uint32_t sampleBits)
{
    if (isActive || (sampleBits != 0 && sampleBits != 32))
        return false;
    const juce::MessageManagerLock locked;
    return made->ports.setActive (index, isInput, isOn);
}

bool ClapPlugin::canApplyPorts (const abi::PortRequest* requests, std::uint32_t count)
{
    return ! isActive && requests != nullptr && made->ports.apply ({ requests, count }, true);
}

bool ClapPlugin::applyPorts (const abi::PortRequest* requests, std::uint32_t count)
{
    if (isActive || requests == nullptr)
        return false;
    const juce::MessageManagerLock locked;
    return made->ports.apply ({ requests, count }, false);
}

bool ClapPlugin::notePort (std::uint32_t index, bool isInput, abi::NotePortInfo* info)
{
    return made->processor.acceptsMidi() && NotePort::info (index, isInput, *info);
}

bool ClapPlugin::parameterInfo (std::uint32_t index, abi::ParameterInfo* info)
{
    return made->parameters.info (index, *info);
}

bool ClapPlugin::parameterValue (std::uint32_t id, double* value)
{
    return made->parameters.value (id, *value);
}

bool ClapPlugin::valueToText (std::uint32_t id, double value, char* text, std::uint32_t capacity)
{
    std::string found;
    if (capacity == 0 || ! made->parameters.toText (id, value, found))
        return false;
    copyText (juce::String::fromUTF8 (found.c_str()), text, capacity);
    return true;
}

bool ClapPlugin::textToValue (std::uint32_t id, const char* text, double* value)
{
    return text != nullptr && made->parameters.fromText (id, text, *value);
}

void ClapPlugin::flush (const abi::InputEvents* in, const abi::OutputEvents* out)
{
    const auto numEvents = in == nullptr ? 0 : in->size (in);
    for (std::uint32_t index = 0; index < numEvents; ++index)
        if (const auto* event = in->get (in, index); event != nullptr && isParameter (*event))
            made->parameters.apply (*reinterpret_cast<const abi::ParameterEvent*> (event));
    if (out != nullptr)
        made->parameters.tell (*out);
}

bool ClapPlugin::save (const abi::OutputStream* stream)
{
    juce::MemoryBlock bytes;
    made->processor.getStateInformation (bytes);
    return writeAll (*stream, bytes);
}

bool ClapPlugin::load (const abi::InputStream* stream)
{
    juce::MemoryBlock bytes;
    if (! readAll (*stream, bytes))
        return false;
    const bool isRestored =
        made->processor.restoreNow (bytes.getData(), static_cast<int> (bytes.getSize())).ok();
    made->parameters.follow();
    return isRestored;
}

std::uint32_t ClapPlugin::tail()
{
    const double samples = std::ceil (rateHz * made->processor.getTailLengthSeconds());
    return static_cast<std::uint32_t> (std::clamp (samples, 0.0, endlessTail));
}

bool ClapPlugin::loadPreset (abi::PresetPlace place, const char* location, const char* loadKey)
{
    core::Status loaded = core::Error{ "the dictionary is not in a file", "preset", "no file", "a file" };
    if (place == abi::PresetPlace::file && location != nullptr)
    {
        const juce::MessageManagerLock locked;
        loaded = made->processor.loadNow (location);
    }
    made->parameters.follow();
    const auto* hostsLoad = hosts<abi::HostPresetLoad> (abi::id::presetLoad);
    if (hostsLoad == nullptr)
        hostsLoad = hosts<abi::HostPresetLoad> (abi::id::draftPresetLoad);
    if (hostsLoad != nullptr && loaded.ok())
        hostsLoad->loaded (&host, place, location, loadKey);
    else if (hostsLoad != nullptr)
        hostsLoad->onError (&host, place, location, loadKey, 0, loaded.error().message().c_str());
    return loaded.ok();
}

bool ClapPlugin::isApiSupported (const char* api, bool isFloating)
{
    return api != nullptr && ! isFloating && std::string_view (api) == EditorWindow::api;
}

bool ClapPlugin::preferredApi (const char** api, bool* isFloating)
{
    *api = EditorWindow::api;
    *isFloating = false;
    return true;
}

bool ClapPlugin::createWindow (const char* api, bool isFloating)
{
    if (! isApiSupported (api, isFloating) || made->window != nullptr)
        return false;
    const juce::MessageManagerLock locked;
    made->window = std::make_unique<EditorWindow> (host, made->processor);
    return true;
}

void ClapPlugin::destroyWindow()
{
    const juce::MessageManagerLock locked;
    made->window.reset();
}

bool ClapPlugin::windowSize (std::uint32_t* width, std::uint32_t* height)
{
    const juce::MessageManagerLock locked;
    if (made->window == nullptr)
        return false;
    const auto size = made->window->size();
    *width = static_cast<std::uint32_t> (size.getWidth());
    *height = static_cast<std::uint32_t> (size.getHeight());
    return true;
}

bool ClapPlugin::canResize()
{
    abi::ResizeHints hints{};
    return resizeHints (&hints) && hints.canResizeHorizontally;
}

bool ClapPlugin::resizeHints (abi::ResizeHints* hints)
{
    const juce::MessageManagerLock locked;
    if (made->window == nullptr)
        return false;
    *hints = made->window->resizeHints();
    return true;
}

bool ClapPlugin::adjustSize (std::uint32_t* width, std::uint32_t* height)
{
    const juce::MessageManagerLock locked;
    if (made->window == nullptr)
        return false;
    const auto size = made->window->fitted ({ static_cast<int> (*width), static_cast<int> (*height) });
    *width = static_cast<std::uint32_t> (size.getWidth());
    *height = static_cast<std::uint32_t> (size.getHeight());
    return true;
}

bool ClapPlugin::setSize (std::uint32_t width, std::uint32_t height)
{
    const juce::MessageManagerLock locked;
    if (made->window == nullptr)
        return false;
    made->window->setSize ({ static_cast<int> (width), static_cast<int> (height) });
    return true;
}

bool ClapPlugin::setParent (const abi::Window* window)
{
    if (window == nullptr || ! isApiSupported (window->api, false))
        return false;
    const juce::MessageManagerLock locked;
    return made->window != nullptr && made->window->setParent (*window);
}

bool ClapPlugin::setVisible (bool shouldBeVisible)
{
    const juce::MessageManagerLock locked;
    if (made->window == nullptr)
        return false;
    made->window->setVisible (shouldBeVisible);
    return true;
}

} // namespace unbraid::clap
