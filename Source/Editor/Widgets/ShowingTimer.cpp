// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ShowingTimer.h"

namespace unbraid::editor
{

ShowingTimer::ShowingTimer (juce::Component& watched, std::function<void()> tick)
    : juce::ComponentMovementWatcher (&watched)
    , onTick (std::move (tick))
{
    ShowingTimer::componentVisibilityChanged();
}

void ShowingTimer::componentPeerChanged()
{
    componentVisibilityChanged();
}

void ShowingTimer::componentVisibilityChanged()
{
    if (getComponent()->isShowing())
        startTimerHz (ticksPerSecond);
    else
        stopTimer();
}

void ShowingTimer::timerCallback()
{
    if (getComponent()->isShowing()) // a minimised window does not say so to its components
        onTick();
}

} // namespace unbraid::editor
