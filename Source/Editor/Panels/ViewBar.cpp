// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/ViewBar.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr int left = 12;
constexpr int widthForLabels = 700; // and above
} // namespace

ViewBar::ViewBar()
    : views ("view", "View", { "Sources", "Activations", "Dictionary" },
             "Sources: the spectrogram, coloured by source. Activations: which atoms are active. Dictionary: "
             "the atoms themselves.")
    , sort ("sort", "Sort atoms by", { "Centre", "Pitch", "Use", "Order" },
            "By the centre of the spectrum, by pitch, by use, or in the order of the dictionary.")
    , onlyThis ("Only this")
    , silentHere ("Silent here")
    , freeze ("Freeze", FlatButton::Style::quiet, icons::Icon::freeze)
    , shorter ({}, FlatButton::Style::normal, icons::Icon::minus)
    , longer ({}, FlatButton::Style::normal, icons::Icon::add)
    , fit ("Fit", FlatButton::Style::quiet)
{
    onlyThis.introduce ("mark_only", "Mark: only this",
                        "Then drag over times where the selected source is the only one.");
    silentHere.introduce ("mark_silent", "Mark: silent here",
                          "Then drag over times where the selected source is silent.");
    freeze.introduce ("freeze_picture", "Freeze the picture",
                      "Freezes the picture; the sound continues. Key: Space.");
    shorter.introduce ("span_shorter", "Shorter span", "Shows less time. Key: -");
    longer.introduce ("span_longer", "Longer span", "Shows more time. Key: +");
    fit.introduce ("fit", "Fit the picture",
                   "Shows all frequencies, and fits the levels to the picture. Key: Z");
    views.onChange = [this] (int index)
    {
        showParts();
        onView (static_cast<View> (index));
    };
    sort.onChange = [this] (int index) { onSort (index); };
    freeze.onClick = [this] { onFreeze (! freeze.getToggleState()); };
    shorter.onClick = [this] { onSpan (-1); };
    longer.onClick = [this] { onSpan (1); };
    fit.onClick = [this] { onFit(); };
    onlyThis.onClick = [this] { onMark (true); };
    silentHere.onClick = [this] { onMark (false); };
    for (auto* child : std::initializer_list<juce::Component*>{ &views, &onlyThis, &silentHere, &freeze,
                                                                &shorter, &longer, &fit, &sort })
        addAndMakeVisible (child);
    showParts();
}

void ViewBar::setLab (bool shouldBeLab)
{
    views.setVisible (shouldBeLab);
    if (! shouldBeLab)
        views.choose (static_cast<int> (View::sources));
}

View ViewBar::view() const
{
    return static_cast<View> (views.chosen());
}

void ViewBar::setView (View view)
{
    views.choose (static_cast<int> (view));
}

void ViewBar::setFrozen (bool isFrozenNow)
{
    freeze.setToggleState (isFrozenNow, juce::dontSendNotification);
    freeze.setTitle (isFrozenNow ? "Let the picture run" : "Freeze the picture");
    showParts();
}

void ViewBar::setSpan (double seconds)
{
    spanText =
        juce::String (seconds,
                      seconds < 10.0 && ! juce::approximatelyEqual (seconds, std::round (seconds)) ? 1 : 0) +
        " s";
    repaint();
}

void ViewBar::setMarkable (bool canMark, const juce::String& why)
{
    whyNoMarks = canMark ? juce::String() : why;
    for (auto* button : { &onlyThis, &silentHere })
    {
        button->setEnabled (canMark);
        if (! canMark)
            button->setTooltip (why);
    }
    showParts();
}

void ViewBar::setMarking (int kind)
{
    onlyThis.setToggleState (kind == 1, juce::dontSendNotification);
    silentHere.setToggleState (kind == 0, juce::dontSendNotification);
}

void ViewBar::showParts()
{
    const bool isDictionary = view() == View::dictionary;
    sort.setVisible (isDictionary);
    for (auto* button : { &freeze, &shorter, &longer, &fit })
        button->setVisible (! isDictionary);
    for (auto* button : { &onlyThis, &silentHere })
        button->setVisible (view() == View::sources && isFrozen() && whyNoMarks.isEmpty());
    resized();
    repaint();
}

void ViewBar::resized()
{
    const int width = getWidth();
    constexpr int y = (height - measures::control) / 2;
    const bool hasLabels = width >= widthForLabels;
    views.setBounds (left, y, juce::jmax (248, views.wantedWidth()), measures::control);
    sort.setBounds (width - 12 - sort.wantedWidth(), y, sort.wantedWidth(), measures::control);
    sortLabel = sort.getBounds().withWidth (32).translated (-40, 0).toFloat();
    fit.setBounds (width - 48, y, 40, measures::control);
    longer.setBounds (width - 84, y + 2, 24, 24);
    spanValue = juce::Rectangle<int> (width - 120, y, 36, measures::control).toFloat();
    shorter.setBounds (width - 144, y + 2, 24, 24);
    spanLabel = juce::Rectangle<int> (width - 184, y, 36, measures::control).toFloat();
    int right = hasLabels ? width - 192 : width - 152;
    freeze.setBounds (right - 80, y, 80, measures::control);
    right -= 88;
    silentHere.setBounds (right - 84, y, 84, measures::control);
    onlyThis.setBounds (right - 168, y, 78, measures::control);
    markLabel = hasLabels ? juce::Rectangle<int> (right - 204, y, 32, measures::control).toFloat()
                          : juce::Rectangle<float>();
    const float whyLeft = static_cast<float> (views.isVisible() ? views.getRight() + 12 : left);
    whyLabel = juce::Rectangle<float> (whyLeft, y, static_cast<float> (right) - whyLeft, measures::control);
    if (! hasLabels)
        spanLabel = {};
}

void ViewBar::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.window);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().removeFromBottom (measures::line));
    graphics.setColour (theme.secondText);
    if (sort.isVisible())
        return fonts::drawText (graphics, "Sort", sortLabel, fonts::label(),
                                juce::Justification::centredRight);
    if (! spanLabel.isEmpty())
        fonts::drawText (graphics, "Span", spanLabel, fonts::label());
    if (whyNoMarks.isNotEmpty() && isFrozen() && view() == View::sources)
        fonts::drawText (graphics, whyNoMarks, whyLabel, fonts::label(), juce::Justification::centredRight);
    if (onlyThis.isVisible() && ! markLabel.isEmpty())
        fonts::drawText (graphics, "Mark", markLabel, fonts::label());
    graphics.setColour (theme.text);
    fonts::drawText (graphics, spanText, spanValue, fonts::value(), juce::Justification::centred);
}

} // namespace unbraid::editor
