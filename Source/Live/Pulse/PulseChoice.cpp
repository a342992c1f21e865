// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseChoice.h"

#include <algorithm>

namespace unbraid::live
{

namespace
{
std::string shownName (const std::vector<PulseEnd>& ends, const PulseEnd& end)
{
    const auto numAlike =
        std::count_if (ends.begin(), ends.end(),
                       [&] (const PulseEnd& other) { return other.description == end.description; });
    return numAlike > 1 ? end.description + " (" + end.name + ")" : end.description;
}

bool isOurs (const PulseEnd& source)
{
    return source.name == virtualSource || source.monitorOf == virtualSink;
}

const PulseEnd* ofShownName (const std::vector<PulseEnd>& ends, const std::string& shown)
{
    const auto found = std::find_if (ends.begin(), ends.end(),
                                     [&] (const PulseEnd& end) { return shownName (ends, end) == shown; });
    return found == ends.end() ? nullptr : &*found;
}

/** The server's default is the user's choice, unless the server only fell back to it. */
bool isMeant (const PulseEnds& ends, const PulseEnd& source, const std::string& sink)
{
    if (isOurs (source) || isOwnOutput (ends, source.name, sink))
        return false;
    const auto* monitored = findEnd (ends.sinks, source.monitorOf);
    return monitored == nullptr || ! monitored->isHardware;
}

std::optional<std::string> defaultSourceFor (const PulseEnds& ends, const std::string& sink)
{
    const auto* preferred = findEnd (ends.sources, ends.defaultSource);
    if (preferred != nullptr && isMeant (ends, *preferred, sink))
        return preferred->name;
    for (const bool wantsHardware : { true, false })
        for (const auto& source : ends.sources)
            if (source.monitorOf.empty() && ! isOurs (source) && source.isHardware == wantsHardware)
                return source.name;
    return std::nullopt;
}

const PulseEnd* defaultSinkOf (const PulseEnds& ends)
{
    if (ends.defaultSink != virtualSink)
        return findEnd (ends.sinks, ends.defaultSink);
    for (const bool wantsHardware : { true, false })
        for (const auto& sink : ends.sinks)
            if (sink.name != virtualSink && sink.isHardware == wantsHardware)
                return &sink;
    return nullptr;
}
} // namespace

const PulseEnd* findEnd (const std::vector<PulseEnd>& ends, const std::string& name)
{
    const auto found =
        std::find_if (ends.begin(), ends.end(), [&] (const PulseEnd& end) { return end.name == name; });
    return found == ends.end() ? nullptr : &*found;
}

std::string fullName (const std::vector<PulseEnd>& ends, const std::string& name)
{
    const auto* end = findEnd (ends, name);
    if (end == nullptr)
        return name;
    return end->description.empty() ? end->name : end->description + " (" + end->name + ")";
}

bool isOwnOutput (const PulseEnds& ends, const std::string& source, const std::string& sink)
{
    const auto* end = findEnd (ends.sources, source);
    return end != nullptr && ! sink.empty() &&
           (end->monitorOf == sink || (sink == virtualSink && isOurs (*end)));
}

std::vector<std::string> shownNames (const PulseEnds& ends, bool isInput)
{
    std::vector<std::string> names;
    const auto& all = isInput ? ends.sources : ends.sinks;
    for (const bool wantsMonitors : { false, true })
        for (const auto& end : all)
            if (end.monitorOf.empty() != wantsMonitors && ! (isInput && isOurs (end)))
                names.push_back (shownName (all, end));
    if (! names.empty())
        names.insert (names.begin(), isInput ? defaultSourceShown : defaultSinkShown);
    return names;
}

std::optional<std::string> sinkOf (const PulseEnds& ends, const std::string& shown)
{
    const auto* end = shown == defaultSinkShown ? defaultSinkOf (ends) : ofShownName (ends.sinks, shown);
    if (end == nullptr)
        return std::nullopt;
    return end->name;
}

std::optional<std::string> sourceOf (const PulseEnds& ends, const std::string& shown, const std::string& sink)
{
    if (shown == defaultSourceShown)
        return defaultSourceFor (ends, sink);
    const auto* end = ofShownName (ends.sources, shown);
    if (end == nullptr || isOwnOutput (ends, end->name, sink))
        return std::nullopt;
    return end->name;
}

} // namespace unbraid::live
