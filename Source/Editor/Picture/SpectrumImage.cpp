// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/SpectrumImage.h"

#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr double levelSeconds = 0.12; // over which the level now is averaged
} // namespace

SpectrumImage::SpectrumImage (const PictureScope& scopeToShow)
    : scope (scopeToShow)
{
}

void SpectrumImage::forget()
{
    isPrepared = false;
}

std::int64_t SpectrumImage::endColumn() const
{
    constexpr double rounding = 1.0e-6;
    const auto column =
        static_cast<std::int64_t> (std::floor (scope.end() * image.width() / scope.span() + rounding));
    return column - column % scope.step();
}

bool SpectrumImage::isBehind() const
{
    return image.width() < 1 || endColumn() != shownEnd;
}

void SpectrumImage::render (juce::Rectangle<int> picture, float scale, const FrequencyAxis& axis,
                            LevelRange range, const Theme& theme)
{
    image.setSize (juce::roundToInt (scale * static_cast<float> (picture.getWidth())),
                   juce::roundToInt (scale * static_cast<float> (picture.getHeight())));
    if (image.width() < 1 || image.height() < 1)
        return;
    if (! isPrepared || look != scope.look() || ! juce::approximatelyEqual (span, scope.span()) ||
        static_cast<int> (shades.size()) != image.height())
    {
        painter.prepare (image.height(), axis, range, ColourRamps::of (theme), scope);
        image.forget();
        look = scope.look();
        span = scope.span();
        isPrepared = true;
    }
    const double seconds = span / image.width();
    shownEnd = endColumn();
    image.advance (shownEnd,
                   [&] (std::int64_t column, std::vector<juce::PixelRGB>& pixels)
                   {
                       const double begin = static_cast<double> (column) * seconds;
                       painter.paint (merger.merge (scope.columns(), begin, begin + seconds), pixels);
                   });
    painter.shade (merger.merge (scope.columns(), scope.end() - levelSeconds, scope.end()), shades);
    graph.update (shades, juce::roundToInt (scale * LevelGraph::width), scale, theme);
}

void SpectrumImage::paint (juce::Graphics& graphics, juce::Rectangle<float> picture,
                           juce::Rectangle<float> levels) const
{
    image.paint (graphics, picture);
    graph.paint (graphics, levels);
}

} // namespace unbraid::editor
