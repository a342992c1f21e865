// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/AudioPorts.h"
#include "Clap/ClapAbi.h"
#include "Clap/EditorWindow.h"
#include "Clap/MessageThread.h"
#include "Clap/NotePort.h"
#include "Clap/ParameterPort.h"
#include "Clap/Transport.h"
#include "Plugin/PluginProcessor.h"

#include <atomic>
#include <memory>

namespace unbraid::clap
{

/** One of our plugins behind CLAP's tables of functions.

        a block's events, in order -> knobs and notes -> parts of the block, up to the next turn of a knob -> PluginProcessor

    A knob is turned at its sample: the block is processed in parts between the turns. The threads are CLAP's; what PluginProcessor's
    message thread finds out waits as a flag until the host calls `onMainThread`. */
class ClapPlugin : private juce::AudioProcessorListener
{
public:
    /** descriptor, host  outlive this.  [any] */
    ClapPlugin (const abi::Descriptor& descriptor, const abi::Host& host, plugin::BusSet buses);
    ~ClapPlugin() override;

    /** The table of functions, whose `destroy` deletes this. */
    [[nodiscard]] const abi::Plugin* table() const noexcept { return &functions; }

private:
    // What there is once the host has called `init`.
    struct Made
    {
        Made (const abi::Host& host, plugin::BusSet buses);
        plugin::PluginProcessor processor;
        ParameterPort parameters;
        AudioPorts ports{ processor };
        NotePort notes;
        Transport transport;
        std::unique_ptr<EditorWindow> window;
    };
    struct Tables;

    // abi::Plugin
    bool init();
    void destroy();
    bool activate (double rateHz, std::uint32_t minFrames, std::uint32_t maxFrames);
    void deactivate() { isActive = false; }
    bool startProcessing() { return true; }
    void stopProcessing() {}
    void reset() { made->processor.reset(); }
    abi::ProcessStatus process (const abi::Process* block);
    const void* extension (const char* id);
    void onMainThread();

    // Extensions
    std::uint32_t countAudioPorts (bool isInput) { return made->ports.count (isInput); }
    bool audioPort (std::uint32_t index, bool isInput, abi::AudioPortInfo* info);
    std::uint32_t countLayouts() { return static_cast<std::uint32_t> (portLayouts.size()); }
    bool layoutInfo (std::uint32_t index, abi::PortLayoutInfo* info);
    bool selectLayout (std::uint32_t id);
    std::uint32_t currentLayout();
    bool portOfLayout (std::uint32_t id, std::uint32_t index, bool isInput, abi::AudioPortInfo* info);
    bool canActivateWhileProcessing() { return false; }
    bool setPortActive (bool isInput, std::uint32_t index, bool isOn, std::uint32_t sampleBits);
    bool canApplyPorts (const abi::PortRequest* requests, std::uint32_t count);
    bool applyPorts (const abi::PortRequest* requests, std::uint32_t count);
    std::uint32_t countNotePorts (bool) { return made->processor.acceptsMidi() ? 1 : 0; }
    bool notePort (std::uint32_t index, bool isInput, abi::NotePortInfo* info);
    std::uint32_t countParameters() { return made->parameters.count(); }
    bool parameterInfo (std::uint32_t index, abi::ParameterInfo* info);
    bool parameterValue (std::uint32_t id, double* value);
    bool valueToText (std::uint32_t id, double value, char* text, std::uint32_t capacity);
    bool textToValue (std::uint32_t id, const char* text, double* value);
    void flush (const abi::InputEvents* in, const abi::OutputEvents* out);
    bool save (const abi::OutputStream* stream);
    bool load (const abi::InputStream* stream);
    std::uint32_t latency() { return latencySamples; }
    std::uint32_t tail();
    bool loadPreset (abi::PresetPlace place, const char* location, const char* loadKey);
    bool isApiSupported (const char* api, bool isFloating);
    bool preferredApi (const char** api, bool* isFloating);
    bool createWindow (const char* api, bool isFloating);
    void destroyWindow();
    bool setScale (double) { return false; } // JUCE asks the window system itself
    bool windowSize (std::uint32_t* width, std::uint32_t* height);
    bool canResize();
    bool resizeHints (abi::ResizeHints* hints);
    bool adjustSize (std::uint32_t* width, std::uint32_t* height);
    bool setSize (std::uint32_t width, std::uint32_t height);
    bool setParent (const abi::Window* window);
    bool setTransient (const abi::Window*) { return false; }
    void suggestTitle (const char*) {}
    bool show() { return setVisible (true); }
    bool hide() { return setVisible (false); }

    void audioProcessorParameterChanged (juce::AudioProcessor*, int, float) override {}
    void audioProcessorChanged (juce::AudioProcessor*, const ChangeDetails& details) override;
    std::uint32_t takeEvents (const abi::Process& block) noexcept;
    void processPart (const abi::Process& block, std::uint32_t from, std::uint32_t to) noexcept;
    bool setVisible (bool shouldBeVisible);
    template <class Extension>
    [[nodiscard]] const Extension* hosts (const char* id) const
    {
        return static_cast<const Extension*> (host.getExtension (&host, id));
    }

    abi::Plugin functions;
    const abi::Host& host;
    const plugin::BusSet busSet;
    std::unique_ptr<juce::SharedResourcePointer<MessageThread>> messages; // after all that uses it
    std::unique_ptr<Made> made;
    std::atomic<bool> isActive{ false };
    std::atomic<std::uint32_t> latencySamples{ 0 }; // as the host knows it
    double rateHz = 0.0;
    std::uint32_t maxFrames = 0;
    std::atomic<bool> isDirty{ false }; // there is something to save
};

} // namespace unbraid::clap
