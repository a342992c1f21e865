// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "JuceHeader.h"

namespace unbraid::clap
{

/** The host's transport as JUCE's processors ask for it. [audio] */
class Transport : public juce::AudioPlayHead
{
public:
    /** now  valid while the block is processed; null: the host has none */
    void follow (const abi::TransportEvent* now) noexcept { event = now; }

    juce::Optional<PositionInfo> getPosition() const override
    {
        if (event == nullptr)
            return {};
        PositionInfo position;
        position.setIsPlaying ((event->flags & abi::TransportEvent::isPlaying) != 0);
        position.setIsRecording ((event->flags & abi::TransportEvent::isRecording) != 0);
        return position;
    }

private:
    const abi::TransportEvent* event = nullptr;
};

} // namespace unbraid::clap
