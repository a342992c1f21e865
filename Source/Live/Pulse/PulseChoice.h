// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace unbraid::live
{

/** The name of the type of devices, in lists and settings; PipeWire's are the same. */
constexpr auto pulseTypeName = "PulseAudio";

/** A source or a sink of the sound server. */
struct PulseEnd
{
    std::string name;        // for the server
    std::string description; // for people
    bool isHardware = false;
    std::string monitorOf; // of a source: the sink whose output it records; empty: a microphone
    uint32_t module = 0;   // that made it
};

/** The ends there are. */
struct PulseEnds
{
    bool isAnswering = false; // the server
    std::vector<PulseEnd> sources, sinks;
    std::string defaultSource, defaultSink;
};

/** The virtual microphone: a sink that Unbraid plays to, and a source that other programs record. */
constexpr auto virtualSink = "unbraid_microphone_feed";
constexpr auto virtualSource = "unbraid_microphone";
constexpr auto virtualSinkShown = "To Unbraid Microphone";
constexpr auto virtualSourceShown = "Unbraid Microphone";

/** The first entry of each list: whatever the system takes by default, followed when that changes. */
constexpr auto defaultSourceShown = "Default microphone";
constexpr auto defaultSinkShown = "Default output";

/** The names to choose from, the default first, microphones before monitors; never the virtual microphone as an input. Ends of
    one description are distinguished by the server's name. Empty where there is nothing. [any but audio] */
std::vector<std::string> shownNames (const PulseEnds& ends, bool isInput);

/** The sink of a shown name. By default: the server's default, unless that feeds our virtual microphone; then real loudspeakers, or
    any other. */
std::optional<std::string> sinkOf (const PulseEnds& ends, const std::string& shown);

/** The source of a shown name, to be played on a sink. By default: the server's default, unless that is ours, the monitor of
    our sink, or the monitor of real loudspeakers, which servers fall back to when a microphone is unplugged; then a real
    microphone, or nothing. */
std::optional<std::string> sourceOf (const PulseEnds& ends, const std::string& shown,
                                     const std::string& sink);

/** True where recording this source would feed our own output back. */
bool isOwnOutput (const PulseEnds& ends, const std::string& source, const std::string& sink);

/** Both names of an end, "USB Microphone (alsa_input.usb-1)"; the name alone of one that is not there. */
std::string fullName (const std::vector<PulseEnd>& ends, const std::string& name);

/** Null where there is no end of that name. */
const PulseEnd* findEnd (const std::vector<PulseEnd>& ends, const std::string& name);

} // namespace unbraid::live
