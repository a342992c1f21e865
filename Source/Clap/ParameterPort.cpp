// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clap/ParameterPort.h"

#include "Clap/Text.h"

#include <algorithm>
#include <cmath>

namespace unbraid::clap
{

namespace
{
constexpr int longestText = 128; // characters

/** The 32 bits of Fowler, Noll and Vo's hash, 1a. */
std::uint32_t idOf (const juce::String& name)
{
    std::uint32_t hash = 2166136261u;
    for (const char letter : name.toStdString())
        hash = (hash ^ static_cast<std::uint8_t> (letter)) * 16777619u;
    return hash;
}

/** The names of a parameter's groups, the outermost first. */
juce::String moduleOf (const juce::AudioProcessor& processor, juce::AudioProcessorParameter& parameter)
{
    juce::StringArray names;
    for (const auto* group : processor.getParameterTree().getGroupsForParameter (&parameter))
        names.add (group->getName());
    return names.joinIntoString ("/");
}
} // namespace

ParameterPort::ParameterPort (const abi::Host& hostToTell, juce::AudioProcessor& ofProcessor,
                              plugin::Parameters& parametersToTurn)
    : host (hostToTell)
    , hostParameters (
          static_cast<const abi::HostParameters*> (host.getExtension (&host, abi::id::parameters)))
    , processor (ofProcessor)
    , parameters (parametersToTurn)
    , numKnobs (static_cast<std::uint32_t> (parameters.all().size()))
    , knobs (std::make_unique<Knob[]> (numKnobs))
{
    for (size_t index = 0; index < numKnobs; ++index)
    {
        auto& knob = knobs[index];
        knob.parameter = parameters.all()[index];
        knob.index = index;
        jassert (knob.parameter->getParameterIndex() == static_cast<int> (index));
        knob.id = idOf (knob.parameter->getParameterID());
        knob.isContinuous = parameters.canBeModulated (index);
        knob.known = knob.parameter->getValue();
        byId.push_back (&knob);
    }
    std::sort (byId.begin(), byId.end(), [] (const Knob* a, const Knob* b) { return a->id < b->id; });
    processor.addListener (this);
}

ParameterPort::~ParameterPort()
{
    processor.removeListener (this);
}

ParameterPort::Knob* ParameterPort::find (std::uint32_t id) const noexcept
{
    const auto found =
        std::lower_bound (byId.begin(), byId.end(), id,
                          [] (const Knob* knob, std::uint32_t wanted) { return knob->id < wanted; });
    return found != byId.end() && (*found)->id == id ? *found : nullptr;
}

double ParameterPort::valueOf (const Knob& knob, float position)
{
    return knob.isContinuous ? position : std::round (knob.parameter->convertFrom0to1 (position));
}

float ParameterPort::positionOf (const Knob& knob, double value)
{
    const auto number = static_cast<float> (knob.isContinuous ? value : std::trunc (value));
    if (knob.isContinuous)
        return std::clamp (number, 0.0f, 1.0f);
    const auto& range = knob.parameter->getNormalisableRange();
    return knob.parameter->convertTo0to1 (std::clamp (number, range.start, range.end));
}

bool ParameterPort::info (std::uint32_t index, abi::ParameterInfo& info) const
{
    if (index >= numKnobs)
        return false;
    const auto& knob = knobs[index];
    const auto& range = knob.parameter->getNormalisableRange();
    info = {};
    info.id = knob.id;
    info.flags = abi::ParameterInfo::isAutomatable;
    info.flags |= knob.isContinuous ? abi::ParameterInfo::isModulatable : abi::ParameterInfo::isStepped;
    if (dynamic_cast<const juce::AudioParameterChoice*> (knob.parameter) != nullptr)
        info.flags |= abi::ParameterInfo::isEnum;
    if (knob.parameter == processor.getBypassParameter())
        info.flags |= abi::ParameterInfo::isBypass;
    copyText (knob.parameter->getName (longestText), info.name);
    copyText (moduleOf (processor, *knob.parameter), info.module);
    info.min = knob.isContinuous ? 0.0 : range.start;
    info.max = knob.isContinuous ? 1.0 : range.end;
    info.standard = valueOf (knob, knob.parameter->getDefaultValue());
    return true;
}

bool ParameterPort::value (std::uint32_t id, double& value) const
{
    const auto* knob = find (id);
    if (knob == nullptr)
        return false;
    value = valueOf (*knob, knob->parameter->getValue());
    return true;
}

bool ParameterPort::toText (std::uint32_t id, double value, std::string& text) const
{
    const auto* knob = find (id);
    if (knob == nullptr || ! std::isfinite (value))
        return false;
    text = knob->parameter->getText (positionOf (*knob, value), longestText).toStdString();
    return true;
}

/** True for what the parameter says itself, and for numbers. */
bool ParameterPort::fromText (std::uint32_t id, const std::string& text, double& value) const
{
    const auto* knob = find (id);
    if (knob == nullptr)
        return false;
    const auto given = juce::String::fromUTF8 (text.c_str()).trim();
    const auto position = juce::jlimit (0.0f, 1.0f, knob->parameter->getValueForText (given));
    const bool isItsOwn = knob->parameter->getText (position, longestText).equalsIgnoreCase (given);
    const bool hasNames = dynamic_cast<const juce::AudioParameterChoice*> (knob->parameter) != nullptr;
    if (! isItsOwn && (hasNames || ! given.containsAnyOf ("0123456789")))
        return false;
    value = valueOf (*knob, position);
    return true;
}

void ParameterPort::apply (const abi::ParameterEvent& event) noexcept
{
    auto* knob = find (event.parameter);
    if (knob == nullptr || ! std::isfinite (event.value))
        return;
    if (event.header.type == Event::parameterValue)
        set (*knob, positionOf (*knob, event.value));
    else if (knob->isContinuous)
        parameters.modulate (knob->index, static_cast<float> (event.value));
}

/** Without the parameter's listeners, which lock: they follow on the main thread. */
void ParameterPort::set (Knob& knob, float position) noexcept
{
    knob.parameter->setValue (position);
    knob.known = knob.parameter->getValue(); // as its range and rounding leave it
    knob.isSetByHost = true;
    askForCall();
}

void ParameterPort::tell (const abi::OutputEvents& out) noexcept
{
    if (hasNews.exchange (false))
        for (std::uint32_t index = 0; index < numKnobs; ++index)
            tell (knobs[index], out);
}

void ParameterPort::tell (Knob& knob, const abi::OutputEvents& out) noexcept
{
    const bool isHeld = knob.isHeld;
    if (const auto numGrips = knob.numGrips.load(); numGrips != knob.numGripsTold)
    {
        if (knob.isHeldForHost)
            push (knob, Event::gestureEnd, out);
        knob.isHeldForHost = push (knob, Event::gestureBegin, out);
        knob.numGripsTold = numGrips;
    }
    if (knob.isMoved.exchange (false))
    {
        knob.known = knob.parameter->getValue();
        push (knob, Event::parameterValue, out);
    }
    if (knob.isHeldForHost && ! isHeld)
    {
        push (knob, Event::gestureEnd, out);
        knob.isHeldForHost = false;
    }
}

bool ParameterPort::push (const Knob& knob, Event type, const abi::OutputEvents& out) noexcept
{
    if (type != Event::parameterValue)
    {
        const abi::GestureEvent gesture{ { sizeof (abi::GestureEvent), 0, 0, type, 0 }, knob.id };
        return out.tryPush (&out, &gesture.header);
    }
    abi::ParameterEvent moved;
    moved.header = { sizeof (moved), 0, 0, type, 0 };
    moved.parameter = knob.id;
    moved.value = valueOf (knob, knob.known);
    return out.tryPush (&out, &moved.header);
}

void ParameterPort::follow()
{
    isCalled = false;
    for (std::uint32_t index = 0; index < numKnobs; ++index)
    {
        auto& knob = knobs[index];
        if (! knob.isSetByHost.exchange (false))
            continue;
        const float position = knob.parameter->getValue();
        knob.told = position;
        knob.parameter->sendValueChangedMessageToListeners (position);
        knob.told = nothingTold;
    }
    if (isToBeRead.exchange (false) && hostParameters != nullptr)
        hostParameters->rescan (&host, abi::HostParameters::values);
}

void ParameterPort::audioProcessorParameterChanged (juce::AudioProcessor*, int index, float position)
{
    auto& knob = knobs[static_cast<size_t> (index)];
    if (position == knob.known || position == knob.told) // the host may have moved on while it was told
        return;
    if (knob.isHeld)
    {
        knob.isMoved = true;
        return askForFlush();
    }
    knob.known = position;
    isToBeRead = true;
    askForCall();
}

void ParameterPort::audioProcessorParameterChangeGestureBegin (juce::AudioProcessor*, int index)
{
    auto& knob = knobs[static_cast<size_t> (index)];
    knob.isHeld = true;
    ++knob.numGrips;
    askForFlush();
}

void ParameterPort::audioProcessorParameterChangeGestureEnd (juce::AudioProcessor*, int index)
{
    knobs[static_cast<size_t> (index)].isHeld = false;
    askForFlush();
}

void ParameterPort::askForFlush()
{
    hasNews = true;
    if (hostParameters != nullptr)
        hostParameters->requestFlush (&host);
}

void ParameterPort::askForCall() noexcept
{
    if (! isCalled.exchange (true))
        host.requestCallback (&host);
}

} // namespace unbraid::clap
