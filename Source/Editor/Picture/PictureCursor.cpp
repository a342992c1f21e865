// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/PictureCursor.h"

#include <cmath>

namespace unbraid::editor
{

void PictureCursor::moveTo (juce::Point<float> point, juce::Rectangle<float> area)
{
    share.reset();
    if (area.contains (point))
        share = juce::Point<float> ((point.x - area.getX()) / area.getWidth(),
                                    (point.y - area.getY()) / area.getHeight());
}

bool PictureCursor::move (const juce::KeyPress& key, juce::Rectangle<float> area)
{
    const float steps = key.getModifiers().isShiftDown() ? 10.0f : 1.0f;
    const float x = steps / area.getWidth(), y = steps / area.getHeight();
    const int code = key.getKeyCode();
    juce::Point<float> by;
    if (code == juce::KeyPress::leftKey || code == juce::KeyPress::rightKey)
        by.x = code == juce::KeyPress::leftKey ? -x : x;
    else if (code == juce::KeyPress::upKey || code == juce::KeyPress::downKey)
        by.y = code == juce::KeyPress::upKey ? -y : y;
    else if (code == juce::KeyPress::pageUpKey || code == juce::KeyPress::pageDownKey)
        by.y = 10.0f * (code == juce::KeyPress::pageUpKey ? -y : y);
    else if (code == juce::KeyPress::homeKey || code == juce::KeyPress::endKey)
        by.x = code == juce::KeyPress::homeKey ? -1.0f : 1.0f;
    else
        return false;
    const auto from = share.value_or (juce::Point<float> (0.5f, 0.5f));
    share = juce::Point<float> (juce::jlimit (0.0f, 0.9999f, from.x + by.x),
                                juce::jlimit (0.0f, 0.9999f, from.y + by.y));
    return true;
}

std::optional<juce::Point<float>> PictureCursor::pointIn (juce::Rectangle<float> area) const
{
    if (! share.has_value())
        return std::nullopt;
    return juce::Point<float> (area.getX() + share->x * area.getWidth(),
                               area.getY() + share->y * area.getHeight());
}

void PictureCursor::draw (juce::Graphics& graphics, juce::Point<float> point, const ReadOut& readOut,
                          juce::Rectangle<float> area, const Theme& theme)
{
    const float x = std::floor (point.x), y = std::floor (point.y);
    graphics.setColour (theme.text.withAlpha (0.7f));
    graphics.fillRect (x, area.getY(), 1.0f, area.getHeight());
    graphics.fillRect (area.getX(), y, area.getWidth(), 1.0f);
    const auto ring = juce::Rectangle<float> (8.0f, 8.0f).withCentre ({ x + 0.5f, y + 0.5f });
    graphics.setColour (theme.well.withAlpha (0.6f));
    graphics.fillEllipse (ring.expanded (1.0f));
    graphics.setColour (theme.text);
    graphics.drawEllipse (ring, 1.5f);
    readOutBox::draw (graphics, readOut, readOutBox::placeFor (point, area.reduced (4.0f)), theme);
}

} // namespace unbraid::editor
