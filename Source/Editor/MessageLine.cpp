// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/MessageLine.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int barWidth = 3;
constexpr int closeWidth = 72;
constexpr int cornerWidth = 2 * palette::unit; // left to the window's resizing corner
} // namespace

MessageLine::MessageLine (std::function<void()> dismiss)
    : close ("Close")
{
    text.setComponentID ("message");
    text.setBorderSize ({});
    text.setMinimumHorizontalScale (1.0f);
    text.setFont (text.getFont().withHeight (palette::captionType));
    addAndMakeVisible (text);
    close.setComponentID ("dismiss");
    close.setTitle ("Close message");
    close.setTooltip ("Removes the message. What plays is not touched.");
    close.setMouseClickGrabsKeyboardFocus (false);
    close.onClick = std::move (dismiss);
    addChildComponent (close);
}

void MessageLine::show (const juce::String& message)
{
    const bool isNew = message.isNotEmpty() && message != text.getText();
    isError = message.isNotEmpty();
    text.setText (isError ? message : juce::String ("No messages"), juce::dontSendNotification);
    text.setTooltip (text.getText());
    text.setColour (juce::Label::textColourId, isError ? palette::text : palette::hintText);
    close.setVisible (isError);
    if (isNew)
        juce::AccessibilityHandler::postAnnouncement (
            message, juce::AccessibilityHandler::AnnouncementPriority::medium);
    repaint();
}

void MessageLine::resized()
{
    auto area =
        getLocalBounds().withTrimmedLeft (palette::margin).withTrimmedRight (cornerWidth + palette::unit);
    close.setBounds (area.removeFromRight (closeWidth).reduced (0, palette::unit / 2));
    text.setBounds (area.withTrimmedRight (palette::unit));
}

void MessageLine::paint (juce::Graphics& graphics)
{
    graphics.fillAll (isError ? palette::errorBack : palette::window);
    if (! isError)
        return;
    graphics.setColour (palette::error);
    graphics.fillRect (getLocalBounds().removeFromLeft (barWidth));
}

} // namespace unbraid::editor
