// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/FullView.h"
#include "Editor/Look/Measures.h"

// Where the parts of the full view stand.

namespace unbraid::editor
{

namespace
{
constexpr int wideSide = 336, narrowSide = 280;
constexpr int narrow = 1000; // below: the sources are narrower
constexpr int messageMargin = 12;
constexpr int detailHeight = AtomDetail::height;
} // namespace

void FullView::layOutSources (juce::Rectangle<int> area)
{
    const bool areLow =
        sources.numStripsShown() > 5 || sources.wantedHeight (false) + MixStrip::tall > area.getHeight();
    mix.setBounds (area.removeFromBottom (areLow ? MixStrip::low : MixStrip::tall));
    sources.setLow (areLow);
    const int wanted = juce::jmax (sources.wantedHeight (areLow),
                                   SourceList::headingHeight + (sources.numStripsShown() == 0 ? 100 : 0));
    const bool hasMarks = picture.isFrozen() && ! picture.marks().empty() && sources.isVisible();
    const int below = hasMarks ? marks.wantedHeight() : 52;
    const bool hasBelow = area.getHeight() - wanted >= below || hasMarks;
    sources.setBounds (area.removeFromTop (juce::jmin (wanted, area.getHeight() - (hasBelow ? below : 0))));
    marks.setVisible (hasMarks);
    const bool hasButtons = hasBelow && ! hasMarks && sources.isVisible();
    for (auto* button : { &learnFromInput, &addSource })
        button->setVisible (hasButtons);
    if (hasMarks)
        marks.setBounds (area.removeFromTop (below));
    else if (hasBelow)
    {
        auto row = area.removeFromTop (below).reduced (measures::margin, 12);
        learnFromInput.setBounds (row.removeFromLeft ((row.getWidth() - measures::unit) / 2));
        addSource.setBounds (row.withTrimmedLeft (measures::unit));
    }
    numbers.setVisible (isLab && ! hasMarks && sources.isVisible() &&
                        area.getHeight() >= NumbersPanel::height);
    numbers.setBounds (area.removeFromTop (NumbersPanel::height));
}

/** Over the top of the picture, or above the browser's list. */
void FullView::layOutMessage (juce::Rectangle<int> area)
{
    auto bounds = isBrowsing() ? browser.messageArea()
                               : area.withTrimmedTop (views.getHeight()).reduced (messageMargin);
    bounds.setHeight (message.wantedHeight (bounds.getWidth()));
    browser.setRoomForMessage (message.isVisible() ? bounds.getHeight() + messageMargin : 0);
    message.setBounds (isBrowsing() ? bounds + browser.getPosition() : bounds);
}

void FullView::resized()
{
    closePopUp();
    layOut();
}

void FullView::layOut()
{
    if (getLocalBounds().isEmpty()) // not yet in its window
        return;
    auto area = getLocalBounds();
    header.setBounds (area.removeFromTop (HeaderPanel::height));
    const bool isWide = getWidth() >= narrow;
    if (! isBrowsing())
        controls.setBounds (area.removeFromBottom (ControlsBar::height));
    auto side = area.removeFromRight (isWide ? wideSide : narrowSide).withTrimmedLeft (measures::line);
    browser.setBounds (area);
    learn.setBounds (side);
    layOutSources (side);
    auto upper = side;
    picture.detail().setBounds (upper.removeFromTop (detailHeight));
    about.setBounds (isBrowsing() ? side : upper);
    views.setBounds (area.withHeight (views.wantedHeight (area.getWidth())));
    layOutMessage (area);
    area.removeFromTop (views.getHeight());
    if (picture.getParentComponent() == this)
        picture.setBounds (area);
    choose.setBounds (
        juce::Rectangle<int> (ChooseCard::width, juce::jmin (choose.wantedHeight(), area.getHeight() - 8))
            .withCentre (area.getCentre()));
    choose.setVisible (dictionary.name.isEmpty() && ! isBrowsing());
    choose.toFront (false);
    message.toFront (false);
    if (popUp != nullptr)
        popUp->toFront (false);
}

void FullView::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.window);
    const int x = getWidth() - (getWidth() >= narrow ? wideSide : narrowSide);
    graphics.setColour (theme.line);
    graphics.fillRect (x, HeaderPanel::height, measures::line,
                       getHeight() - HeaderPanel::height - (isBrowsing() ? 0 : ControlsBar::height));
}

} // namespace unbraid::editor
