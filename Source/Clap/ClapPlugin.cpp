// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clap/ClapPlugin.h"

#include "Clap/Thunk.h"
#include "Editor/PluginEditor.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <string_view>

namespace unbraid::clap
{

namespace
{
constexpr std::uint32_t maxBlock = 1 << 24; // frames
} // namespace

/** The functions of the extensions, one table each. */
struct ClapPlugin::Tables
{
    using P = abi::Plugin;
    using C = ClapPlugin;
    static constexpr abi::PluginAudioPorts audioPorts{ Thunk<&C::countAudioPorts>::call<P>,
                                                       Thunk<&C::audioPort>::call<P> };
    static constexpr abi::PluginPortLayouts portLayouts{ Thunk<&C::countLayouts>::call<P>,
                                                         Thunk<&C::layoutInfo>::call<P>,
                                                         Thunk<&C::selectLayout>::call<P> };
    static constexpr abi::PluginPortLayoutInfo portLayoutInfo{ Thunk<&C::currentLayout>::call<P>,
                                                               Thunk<&C::portOfLayout>::call<P> };
    static constexpr abi::PluginPortActivation portActivation{ Thunk<&C::canActivateWhileProcessing>::call<P>,
                                                               Thunk<&C::setPortActive>::call<P> };
    static constexpr abi::PluginConfigurablePorts configurablePorts{ Thunk<&C::canApplyPorts>::call<P>,
                                                                     Thunk<&C::applyPorts>::call<P> };
    static constexpr abi::PluginNotePorts notePorts{ Thunk<&C::countNotePorts>::call<P>,
                                                     Thunk<&C::notePort>::call<P> };
    static constexpr abi::PluginParameters parameters{
        Thunk<&C::countParameters>::call<P>, Thunk<&C::parameterInfo>::call<P>,
        Thunk<&C::parameterValue>::call<P>,  Thunk<&C::valueToText>::call<P>,
        Thunk<&C::textToValue>::call<P>,     Thunk<&C::flush>::call<P>
    };
    static constexpr abi::PluginState state{ Thunk<&C::save>::call<P>, Thunk<&C::load>::call<P> };
    static constexpr abi::PluginLatency latency{ Thunk<&C::latency>::call<P> };
    static constexpr abi::PluginTail tail{ Thunk<&C::tail>::call<P> };
    static constexpr abi::PluginPresetLoad presetLoad{ Thunk<&C::loadPreset>::call<P> };
    static constexpr abi::PluginGui gui{ Thunk<&C::isApiSupported>::call<P>,
                                         Thunk<&C::preferredApi>::call<P>,
                                         Thunk<&C::createWindow>::call<P>,
                                         Thunk<&C::destroyWindow>::call<P>,
                                         Thunk<&C::setScale>::call<P>,
                                         Thunk<&C::windowSize>::call<P>,
                                         Thunk<&C::canResize>::call<P>,
                                         Thunk<&C::resizeHints>::call<P>,
                                         Thunk<&C::adjustSize>::call<P>,
                                         Thunk<&C::setSize>::call<P>,
                                         Thunk<&C::setParent>::call<P>,
                                         Thunk<&C::setTransient>::call<P>,
                                         Thunk<&C::suggestTitle>::call<P>,
                                         Thunk<&C::show>::call<P>,
                                         Thunk<&C::hide>::call<P> };
    static constexpr abi::Plugin plugin{ nullptr,
                                         nullptr,
                                         Thunk<&C::init>::call<P>,
                                         Thunk<&C::destroy>::call<P>,
                                         Thunk<&C::activate>::call<P>,
                                         Thunk<&C::deactivate>::call<P>,
                                         Thunk<&C::startProcessing>::call<P>,
                                         Thunk<&C::stopProcessing>::call<P>,
                                         Thunk<&C::reset>::call<P>,
                                         Thunk<&C::process>::call<P>,
                                         Thunk<&C::extension>::call<P>,
                                         Thunk<&C::onMainThread>::call<P> };
};

ClapPlugin::Made::Made (const abi::Host& host, plugin::BusSet buses)
    : processor (editor::createEditor, plugin::SeparationEngine::make, buses)
    , parameters (host, processor, processor.parameters())
{
    processor.setPlayHead (&transport);
}

ClapPlugin::ClapPlugin (const abi::Descriptor& descriptor, const abi::Host& hostToTell, plugin::BusSet buses)
    : functions (Tables::plugin)
    , host (hostToTell)
    , busSet (buses)
{
    functions.descriptor = &descriptor;
    functions.data = this;
}

/** What belongs to messages goes while their thread still runs, and under its lock. */
ClapPlugin::~ClapPlugin()
{
    if (made == nullptr)
        return;
    const juce::MessageManagerLock locked;
    made->window.reset();
    made->processor.removeListener (this);
    made.reset();
}

bool ClapPlugin::init()
{
    messages = std::make_unique<juce::SharedResourcePointer<MessageThread>>();
    const juce::MessageManagerLock locked;
    made = std::make_unique<Made> (host, busSet);
    made->processor.addListener (this);
    return true;
}

void ClapPlugin::destroy()
{
    delete this;
}

bool ClapPlugin::activate (double newRateHz, std::uint32_t, std::uint32_t newMaxFrames)
{
    if (! (newRateHz > 0.0) || ! std::isfinite (newRateHz) || newMaxFrames == 0 || newMaxFrames > maxBlock)
        return false;
    rateHz = newRateHz;
    maxFrames = newMaxFrames;
    made->ports.prepare (maxFrames);
    made->processor.setRateAndBufferSizeDetails (rateHz, static_cast<int> (maxFrames));
    made->processor.prepareToPlay (rateHz, static_cast<int> (maxFrames));
    const auto now = static_cast<std::uint32_t> (made->processor.getLatencySamples());
    const auto* latencyOfHost = hosts<abi::HostLatency> (abi::id::latency);
    if (latencySamples.exchange (now) != now && latencyOfHost != nullptr)
        latencyOfHost->changed (&host);
    isActive = true;
    if (static_cast<std::uint32_t> (made->processor.getLatencySamples()) != now)
        host.requestRestart (&host); // it changed meanwhile
    return true;
}

abi::ProcessStatus ClapPlugin::process (const abi::Process* block)
{
    if (! isActive || block->numFrames > maxFrames)
        return abi::ProcessStatus::error;
    const juce::ScopedNoDenormals noDenormals;
    made->transport.follow (block->transport);
    made->ports.begin (*block);
    if (block->out != nullptr)
        made->parameters.tell (*block->out);
    processPart (*block, takeEvents (*block), block->numFrames);
    made->transport.follow (nullptr);
    return abi::ProcessStatus::tail;
}

/** Takes all events, and processes what lies before the last turn of a knob.
    returns  the frame of that turn: up to there all is done */
std::uint32_t ClapPlugin::takeEvents (const abi::Process& block) noexcept
{
    std::uint32_t done = 0;
    const auto numEvents = block.in == nullptr ? 0 : block.in->size (block.in);
    for (std::uint32_t index = 0; index < numEvents; ++index)
    {
        const auto* event = block.in->get (block.in, index);
        if (event == nullptr)
            continue;
        const auto time = std::clamp (event->time, done, block.numFrames);
        if (! isParameter (*event))
        {
            const auto last = std::max (block.numFrames, 1u) - 1;
            made->notes.add (*event, static_cast<int> (std::max (std::min (time, last), done) - done));
            continue;
        }
        processPart (block, done, time);
        done = time;
        made->parameters.apply (*reinterpret_cast<const abi::ParameterEvent*> (event));
    }
    return done;
}

void ClapPlugin::processPart (const abi::Process& block, std::uint32_t from, std::uint32_t to) noexcept
{
    if (from == to)
        return;
    auto& part = made->ports.part (from, to);
    made->processor.processBlock (part, made->notes.midi);
    made->notes.send (from, block.out);
}

const void* ClapPlugin::extension (const char* id)
{
    struct Offer
    {
        std::string_view id;
        const void* table;
    };
    static constexpr Offer offers[] = { { abi::id::audioPorts, &Tables::audioPorts },
                                        { abi::id::portLayouts, &Tables::portLayouts },
                                        { abi::id::portLayoutInfo, &Tables::portLayoutInfo },
                                        { abi::id::draftPortLayoutInfo, &Tables::portLayoutInfo },
                                        { abi::id::portActivation, &Tables::portActivation },
                                        { abi::id::draftPortActivation, &Tables::portActivation },
                                        { abi::id::configurablePorts, &Tables::configurablePorts },
                                        { abi::id::draftConfigurablePorts, &Tables::configurablePorts },
                                        { abi::id::notePorts, &Tables::notePorts },
                                        { abi::id::parameters, &Tables::parameters },
                                        { abi::id::state, &Tables::state },
                                        { abi::id::latency, &Tables::latency },
                                        { abi::id::tail, &Tables::tail },
                                        { abi::id::presetLoad, &Tables::presetLoad },
                                        { abi::id::draftPresetLoad, &Tables::presetLoad },
                                        { abi::id::gui, &Tables::gui } };
    const std::string_view wanted (id == nullptr ? "" : id);
    const auto* found = std::find_if (std::begin (offers), std::end (offers),
                                      [&] (const Offer& offer) { return offer.id == wanted; });
    if (made == nullptr || found == std::end (offers))
        return nullptr;
    return found->id == abi::id::notePorts && ! made->processor.acceptsMidi() ? nullptr : found->table;
}

/** On whatever thread. */
void ClapPlugin::audioProcessorChanged (juce::AudioProcessor*, const ChangeDetails& details)
{
    const auto now = static_cast<std::uint32_t> (made->processor.getLatencySamples());
    if (details.latencyChanged && isActive && now != latencySamples)
        host.requestRestart (&host); // a latency may change in `activate` alone
    if (details.nonParameterStateChanged)
    {
        isDirty = true;
        host.requestCallback (&host);
    }
}

void ClapPlugin::onMainThread()
{
    made->parameters.follow();
    const auto* stateOfHost = hosts<abi::HostState> (abi::id::state);
    if (isDirty.exchange (false) && stateOfHost != nullptr)
        stateOfHost->markDirty (&host);
}

} // namespace unbraid::clap
