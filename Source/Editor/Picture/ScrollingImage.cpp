// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/ScrollingImage.h"

namespace unbraid::editor
{

namespace
{
int placeOf (std::int64_t column, int width)
{
    const auto rest = static_cast<int> (column % width);
    return rest < 0 ? rest + width : rest;
}
} // namespace

void ScrollingImage::setSize (int width, int height)
{
    if (image.getWidth() == width && image.getHeight() == height)
        return;
    image = width > 0 && height > 0 ? juce::Image (juce::Image::RGB, width, height, true) : juce::Image();
    pixels.resize (static_cast<size_t> (juce::jmax (0, height)));
    forget();
}

void ScrollingImage::advance (std::int64_t end, const DrawColumn& draw)
{
    if (! image.isValid() || (end == behind && behind - first == width()))
        return;
    const std::int64_t begin = end - width();
    const bool overlaps = first < behind && begin < behind && end > first;
    juce::Image::BitmapData data (image, juce::Image::BitmapData::writeOnly);
    for (std::int64_t column = begin; column < end; ++column)
    {
        if (overlaps && column >= first && column < behind)
            continue;
        draw (column, pixels);
        ++drawn;
        auto* pixel = data.getPixelPointer (placeOf (column, width()), 0);
        for (const auto& colour : pixels)
        {
            reinterpret_cast<juce::PixelRGB*> (pixel)->set (colour);
            pixel += data.lineStride;
        }
    }
    first = begin;
    behind = end;
}

void ScrollingImage::paint (juce::Graphics& graphics, juce::Rectangle<float> area) const
{
    if (! image.isValid())
        return;
    const float scaleX = area.getWidth() / static_cast<float> (width());
    const float scaleY = area.getHeight() / static_cast<float> (height());
    const int seam = placeOf (behind, width()); // the oldest column lies there
    const auto part = [&] (int from, int columns, int to)
    {
        if (columns > 0)
            graphics.drawImageTransformed (
                image.getClippedImage ({ from, 0, columns, height() }),
                juce::AffineTransform::scale (scaleX, scaleY)
                    .translated (area.getX() + scaleX * static_cast<float> (to), area.getY()));
    };
    part (seam, width() - seam, 0);
    part (0, seam, width() - seam);
}

} // namespace unbraid::editor
