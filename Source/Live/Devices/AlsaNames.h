// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <string>
#include <vector>

namespace unbraid::live
{

/** A PCM as ALSA lists it. */
struct AlsaPcm
{
    std::string name;        // "hw:CARD=Headset,DEV=0"
    std::string description; // for people; may have several lines
};

/** True where a PCM leads to sound of a kind that two channels need: a card, a sound server, or one that the user has defined. False
    for what alsa-lib and alsa-plugins define to convert for another PCM (`upmix`), to reach another system that is a type of
    devices of its own (`jack`) or has gone (`oss`), for nothing at all (`null`), and for more loudspeakers. [any] */
bool isAlsaDevice (const std::string& pcmName);

/** The names, as JUCE lists them, of those that do not. [any] */
juce::StringArray namesToHide (const std::vector<AlsaPcm>& pcms);

/** The PCMs of this computer; none without ALSA. [any but audio] */
std::vector<AlsaPcm> listAlsaPcms();

} // namespace unbraid::live
