// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/ColourRamps.h"
#include "Editor/Picture/LevelRange.h"
#include "Editor/Picture/PictureScope.h"

namespace unbraid::editor
{

/** Turns a column of the history into colours, one per row of pixels: level by lightness, sources by hue. */
class SpectrumPainter
{
public:
    /** Everything a column needs, for so many rows of pixels; to be called again when any of it changes.
        scope, ramps  must outlive the painter
        [message] */
    void prepare (int height, const FrequencyAxis& axis, LevelRange range, const ColourRamps& ramps,
                  const PictureScope& scope);

    /** The pixels of a column, the topmost first; of the background where there is no sound. */
    void paint (const PictureColumn* column, std::vector<juce::PixelRGB>& pixels);

    struct Shade
    {
        float length = 0.0f; // of the bar, 0 to 1
        LinearColour colour; // of the sources, as loud as they are
    };
    /** The level of each row of pixels and whose it is, for the graph beside the picture. */
    void shade (const PictureColumn* column, std::vector<Shade>& shades);

private:
    struct Row
    {
        int first = 0, end = 0; // rows of the history, of which the mean is taken; end == first: between two
        float share = 0.0f;     // of the row behind `first`
        float firstWeight = 1.0f, lastWeight = 1.0f;
        float tilt = 0.0f;
    };
    using Ramps = std::vector<const ColourRamps::Ramp*>;
    static Row rowFor (double bottom, double top);
    void findRamps (const PictureColumn& column);
    float gather (const PictureColumn& column, const Row& row);
    void gatherMean (const PictureColumn& column, const Row& row, float& level);
    [[nodiscard]] LinearColour mix (const Ramps& shown, const ColourRamps::Ramp& idle, size_t step) const;

    std::vector<Row> rows;
    std::vector<float> weights; // [sources] of the row at hand
    float weightSum = 0.0f;
    LevelRange levels;
    const ColourRamps* theme = nullptr;
    const PictureScope* looked = nullptr;
    Ramps ramps, plain;
    unsigned rampsDictionary = 0;
};

} // namespace unbraid::editor
