// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/ColumnMerger.h"
#include "Editor/Picture/LevelGraph.h"
#include "Editor/Picture/ScrollingImage.h"
#include "Editor/Picture/SpectrumPainter.h"

namespace unbraid::editor
{

/** The picture as pixels of the device, and the level graph beside it. It renders what is new; all of it only after a
    change of size, span, frequencies, levels, theme or colours. [message] */
class SpectrumImage
{
public:
    /** scope  must outlive the image */
    explicit SpectrumImage (const PictureScope& scope);

    /** Everything will be rendered again. */
    void forget();

    /** Brings both up to the scope's time, for a picture of so many logical pixels. */
    void render (juce::Rectangle<int> picture, float scale, const FrequencyAxis& axis, LevelRange range,
                 const Theme& theme);

    /** True when a whole column of pixels came since. */
    [[nodiscard]] bool isBehind() const;

    void paint (juce::Graphics& graphics, juce::Rectangle<float> picture,
                juce::Rectangle<float> levels) const;

private:
    [[nodiscard]] std::int64_t endColumn() const;

    const PictureScope& scope;
    ScrollingImage image;
    SpectrumPainter painter;
    ColumnMerger merger;
    LevelGraph graph;
    std::vector<SpectrumPainter::Shade> shades;
    bool isPrepared = false;
    double span = 0.0;
    unsigned look = 0;
    std::int64_t shownEnd = 0;
};

} // namespace unbraid::editor
