// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/SpectrumPainter.h"

namespace unbraid::editor
{

/** The level now beside the picture: per row of pixels a bar in the colours of the sources, with an outline. */
class LevelGraph
{
public:
    static constexpr float width = 56.0f, longest = 54.0f; // logical pixels

    /** Draws it anew into an image of device pixels.
        shades  one per row of pixels, the topmost first
        [message] */
    void update (const std::vector<SpectrumPainter::Shade>& shades, int pixels, float scale,
                 const Theme& theme);
    void paint (juce::Graphics& graphics, juce::Rectangle<float> area) const;

private:
    static void drawRow (juce::Image::BitmapData& data, int y, float from, float to, LinearColour bar,
                         juce::PixelRGB ground, float thickness, const Theme& theme);

    juce::Image image;
};

} // namespace unbraid::editor
