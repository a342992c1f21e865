// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::live
{

/** A device that counts as open before it is, see `Patience`, and knows its latencies only when sound has flowed for a while.
    [message] */
class OpeningDevice
{
public:
    virtual ~OpeningDevice() = default;

    /** True until sound can flow, or the device has given up. */
    [[nodiscard]] virtual bool isOpening() const = 0;

    /** True until its latencies are known. */
    [[nodiscard]] virtual bool isMeasuring() const { return isOpening(); }

    /** Its actual input and output, where its name does not say that: "USB Microphone (alsa_input.usb-1)"; empty: it does, or there
        is none. */
    [[nodiscard]] virtual juce::String inputInUse() const { return {}; }
    [[nodiscard]] virtual juce::String outputInUse() const { return {}; }
};

} // namespace unbraid::live
