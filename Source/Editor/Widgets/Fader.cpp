// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/Fader.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr float lineHeight = 3.0f;

struct Handle
{
    float width, height;
};
constexpr Handle faderHandle{ 8.0f, 12.0f };
constexpr Handle panHandle{ 4.0f, 10.0f };

/** A line with a part of it filled between two positions, and the handle at the second one. All along the line, 0 to 1. */
void drawLine (juce::Graphics& graphics, const juce::Component& owner, juce::Rectangle<float> area,
               Handle handle, float from, float to, bool isPointedAt)
{
    const auto& theme = themeOf (owner);
    const auto line = area.withSizeKeepingCentre (area.getWidth(), lineHeight);
    const auto pixel = [&line] (float share) { return line.getX() + share * line.getWidth(); };
    graphics.setColour (theme.track);
    graphics.fillRoundedRectangle (line, 0.5f * lineHeight);
    graphics.setColour (theme.fill);
    graphics.fillRect (
        line.withLeft (pixel (juce::jmin (from, to))).withRight (pixel (juce::jmax (from, to))));
    const float x =
        juce::jlimit (line.getX() + 0.5f * handle.width, line.getRight() - 0.5f * handle.width, pixel (to));
    const auto bounds =
        juce::Rectangle<float> (handle.width, handle.height).withCentre ({ x, line.getCentreY() });
    graphics.setColour (isPointedAt ? theme.panel : theme.window);
    graphics.fillRoundedRectangle (bounds.expanded (1.5f, 0.0f), 3.0f);
    graphics.setColour (theme.text);
    graphics.fillRoundedRectangle (bounds, juce::jmin (3.0f, 0.5f * handle.width));
}
} // namespace

Fader::Fader (juce::RangedAudioParameter& parameterToShow, const juce::String& purpose)
    : BarSlider (parameterToShow, purpose)
{
}

void Fader::setTrackWidth (int width)
{
    trackWidth = width;
    repaint();
}

juce::Rectangle<int> Fader::textArea() const
{
    return getLocalBounds().withTrimmedLeft (juce::jmax (trackWidth + 6, getWidth() - textWidth));
}

double Fader::shareOf (double db) const
{
    return static_cast<double> (measures::shareOfDb (static_cast<float> (db)));
}

double Fader::valueAt (double share) const
{
    return static_cast<double> (measures::dbOfShare (static_cast<float> (share)));
}

void Fader::paint (juce::Graphics& graphics)
{
    const auto line = getLocalBounds().withWidth (trackWidth).toFloat();
    drawLine (graphics, *this, line, faderHandle, static_cast<float> (shareOf (defaultValue())),
              static_cast<float> (shareOf (getValue())), isPointedAt());
    if (isTyping())
        return;
    graphics.setColour (themeOf (*this).text);
    fonts::drawNumber (graphics, shownText(), textArea().toFloat(), fonts::value());
}

PanBar::PanBar (juce::RangedAudioParameter& parameterToShow, const juce::String& purpose)
    : BarSlider (parameterToShow, purpose)
{
}

juce::Rectangle<int> PanBar::textArea() const
{
    return getLocalBounds().withTrimmedLeft (getWidth() - textWidth);
}

void PanBar::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto line = getLocalBounds().withWidth (trackWidth).toFloat();
    graphics.setColour (theme.edge);
    graphics.fillRect (std::floor (line.getCentreX()), line.getCentreY() - 4.0f, 1.0f, 8.0f);
    drawLine (graphics, *this, line, panHandle, 0.5f, static_cast<float> (shareOf (getValue())),
              isPointedAt());
    if (isTyping())
        return;
    graphics.setColour (theme.secondText);
    fonts::drawNumber (graphics, shownText(), textArea().toFloat(), fonts::value());
}

} // namespace unbraid::editor
