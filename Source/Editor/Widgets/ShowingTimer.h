// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <functional>

namespace unbraid::editor
{

/** Ticks while a component can be seen, and rests while it or its window is hidden. */
class ShowingTimer : private juce::ComponentMovementWatcher, private juce::Timer
{
public:
    static constexpr int ticksPerSecond = 30;

    /** watched  must outlive the timer
        [message] */
    ShowingTimer (juce::Component& watched, std::function<void()> tick);

private:
    using juce::ComponentMovementWatcher::componentMovedOrResized;
    using juce::ComponentMovementWatcher::componentVisibilityChanged;
    void componentMovedOrResized (bool, bool) override {}
    void componentPeerChanged() override;
    void componentVisibilityChanged() override;
    void timerCallback() override;

    std::function<void()> onTick;
};

} // namespace unbraid::editor
