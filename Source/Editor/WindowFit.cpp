// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/WindowFit.h"

namespace unbraid::editor
{

namespace
{
constexpr int frameHeight = 40; // of a host's window and its title
}

Room roomAround (const juce::Component& component)
{
    const auto& displays = juce::Desktop::getInstance().getDisplays();
    const auto* display =
        displays.displays.isEmpty() ? nullptr : displays.getDisplayForRect (component.getScreenBounds());
    if (display == nullptr)
        return std::nullopt;
    return juce::Point<int> (display->userArea.getWidth(), display->userArea.getHeight() - frameHeight);
}

bool fits (int percent, juce::Point<int> size, Room room)
{
    return ! room || (size.x * percent <= 100 * room->x && size.y * percent <= 100 * room->y);
}

int fittingScale (int wantedPercent, const SizeLimits& limits, Room room)
{
    int found = scalesPercent.front();
    for (const int percent : scalesPercent)
        if (percent <= wantedPercent && fits (percent, limits.smallest, room))
            found = percent;
    return found;
}

juce::Point<int> fittingSize (juce::Point<int> wanted, const SizeLimits& limits, int percent, Room room)
{
    const bool isAllowed = wanted.x >= limits.smallest.x && wanted.y >= limits.smallest.y &&
                           wanted.x <= limits.largest.x && wanted.y <= limits.largest.y;
    const auto size = isAllowed ? wanted : limits.preferred;
    if (fits (percent, size, room))
        return size;
    if (limits.hasFixedRatio)
        return limits.smallest;
    return { juce::jlimit (limits.smallest.x, size.x, 100 * room->x / percent),
             juce::jlimit (limits.smallest.y, size.y, 100 * room->y / percent) };
}

} // namespace unbraid::editor
