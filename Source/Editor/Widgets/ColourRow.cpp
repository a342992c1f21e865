// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ColourRow.h"

#include "Editor/Look/Measures.h"
#include "Editor/Widgets/SpokenValue.h"

namespace unbraid::editor
{

ColourRow::ColourRow()
{
    setComponentID ("learn_colour");
    setTitle ("Colour of the source");
    setTooltip ("The colour of the new source in the picture and on its strip.");
    setWantsKeyboardFocus (true);
    setMouseClickGrabsKeyboardFocus (false);
}

void ColourRow::choose (int colour)
{
    current = juce::jlimit (1, numSourceColours, colour);
    if (auto* handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent (juce::AccessibilityEvent::valueChanged);
    repaint();
}

void ColourRow::mouseUp (const juce::MouseEvent& event)
{
    if (isEnabled() && getLocalBounds().contains (event.getPosition()))
        choose (1 + event.x * numSourceColours / getWidth());
}

bool ColourRow::keyPressed (const juce::KeyPress& key)
{
    if (key == juce::KeyPress::leftKey)
        choose (current - 1);
    else if (key == juce::KeyPress::rightKey)
        choose (current + 1);
    else
        return false;
    return true;
}

void ColourRow::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const float step = static_cast<float> (getWidth() + 4) / numSourceColours;
    for (int colour = 1; colour <= numSourceColours; ++colour)
    {
        const auto box = juce::Rectangle<float> (static_cast<float> (colour - 1) * step, 0.0f, step - 4.0f,
                                                 static_cast<float> (getHeight()))
                             .reduced (2.0f);
        graphics.setColour (
            theme.source (colour).withMultipliedAlpha (isEnabled() ? 1.0f : measures::disabledAlpha));
        graphics.fillRoundedRectangle (colour == current ? box.reduced (2.0f) : box, measures::chipCorner);
        if (colour != current)
            continue;
        graphics.setColour (theme.text);
        graphics.drawRoundedRectangle (box.expanded (1.0f), measures::corner, 2.0f);
    }
}

std::unique_ptr<juce::AccessibilityHandler> ColourRow::createAccessibilityHandler()
{
    return spokenValue (*this, juce::AccessibilityRole::comboBox,
                        [this] { return colourName (current, themeOf (*this)); });
}

} // namespace unbraid::editor
