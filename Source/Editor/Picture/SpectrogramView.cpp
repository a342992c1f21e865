// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/SpectrogramView.h"

#include "Editor/Picture/FrequencyLabels.h"
#include "Editor/Picture/TimeAxis.h"
#include "Editor/Widgets/SpokenValue.h"

#include <cmath>

namespace unbraid::editor
{

namespace
{

} // namespace

SpectrogramView::SpectrogramView (PictureScope& scopeToShow)
    : scope (scopeToShow)
    , overlay (scope)
    , image (scope)
{
    setComponentID ("picture");
    setOpaque (true);
    setWantsKeyboardFocus (true);
    setHasFocusOutline (true);
    addAndMakeVisible (overlay);
    scope.addChangeListener (this);
    nameForAll();
}

SpectrogramView::~SpectrogramView()
{
    scope.removeChangeListener (this);
}

void SpectrogramView::nameForAll()
{
    setTitle ("Sources over " + juce::String (juce::roundToInt (scope.span())) + " seconds");
}

juce::Rectangle<int> SpectrogramView::pictureArea() const
{
    constexpr int levelRoom =
        static_cast<int> (LevelGraph::width) + 4; // a line before it, a little room behind it
    return getLocalBounds()
        .withTrimmedLeft (frequencyLabels::width)
        .withTrimmedRight (levelRoom)
        .withTrimmedBottom (timeAxis::height);
}

void SpectrogramView::changeListenerCallback (juce::ChangeBroadcaster*)
{
    nameForAll();
    if (! scope.isFrozen())
        overlay.cancel();
    repaint();
}

void SpectrogramView::update()
{
    if (! scope.isFrozen() && ! juce::approximatelyEqual (axis.highHz(), scope.history().nyquistHz()))
    {
        const double before = axis.highHz();
        axis.setHighest (scope.history().nyquistHz());
        if (! juce::approximatelyEqual (before, axis.highHz()))
            redrawAll();
    }
    if (! scope.isFrozen() && image.isBehind())
        repaint (pictureArea().withRight (getWidth()));
}

void SpectrogramView::redrawAll()
{
    image.forget();
    repaint();
}

void SpectrogramView::resized()
{
    overlay.setBounds (pictureArea());
    redrawAll();
}

void SpectrogramView::lookAndFeelChanged()
{
    redrawAll();
}

void SpectrogramView::setLevels (LevelRange wanted)
{
    if (wanted == range)
        return;
    range = wanted;
    redrawAll();
}

void SpectrogramView::fit()
{
    scope.pan (-PictureScope::maxSpan);
    axis.reset();
    range = fittedRange (scope, axis).value_or (range);
    redrawAll();
}

void SpectrogramView::zoomFrequencies (double factor, double share)
{
    axis.zoom (factor, share);
    redrawAll();
}

void SpectrogramView::paint (juce::Graphics& graphics)
{
    const auto began = juce::Time::getHighResolutionTicks();
    const auto& theme = themeOf (*this);
    const auto area = pictureArea();
    if (area.isEmpty())
        return;
    image.render (area, timeAxis::scaleOf (graphics), axis, range, theme);
    const auto clip = graphics.getClipBounds();
    graphics.setColour (theme.well);
    for (const auto& side :
         { getLocalBounds().withRight (area.getX()), getLocalBounds().withTop (area.getBottom()),
           getLocalBounds().withLeft (area.getRight()) })
        graphics.fillRect (side);
    paintPicture (graphics);
    if (clip.getX() < area.getX() || clip.getBottom() > area.getBottom())
    {
        frequencyLabels::drawLabels (graphics, area.toFloat(), axis, theme);
        timeAxis::drawLabels (graphics, area.withY (area.getBottom()).withHeight (timeAxis::height).toFloat(),
                              scope, theme);
    }
    if (onDrawn)
        onDrawn (juce::Time::highResolutionTicksToSeconds (juce::Time::getHighResolutionTicks() - began));
}

void SpectrogramView::paintPicture (juce::Graphics& graphics) const
{
    const auto& theme = themeOf (*this);
    const auto area = pictureArea().toFloat();
    image.paint (graphics, area, area.withX (area.getRight() + 1.0f).withWidth (LevelGraph::width));
    frequencyLabels::drawLines (graphics, area, static_cast<float> (getWidth()), axis, theme);
    timeAxis::drawLines (graphics, area, scope, theme);
    graphics.setColour (theme.edge);
    graphics.fillRect (area.withX (area.getRight()).withWidth (1.0f));
    graphics.setColour (theme.line);
    graphics.fillRect (
        getLocalBounds().toFloat().withY (area.getBottom()).withHeight (1.0f).withLeft (area.getX()));
}

void SpectrogramView::paintOverChildren (juce::Graphics& graphics)
{
    const auto area = pictureArea().toFloat();
    const auto point = cursor.pointIn (area);
    if (! point.has_value() || isDragging || overlay.isMouseButtonDown())
        return;
    if (const auto readOut = readOutAt (*point))
        PictureCursor::draw (graphics, *point, *readOut, area, themeOf (*this));
}

std::optional<ReadOut> SpectrogramView::readOutAt (juce::Point<float> point) const
{
    const auto area = pictureArea().toFloat();
    if (! area.contains (point) || scope.columns().empty())
        return std::nullopt;
    return ReadOut::at (scope, timeAxis::timeAt (point.x, scope, area),
                        axis.hzAt (static_cast<double> ((area.getBottom() - point.y) / area.getHeight())));
}

double SpectrogramView::cursorTime() const
{
    const auto area = pictureArea().toFloat();
    const auto point = cursor.pointIn (area).value_or (area.getTopRight());
    return timeAxis::timeAt (point.x, scope, area);
}

void SpectrogramView::mouseMove (const juce::MouseEvent& event)
{
    cursor.moveTo (event.position, pictureArea().toFloat());
    repaint (pictureArea());
}

void SpectrogramView::mouseExit (const juce::MouseEvent&)
{
    cursor.hide();
    repaint (pictureArea());
}

void SpectrogramView::mouseDown (const juce::MouseEvent& event)
{
    draggedSeconds = 0.0;
    draggedHeight = 0.0f;
    isDragging = scope.isFrozen() && pictureArea().contains (event.getPosition());
    if (isDragging)
        setMouseCursor (juce::MouseCursor::DraggingHandCursor);
}

void SpectrogramView::mouseDrag (const juce::MouseEvent& event)
{
    if (! isDragging)
        return mouseMove (event);
    const auto area = pictureArea().toFloat();
    const double seconds =
        scope.span() * event.getDistanceFromDragStartX() / static_cast<double> (area.getWidth());
    scope.pan (seconds - draggedSeconds);
    draggedSeconds = seconds;
    const float height = static_cast<float> (event.getDistanceFromDragStartY()) / area.getHeight();
    if (axis.isZoomed() && ! juce::approximatelyEqual (height, draggedHeight))
    {
        axis.move (static_cast<double> (height - draggedHeight));
        redrawAll();
    }
    draggedHeight = height;
}

void SpectrogramView::mouseUp (const juce::MouseEvent& event)
{
    isDragging = false;
    setMouseCursor (juce::MouseCursor::NormalCursor);
    mouseMove (event);
}

void SpectrogramView::mouseWheelMove (const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel)
{
    const auto area = pictureArea().toFloat();
    const double factor =
        std::exp (-1.2 * static_cast<double> (wheel.isReversed ? -wheel.deltaY : wheel.deltaY));
    if (! event.mods.isCommandDown() && ! event.mods.isCtrlDown())
        return zoomFrequencies (
            factor,
            juce::jlimit (0.0, 1.0,
                          static_cast<double> ((area.getBottom() - event.position.y) / area.getHeight())));
    const double held = timeAxis::timeAt (event.position.x, scope, area);
    const double share = static_cast<double> ((area.getRight() - event.position.x) / area.getWidth());
    scope.setSpan (scope.span() * factor);
    scope.pan (scope.end() - (held + share * scope.span())); // frozen: the time at the pointer stays there
}

bool SpectrogramView::keyPressed (const juce::KeyPress& key)
{
    const auto mods = key.getModifiers();
    if (mods.isCommandDown() || mods.isAltDown())
        return false;
    if (cursor.move (key, pictureArea().toFloat()))
    {
        repaint (pictureArea());
        if (auto* handler = getAccessibilityHandler())
            handler->notifyAccessibilityEvent (juce::AccessibilityEvent::valueChanged);
        return true;
    }
    return actOn (key);
}

bool SpectrogramView::actOn (const juce::KeyPress& key)
{
    const auto character = juce::CharacterFunctions::toLowerCase (key.getTextCharacter());
    if (key.getKeyCode() == juce::KeyPress::returnKey)
    {
        const double time = cursorTime();
        if (overlay.isMaking())
            overlay.setEdge (time);
        else if (onMark)
            onMark (scope.positionAt (time));
    }
    else if (key.getKeyCode() == juce::KeyPress::escapeKey && overlay.isMaking())
        overlay.cancel();
    else if (key.getKeyCode() == juce::KeyPress::spaceKey && onFreeze)
        onFreeze();
    else if (character == 'z')
        fit();
    else if (character == '+' || character == '-')
        scope.setSpan (scope.span() + (character == '+' ? 1.0 : -1.0));
    else
        return false;
    return true;
}

void SpectrogramView::focusGained (FocusChangeType cause)
{
    if (cause == focusChangedByTabKey && ! cursor.isShown())
        cursor.showInMiddle();
    repaint (pictureArea());
}

void SpectrogramView::focusLost (FocusChangeType)
{
    if (! isMouseOver (true))
        cursor.hide();
    repaint (pictureArea());
}

std::unique_ptr<juce::AccessibilityHandler> SpectrogramView::createAccessibilityHandler()
{
    return spokenValue (*this, juce::AccessibilityRole::image,
                        [this]
                        {
                            const auto area = pictureArea().toFloat();
                            const auto readOut =
                                readOutAt (cursor.pointIn (area).value_or (area.getCentre()));
                            return readOut.has_value() ? readOut->spoken() : juce::String ("no sound yet");
                        });
}

} // namespace unbraid::editor
