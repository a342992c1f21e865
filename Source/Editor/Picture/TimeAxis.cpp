// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/TimeAxis.h"

#include "Editor/Look/Fonts.h"

#include <cmath>

namespace unbraid::editor::timeAxis
{

namespace
{
constexpr double minGap = 52.0; // of labels, logical pixels

double stepFor (double span, double width)
{
    for (const double step : { 0.1, 0.2, 0.5, 1.0, 2.0, 5.0 })
        if (width * step / span >= minGap)
            return step;
    return 10.0;
}

/** Seconds before now at the edges, as whole numbers of steps inside. */
struct Ticks
{
    double step = 1.0, left = 0.0, right = 0.0; // relative to now, negative
    int first = 0, last = 0;
};

Ticks ticksOf (const PictureScope& scope, double width)
{
    Ticks ticks;
    ticks.step = stepFor (scope.span(), width);
    ticks.right = scope.end() - scope.now();
    ticks.left = ticks.right - scope.span();
    ticks.first = static_cast<int> (std::ceil (ticks.left / ticks.step - 1.0e-6));
    ticks.last = static_cast<int> (std::floor (ticks.right / ticks.step + 1.0e-6));
    return ticks;
}

juce::String textOf (double seconds, double step, bool isFirst)
{
    if (std::abs (seconds) < 1.0e-6)
        return "now";
    return fonts::withMinus (juce::String (seconds, step < 1.0 ? 1 : 0)) + (isFirst ? " s" : "");
}
} // namespace

float xOf (double time, const PictureScope& scope, juce::Rectangle<float> area)
{
    return area.getRight() - area.getWidth() * static_cast<float> ((scope.end() - time) / scope.span());
}

double timeAt (float x, const PictureScope& scope, juce::Rectangle<float> area)
{
    return scope.end() - scope.span() * static_cast<double> ((area.getRight() - x) / area.getWidth());
}

void drawLabels (juce::Graphics& graphics, juce::Rectangle<float> strip, const PictureScope& scope,
                 const Theme& theme)
{
    const auto ticks = ticksOf (scope, strip.getWidth());
    graphics.setColour (theme.secondText);
    for (int tick = ticks.first; tick <= ticks.last; ++tick)
    {
        const double seconds = tick * ticks.step;
        const auto text = textOf (seconds, ticks.step, tick == ticks.first);
        const float width = std::ceil (fonts::widthOf (text, fonts::label())) + 2.0f;
        const float x = xOf (scope.now() + seconds, scope, strip);
        const float left =
            juce::jlimit (strip.getX() + 2.0f, juce::jmax (strip.getX() + 2.0f, strip.getRight() - width),
                          x - 0.5f * width);
        fonts::drawText (graphics, text, { left, strip.getY(), width + 2.0f, strip.getHeight() },
                         fonts::label());
    }
}

void drawLines (juce::Graphics& graphics, juce::Rectangle<float> picture, const PictureScope& scope,
                const Theme& theme)
{
    const auto ticks = ticksOf (scope, picture.getWidth());
    const float scale = scaleOf (graphics);
    graphics.setColour ((theme.isDark ? juce::Colours::white : juce::Colours::black)
                            .withAlpha (theme.isDark ? 0.05f : 0.06f));
    for (int tick = ticks.first; tick <= ticks.last; ++tick)
    {
        const float x = xOf (scope.now() + tick * ticks.step, scope, picture);
        if (x > picture.getX() + 1.0f && x < picture.getRight() - 1.0f)
            graphics.fillRect (std::round (x * scale) / scale, picture.getY(),
                               1.0f / scale * std::round (scale), picture.getHeight());
    }
}

float scaleOf (juce::Graphics& graphics)
{
    return juce::jmax (0.1f, graphics.getInternalContext().getPhysicalPixelScaleFactor());
}

} // namespace unbraid::editor::timeAxis
