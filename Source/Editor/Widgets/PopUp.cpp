// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/PopUp.h"

namespace unbraid::editor
{

namespace
{
constexpr float corner = 6.0f;
constexpr int gap = 6; // to the anchor, and to the page's edge
} // namespace

PopUp::PopUp (juce::Component& contentToShow, std::function<void()> onClose)
    : content (contentToShow)
    , closed (std::move (onClose))
{
    setFocusContainerType (FocusContainerType::keyboardFocusContainer);
    addAndMakeVisible (content);
}

PopUp::~PopUp()
{
    removeChildComponent (&content);
}

void PopUp::visibilityChanged()
{
    if (! isVisible() && before != nullptr && before->isShowing())
        before->grabKeyboardFocus();
}

void PopUp::open (juce::Component& page, juce::Rectangle<int> anchor)
{
    before = juce::Component::getCurrentlyFocusedComponent();
    page.addAndMakeVisible (*this);
    setBounds (page.getLocalBounds());
    const auto size = content.getLocalBounds();
    const bool isLow = anchor.getBottom() + gap + size.getHeight() > getHeight() - gap;
    const int y = isLow ? anchor.getY() - gap - size.getHeight() : anchor.getBottom() + gap;
    content.setBounds (
        size.withPosition (anchor.getX(), y).constrainedWithin (getLocalBounds().reduced (gap)));
    if (auto first = createKeyboardFocusTraverser()->getDefaultComponent (this))
        first->grabKeyboardFocus();
}

void PopUp::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto area = content.getBounds().toFloat();
    juce::Path outline;
    outline.addRoundedRectangle (area, corner);
    const auto shade = juce::Colours::black.withAlpha (theme.isDark ? 0.5f : 0.16f);
    juce::DropShadow (shade, 24, { 0, 6 }).drawForPath (graphics, outline);
    graphics.setColour (theme.panel);
    graphics.fillPath (outline);
    graphics.setColour (theme.line);
    graphics.drawRoundedRectangle (area.reduced (0.5f), corner, 1.0f);
}

void PopUp::mouseDown (const juce::MouseEvent&)
{
    closed();
}

bool PopUp::keyPressed (const juce::KeyPress& key)
{
    if (key == juce::KeyPress::escapeKey)
        closed();
    return key == juce::KeyPress::escapeKey;
}

} // namespace unbraid::editor
