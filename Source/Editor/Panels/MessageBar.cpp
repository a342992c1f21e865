// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/MessageBar.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr int barWidth = 3;
constexpr int textLeft = 44;
constexpr int closeSize = 24;
constexpr int padding = 12;

/** What was refused: the words before the first colon. */
juce::String subjectOf (const juce::String& message)
{
    const int colon = message.indexOf (": ");
    return colon > 0 && colon < 80 ? message.substring (0, colon) : juce::String ("Not done");
}

juce::String reasonOf (const juce::String& message)
{
    const int colon = message.indexOf (": ");
    const auto reason = colon > 0 && colon < 80 ? message.substring (colon + 2) : message;
    return reason.substring (0, 1).toUpperCase() + reason.substring (1) +
           (reason.endsWithChar ('.') ? "" : ".");
}
} // namespace

MessageBar::MessageBar (std::function<void()> dismiss)
    : close ({}, FlatButton::Style::quiet, icons::Icon::close)
{
    setComponentID ("message");
    close.introduce ("dismiss", "Close message", "Closes the message. Playback is not affected.");
    close.onClick = std::move (dismiss);
    addAndMakeVisible (close);
}

void MessageBar::show (const juce::String& message, const juce::String& dictionary)
{
    const bool isNew = message.isNotEmpty() && message != shown;
    shown = message;
    playing = dictionary;
    setTitle (shown);
    setVisible (shown.isNotEmpty());
    if (isNew)
        juce::AccessibilityHandler::postAnnouncement (
            message, juce::AccessibilityHandler::AnnouncementPriority::medium);
    repaint();
}

juce::TextLayout MessageBar::layoutFor (int width) const
{
    const auto& theme = themeOf (*this);
    juce::AttributedString words;
    const auto subject = subjectOf (shown);
    words.append (subject.substring (0, 1).toUpperCase() + subject.substring (1) + "\n", fonts::name(),
                  theme.text);
    words.append (reasonOf (shown) + (playing.isEmpty() ? "" : " " + playing + " keeps playing."),
                  fonts::body(), theme.text);
    words.setLineSpacing (3.0f);
    juce::TextLayout layout;
    layout.createLayout (words, static_cast<float> (width - textLeft - closeSize - 2 * padding));
    return layout;
}

int MessageBar::wantedHeight (int width) const
{
    return juce::roundToInt (std::ceil (layoutFor (width).getHeight())) + 2 * padding;
}

void MessageBar::resized()
{
    close.setBounds (getWidth() - closeSize - padding / 2, padding / 2, closeSize, closeSize);
}

void MessageBar::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto area = getLocalBounds().toFloat();
    graphics.setColour (theme.errorBack);
    graphics.fillRoundedRectangle (area, measures::corner);
    graphics.setColour (theme.error);
    graphics.fillRect (area.withWidth (barWidth));
    icons::draw (graphics, icons::Icon::warning, { 16.0f, static_cast<float> (padding), 16.0f, 16.0f },
                 theme.error);
    layoutFor (getWidth())
        .draw (graphics, area.withTrimmedLeft (textLeft).withTrimmedTop (padding).withTrimmedRight (
                             closeSize + padding));
}

} // namespace unbraid::editor
