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
constexpr int detailsWidth = 64; // with the gap
constexpr int padding = 12;

/** Part of a message that a reader needs: all before the parentheses at its end, which hold the exact location and values. */
juce::String sentenceOf (const juce::String& message)
{
    const int at = message.indexOf (". (");
    return at >= 0 && message.endsWithChar (')') ? message.substring (0, at + 1) : message;
}

juce::String detailsOf (const juce::String& message)
{
    const auto rest = message.substring (sentenceOf (message).length());
    return rest.isEmpty() ? rest : rest.fromFirstOccurrenceOf ("(", false, false).dropLastCharacters (1);
}

juce::String asSentence (const juce::String& words)
{
    return words.substring (0, 1).toUpperCase() + words.substring (1) +
           (words.isEmpty() || words.endsWithChar ('.') ? "" : ".");
}

/** Start of the reason, behind the first colon; -1: the sentence is all there is. */
int reasonAt (const juce::String& sentence)
{
    constexpr int longestSubject = 80;
    const int colon = sentence.indexOf (": ");
    return colon > 0 && colon < longestSubject ? colon + 2 : -1;
}
} // namespace

MessageBar::MessageBar (std::function<void()> dismissMessage, int leaveMs)
    : dismiss (std::move (dismissMessage))
    , leavesAfterMs (leaveMs)
    , details ("Details", FlatButton::Style::quiet)
    , close ({}, FlatButton::Style::quiet, icons::Icon::close)
{
    setComponentID ("message");
    close.introduce ("dismiss", "Close message", "Closes the message. Playback is not affected.");
    close.onClick = [this] { dismiss(); };
    details.introduce ("message_details", "Details", "Shows the exact location and values.");
    details.onClick = [this] { showDetails (! details.getToggleState()); };
    addAndMakeVisible (close);
    addChildComponent (details);
}

void MessageBar::show (const juce::String& message, const juce::String& dictionary)
{
    const bool isNew = message.isNotEmpty() && message != shown;
    shown = message;
    playing = dictionary;
    setTitle (shown);
    setVisible (shown.isNotEmpty());
    details.setVisible (detailsOf (shown).isNotEmpty());
    if (shown.isEmpty())
        stopTimer();
    if (isNew)
    {
        details.setToggleState (false, juce::dontSendNotification);
        startTimer (leavesAfterMs);
        juce::AccessibilityHandler::postAnnouncement (
            message, juce::AccessibilityHandler::AnnouncementPriority::medium);
    }
    repaint();
}

void MessageBar::timerCallback()
{
    stopTimer();
    dismiss();
}

/** Keeps a message that is being read. */
void MessageBar::showDetails (bool shouldBeShown)
{
    details.setToggleState (shouldBeShown, juce::dontSendNotification);
    stopTimer();
    if (onHeight != nullptr)
        onHeight();
    repaint();
}

juce::TextLayout MessageBar::layoutFor (int width) const
{
    const auto& theme = themeOf (*this);
    juce::AttributedString words;
    const auto sentence = sentenceOf (shown);
    const int reason = reasonAt (sentence);
    const auto subject = reason < 0 ? sentence : sentence.substring (0, reason - 2);
    juce::StringArray below{ reason < 0 ? juce::String() : asSentence (sentence.substring (reason)) };
    if (playing.isNotEmpty())
        below.add (playing + " keeps playing.");
    below.removeEmptyStrings();
    words.append (subject.substring (0, 1).toUpperCase() + subject.substring (1) + "\n", fonts::name(),
                  theme.text);
    words.append (below.joinIntoString (" "), fonts::body(), theme.text);
    if (details.getToggleState())
        words.append ("\n" + detailsOf (shown), fonts::label(), theme.text);
    words.setLineSpacing (3.0f);
    juce::TextLayout layout;
    layout.createLayout (words,
                         static_cast<float> (width - textLeft - detailsWidth - closeSize - 2 * padding));
    return layout;
}

int MessageBar::wantedHeight (int width) const
{
    return juce::roundToInt (std::ceil (layoutFor (width).getHeight())) + 2 * padding;
}

void MessageBar::resized()
{
    close.setBounds (getWidth() - closeSize - padding / 2, padding / 2, closeSize, closeSize);
    details.setBounds (close.getX() - detailsWidth, padding / 2, detailsWidth - 4, closeSize);
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
                             detailsWidth + closeSize + padding));
}

} // namespace unbraid::editor
