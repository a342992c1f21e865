// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/LevelGraph.h"

#include <cmath>

namespace unbraid::editor
{

namespace
{
juce::uint8 between (juce::uint8 from, juce::uint8 to, float share)
{
    const auto start = static_cast<float> (from);
    return static_cast<juce::uint8> (std::lrint (start + share * (static_cast<float> (to) - start)));
}

juce::PixelRGB veiled (juce::PixelRGB ground, juce::Colour over, float opacity)
{
    juce::PixelRGB pixel;
    pixel.setARGB (255, between (ground.getRed(), over.getRed(), opacity),
                   between (ground.getGreen(), over.getGreen(), opacity),
                   between (ground.getBlue(), over.getBlue(), opacity));
    return pixel;
}
} // namespace

void LevelGraph::update (const std::vector<SpectrumPainter::Shade>& shades, int pixels, float scale,
                         const Theme& theme)
{
    const int height = static_cast<int> (shades.size());
    if (pixels < 1 || height < 1)
        return;
    if (image.getWidth() != pixels || image.getHeight() != height)
        image = juce::Image (juce::Image::RGB, pixels, height, true);
    juce::Image::BitmapData data (image, juce::Image::BitmapData::writeOnly);
    const auto ground = toPixel (toLinear (theme.well));
    for (int y = 0; y < height; ++y)
    {
        const auto& shade = shades[static_cast<size_t> (y)];
        const float next = shades[static_cast<size_t> (juce::jmin (height - 1, y + 1))].length;
        drawRow (data, y, longest * scale * shade.length, longest * scale * next, shade.colour, ground, scale,
                 theme);
    }
}

/** A bar up to `from`, and the piece of the outline that leads on to `to` in the next row. */
void LevelGraph::drawRow (juce::Image::BitmapData& data, int y, float from, float to, LinearColour bar,
                          juce::PixelRGB ground, float thickness, const Theme& theme)
{
    const auto colour = toPixel (bar);
    const juce::Colour over (colour.getRed(), colour.getGreen(), colour.getBlue());
    const auto filled = veiled (ground, over, theme.isDark ? 0.5f : 0.55f);
    const float left = juce::jmin (from, to) - 0.5f * thickness,
                right = juce::jmax (from, to) + 0.5f * thickness;
    auto* pixel = data.getPixelPointer (0, y);
    for (int x = 0; x < data.width; ++x, pixel += data.pixelStride)
    {
        const auto position = static_cast<float> (x);
        const float line = juce::jmin (right, position + 1.0f) - juce::jmax (left, position);
        auto& target = *reinterpret_cast<juce::PixelRGB*> (pixel);
        target.set (position + 0.5f < from ? filled : ground);
        if (line > 0.0f)
            target.set (veiled (target, theme.text, juce::jmin (1.0f, line)));
    }
}

void LevelGraph::paint (juce::Graphics& graphics, juce::Rectangle<float> area) const
{
    if (image.isValid())
        graphics.drawImageTransformed (
            image, juce::AffineTransform::scale (area.getWidth() / static_cast<float> (image.getWidth()),
                                                 area.getHeight() / static_cast<float> (image.getHeight()))
                       .translated (area.getX(), area.getY()));
}

} // namespace unbraid::editor
