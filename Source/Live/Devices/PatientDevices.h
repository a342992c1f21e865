// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/Waiting/Patience.h"

#include <functional>
#include <memory>

namespace unbraid::live
{

/** Answers which of a type's devices are not to be listed. */
using NamesToHide = std::function<juce::StringArray()>;

/** A type of devices whose every call that may wait for a sound server - looking for devices, making, opening and closing
    one - runs on another thread, in order, and is given up after a while: closing ALSA's device of a PulseAudio that was
    killed never returns. What was given up is left to its thread; nobody touches it again, and its devices play nothing.

    Where the message thread must not wait, it continues after a glance: a list is empty until it was found, and a device
    that is still being opened counts as open, as it was asked for, and plays once it is.
    patience   looking through all devices, which opens each of them, may take three times as long
    onScanned  called when a list was found that nobody waited for; may be null
    hidden     asked while devices are looked for, on the other thread; may be null
    [message] */
std::unique_ptr<juce::AudioIODeviceType> patientType (std::unique_ptr<juce::AudioIODeviceType> type,
                                                      std::shared_ptr<const Patience> patience,
                                                      std::function<void()> onScanned = nullptr,
                                                      NamesToHide hidden = nullptr);

} // namespace unbraid::live
