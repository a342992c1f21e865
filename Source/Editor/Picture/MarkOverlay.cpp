// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/MarkOverlay.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Picture/TimeAxis.h"

#include <algorithm>
#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr float reach = 5.0f; // of an edge, pixels
constexpr double shortestSeconds = 0.02;
constexpr float hatchGap = 17.0f, hatchWidth = 6.5f;
constexpr float chipHeight = 22.0f, chipInset = 4.0f;

void hatch (juce::Graphics& graphics, juce::Rectangle<float> area)
{
    const juce::Graphics::ScopedSaveState state (graphics);
    graphics.reduceClipRegion (area.getSmallestIntegerContainer());
    juce::Path lines;
    for (float x = area.getX() - area.getHeight(); x < area.getRight(); x += hatchGap)
    {
        lines.startNewSubPath (x, area.getBottom());
        lines.lineTo (x + area.getHeight(), area.getY());
    }
    graphics.strokePath (lines, juce::PathStrokeType (hatchWidth));
}
} // namespace

MarkOverlay::MarkOverlay (PictureScope& scopeToShow)
    : scope (scopeToShow)
{
    setComponentID ("marks");
    setWantsKeyboardFocus (false);
    setMouseClickGrabsKeyboardFocus (false);
    setAccessible (false); // the list of marks can be read
}

void MarkOverlay::setMarks (std::vector<plugin::SpanMark> marks)
{
    shown = std::move (marks);
    pointed = held = {};
    anchor = -1;
    repaint();
}

void MarkOverlay::begin (bool isAlone, int source)
{
    making = true;
    anchor = -1;
    held = {};
    draft = { isAlone, source, 0, 0 };
    setMouseCursor (juce::MouseCursor::IBeamCursor);
    repaint();
}

void MarkOverlay::cancel()
{
    if (! making)
        return;
    making = false;
    anchor = -1;
    setMouseCursor (juce::MouseCursor::ParentCursor);
    repaint();
    if (onMakingEnded)
        onMakingEnded();
}

void MarkOverlay::setEdge (double time)
{
    if (! making)
        return;
    const auto position = scope.positionAt (time);
    if (anchor < 0)
    {
        anchor = draft.begin = draft.end = position;
        repaint();
        return;
    }
    moveEdge (position);
    finish();
}

float MarkOverlay::xOf (std::int64_t position) const
{
    return timeAxis::xOf (scope.timeOf (position), scope, getLocalBounds().toFloat());
}

std::int64_t MarkOverlay::positionAt (float x) const
{
    const auto& columns = scope.columns();
    if (columns.empty())
        return 0;
    const double time = timeAxis::timeAt (x, scope, getLocalBounds().toFloat());
    return scope.positionAt (juce::jlimit (columns.front()->begin, columns.back()->end, time));
}

MarkOverlay::Edge MarkOverlay::edgeAt (float x) const
{
    Edge nearest;
    float distance = reach;
    for (size_t i = 0; i < shown.size(); ++i)
        for (const bool isEnd : { false, true })
            if (const float apart = std::abs (xOf (isEnd ? shown[i].end : shown[i].begin) - x);
                apart <= distance)
            {
                distance = apart;
                nearest = { static_cast<int> (i), isEnd };
            }
    return nearest;
}

bool MarkOverlay::hitTest (int x, int)
{
    return making || held.mark >= 0 || edgeAt (static_cast<float> (x)).mark >= 0;
}

void MarkOverlay::mouseMove (const juce::MouseEvent& event)
{
    const auto before = pointed;
    pointed = making ? Edge() : edgeAt (event.position.x);
    if (! making)
        setMouseCursor (pointed.mark >= 0 ? juce::MouseCursor::LeftRightResizeCursor
                                          : juce::MouseCursor::ParentCursor);
    if (! (pointed == before))
        repaint();
}

void MarkOverlay::mouseExit (const juce::MouseEvent&)
{
    pointed = {};
    repaint();
}

void MarkOverlay::mouseDown (const juce::MouseEvent& event)
{
    if (making)
    {
        anchor = draft.begin = draft.end = positionAt (event.position.x);
        return;
    }
    held = edgeAt (event.position.x);
    if (held.mark < 0)
        return;
    draft = shown[static_cast<size_t> (held.mark)];
    anchor = held.isEnd ? draft.begin : draft.end;
}

void MarkOverlay::mouseDrag (const juce::MouseEvent& event)
{
    if (anchor >= 0)
        moveEdge (positionAt (event.position.x));
}

void MarkOverlay::mouseUp (const juce::MouseEvent&)
{
    if (anchor >= 0)
        finish();
}

void MarkOverlay::moveEdge (std::int64_t position)
{
    draft.begin = juce::jmin (anchor, position);
    draft.end = juce::jmax (anchor, position);
    if (held.mark >= 0)
        shown[static_cast<size_t> (held.mark)] = draft;
    repaint();
}

void MarkOverlay::finish()
{
    const bool isLongEnough = scope.timeOf (draft.end - draft.begin) >= shortestSeconds;
    const bool wasMaking = making && isLongEnough;
    if (held.mark < 0 && isLongEnough)
        shown.push_back (draft);
    else if (held.mark >= 0 && ! isLongEnough) // closed by its edges
        shown.erase (shown.begin() + held.mark);
    const bool isChanged = held.mark >= 0 || isLongEnough;
    held = pointed = {};
    anchor = -1;
    draft.begin = draft.end = 0;
    const auto result = shown;
    if (wasMaking)
        cancel();
    repaint();
    if (isChanged && onMarksChanged)
        onMarksChanged (result);
}

void MarkOverlay::paint (juce::Graphics& graphics)
{
    if (! scope.isFrozen())
        return;
    for (const auto& mark : shown)
        paintMark (graphics, mark);
    if (making && draft.end > draft.begin)
        paintMark (graphics, draft);
    const auto edge = held.mark >= 0 ? held : pointed;
    if (held.mark >= 0) // it may have passed the other edge
        paintHandle (graphics, xOf (anchor == draft.begin ? draft.end : draft.begin));
    else if (edge.mark >= 0 && static_cast<size_t> (edge.mark) < shown.size())
    {
        const auto& mark = shown[static_cast<size_t> (edge.mark)];
        paintHandle (graphics, xOf (edge.isEnd ? mark.end : mark.begin));
    }
}

void MarkOverlay::paintMark (juce::Graphics& graphics, const plugin::SpanMark& mark) const
{
    const auto& theme = themeOf (*this);
    const float left = std::round (xOf (mark.begin)), right = std::round (xOf (mark.end));
    const auto span = getLocalBounds().toFloat().withLeft (left).withRight (juce::jmax (left + 2.0f, right));
    if (! mark.isAlone)
    {
        graphics.setColour (theme.well.withAlpha (theme.isDark ? 0.8f : 0.75f));
        hatch (graphics, span);
    }
    graphics.setColour (theme.source (scope.ownColour (scope.dictionary().number, mark.source)));
    graphics.fillRect (span.withWidth (2.0f).translated (-1.0f, 0.0f));
    graphics.fillRect (span.withLeft (span.getRight() - 1.0f).withWidth (2.0f));
    paintLabel (graphics, mark, span);
}

void MarkOverlay::paintLabel (juce::Graphics& graphics, const plugin::SpanMark& mark,
                              juce::Rectangle<float> span) const
{
    const auto& theme = themeOf (*this);
    const auto name = scope.nameOf (scope.dictionary().number, mark.source);
    const auto text = mark.isAlone ? "Only " + name + " here" : name + ": silent here";
    const auto font = fonts::value();
    const float width = std::ceil (fonts::widthOf (text, font)) + 16.0f;
    auto chip = juce::Rectangle<float> (span.getX() + chipInset, chipInset, width, chipHeight);
    const bool isSeen = span.getRight() > 0.0f && span.getX() < static_cast<float> (getWidth());
    if (! isSeen)
        return;
    chip.setX (juce::jlimit (
        chipInset, juce::jmax (chipInset, static_cast<float> (getWidth()) - width - chipInset), chip.getX()));
    graphics.setColour (theme.panel);
    graphics.fillRoundedRectangle (chip, 3.0f);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, text, chip.reduced (8.0f, 0.0f).withTrimmedRight (-2.0f), font);
}

void MarkOverlay::paintHandle (juce::Graphics& graphics, float x) const
{
    const auto& theme = themeOf (*this);
    const auto handle = juce::Rectangle<float> (8.0f, 26.0f)
                            .withCentre ({ std::round (x), 0.5f * static_cast<float> (getHeight()) });
    graphics.setColour (theme.onText);
    graphics.fillRoundedRectangle (handle.expanded (2.0f), 4.0f);
    graphics.setColour (theme.on);
    graphics.fillRoundedRectangle (handle, 3.0f);
}

} // namespace unbraid::editor
