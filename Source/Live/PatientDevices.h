// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <chrono>
#include <memory>

namespace unbraid::live
{

/** A type of devices whose every call that may wait for a sound server - looking for devices, making, opening and closing
    one - runs on a thread of its own and is given up after a while: closing ALSA's device of a PulseAudio that was killed
    never returns. What was given up is left to its thread; nobody touches it again, and its devices play nothing.
    patience  for one call; looking through all devices, which opens each of them, may take three times as long
    [message] */
std::unique_ptr<juce::AudioIODeviceType> patientType (std::unique_ptr<juce::AudioIODeviceType> type,
                                                      std::chrono::milliseconds patience);

} // namespace unbraid::live
