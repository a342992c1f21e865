// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panel.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int headingHeight = 4 * palette::unit;
} // namespace

Panel::Panel (const juce::String& headingToShow)
    : heading (headingToShow)
{
    setTitle (heading);
    setFocusContainerType (FocusContainerType::focusContainer);
}

void Panel::paint (juce::Graphics& graphics)
{
    graphics.fillAll (palette::panel);
    graphics.setColour (palette::line);
    graphics.fillRect (getLocalBounds().removeFromBottom (1));
    graphics.fillRect (getLocalBounds().removeFromRight (1));
    graphics.setColour (palette::text);
    graphics.setFont (graphics.getCurrentFont().withHeight (palette::headingType).boldened());
    graphics.drawText (heading, getLocalBounds().removeFromTop (headingHeight).reduced (palette::margin, 0),
                       juce::Justification::centredLeft);
}

juce::Rectangle<int> Panel::content() const
{
    auto area = getLocalBounds();
    area.removeFromTop (heading.isEmpty() ? palette::unit : headingHeight);
    return area.withTrimmedBottom (palette::unit).reduced (palette::margin, 0);
}

} // namespace unbraid::editor
