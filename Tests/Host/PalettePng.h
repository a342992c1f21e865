// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <vector>

namespace unbraid::test
{

/** A picture in few colours: an index into the palette for each pixel, row by row. */
struct PaletteImage
{
    int width = 0, height = 0;
    std::vector<juce::Colour> palette;
    std::vector<juce::uint8> pixels;
};

/** The colours that cover the most are kept exactly, so that text, panels and source colours stay what they are; the others
    share the rest of the palette, and a pixel takes its neighbour's colour where that is about as near, which compresses
    better. Opaque pictures; the same picture gives the same result on every machine. */
[[nodiscard]] PaletteImage withPalette (const juce::Image& image);

/** As PNG of 8 bits, which every reader of PNG reads. */
void writePng (const PaletteImage& image, juce::OutputStream& stream);

} // namespace unbraid::test
