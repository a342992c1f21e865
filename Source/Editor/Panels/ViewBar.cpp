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
constexpr int gap = 12, buttonGap = 8;
constexpr int freezeWidth = 80, widthRightOfFreeze = 152, spanLabelWidth = 40;
constexpr int markLabelWidth = 32, marksWidth = 168; // without that label

int viewsWidth (const Segments& views)
{
    return juce::jmax (248, views.wantedWidth());
}
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
    , whyNoMarks ("why_no_marks", juce::Justification::centredRight)
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
    addChildComponent (whyNoMarks);
    showParts();
}

void ViewBar::setLab (bool shouldBeLab)
{
    views.setVisible (shouldBeLab);
    if (! shouldBeLab)
        views.choose (static_cast<int> (View::sources));
    showParts();
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
    whyNoMarks.say (canMark ? juce::String() : why);
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

bool ViewBar::offersMarks() const
{
    return view() == View::sources && isFrozen();
}

void ViewBar::showParts()
{
    const bool isDictionary = view() == View::dictionary;
    sort.setVisible (isDictionary);
    for (auto* button : { &freeze, &shorter, &longer, &fit })
        button->setVisible (! isDictionary);
    const bool canMark = whyNoMarks.text().isEmpty();
    for (auto* button : { &onlyThis, &silentHere })
        button->setVisible (offersMarks() && canMark);
    whyNoMarks.setVisible (offersMarks() && ! canMark);
    resized();
    repaint();
}

/** Between the views and *Freeze*. */
juce::Rectangle<int> ViewBar::areaBesideViews (int width) const
{
    const int begin = views.isVisible() ? left + viewsWidth (views) + gap : left;
    const int end = width -
                    (width >= widthForLabels ? widthRightOfFreeze + spanLabelWidth : widthRightOfFreeze) -
                    freezeWidth - buttonGap;
    return { begin, (oneRow - measures::control) / 2, juce::jmax (0, end - begin), measures::control };
}

int ViewBar::wantedHeight (int width) const
{
    const int wanted = whyNoMarks.text().isEmpty() ? marksWidth : whyNoMarks.wantedWidth();
    const bool hasRoom = ! offersMarks() || areaBesideViews (width).getWidth() >= wanted;
    return hasRoom ? oneRow : 2 * oneRow;
}

/** The marks, or why there are none, at the right of an area. */
void ViewBar::layOutMarks (juce::Rectangle<int> area)
{
    whyNoMarks.setBounds (area);
    silentHere.setBounds (area.removeFromRight (84));
    area.removeFromRight (6);
    onlyThis.setBounds (area.removeFromRight (78));
    area.removeFromRight (4);
    markLabel =
        (area.getWidth() >= markLabelWidth ? area.removeFromRight (markLabelWidth) : juce::Rectangle<int>())
            .toFloat();
}

void ViewBar::resized()
{
    const int width = getWidth();
    constexpr int y = (oneRow - measures::control) / 2;
    const bool hasLabels = width >= widthForLabels;
    views.setBounds (left, y, viewsWidth (views), measures::control);
    sort.setBounds (width - 12 - sort.wantedWidth(), y, sort.wantedWidth(), measures::control);
    sortLabel = sort.getBounds().withWidth (32).translated (-40, 0).toFloat();
    fit.setBounds (width - 48, y, 40, measures::control);
    longer.setBounds (width - 84, y + 2, 24, 24);
    spanValue = juce::Rectangle<int> (width - 120, y, 36, measures::control).toFloat();
    shorter.setBounds (width - 144, y + 2, 24, 24);
    spanLabel = hasLabels ? juce::Rectangle<int> (width - 184, y, 36, measures::control).toFloat()
                          : juce::Rectangle<float>();
    const auto beside = areaBesideViews (width);
    freeze.setBounds (beside.getRight() + buttonGap, y, freezeWidth, measures::control);
    const bool hasTwoRows = getHeight() >= 2 * oneRow;
    layOutMarks (hasTwoRows ? juce::Rectangle<int> (left, oneRow, width - 2 * left, measures::control)
                            : beside);
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
    if (onlyThis.isVisible() && ! markLabel.isEmpty())
        fonts::drawText (graphics, "Mark", markLabel, fonts::label());
    graphics.setColour (theme.text);
    fonts::drawText (graphics, spanText, spanValue, fonts::value(), juce::Justification::centred);
}

} // namespace unbraid::editor
