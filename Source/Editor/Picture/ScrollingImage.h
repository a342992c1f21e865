// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <functional>

namespace unbraid::editor
{

/** An image of device pixels that runs to the left. Its columns are numbered from the start of time and lie in a ring, so
    that moving on costs only the new ones. */
class ScrollingImage
{
public:
    /** Fills a column of pixels, the topmost first. */
    using DrawColumn = std::function<void (std::int64_t column, std::vector<juce::PixelRGB>& pixels)>;

    /** Takes on a size in device pixels; another one than before forgets what is drawn. [message] */
    void setSize (int width, int height);
    [[nodiscard]] int width() const { return image.getWidth(); }
    [[nodiscard]] int height() const { return image.getHeight(); }

    /** Everything will be drawn again. */
    void forget() { behind = first; }

    /** Draws the columns before `end` that are not there yet. */
    void advance (std::int64_t end, const DrawColumn& draw);

    /** Puts the image into an area that it fills pixel by pixel. */
    void paint (juce::Graphics& graphics, juce::Rectangle<float> area) const;

    /** How many columns were drawn so far, for tests. */
    [[nodiscard]] std::int64_t numDrawn() const noexcept { return drawn; }

private:
    juce::Image image;
    std::vector<juce::PixelRGB> pixels;
    std::int64_t first = 0, behind = 0; // columns that are drawn
    std::int64_t drawn = 0;
};

} // namespace unbraid::editor
