// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Atoms/AtomGroup.h"

#include "Editor/Look/ColourRamps.h"
#include "Editor/Look/Fonts.h"
#include "Editor/Look/Words.h"
#include "Editor/Picture/TimeAxis.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace unbraid::editor
{

namespace
{
constexpr float headerHeight = 40.0f, axisHeight = 28.0f, side = 24.0f, rightSide = 12.0f;
constexpr float ridgeShare = 3.1f;   // of the spacing, how high the peak of a ridge is
constexpr float fillOpacity = 0.82f; // of the ground under a ridge
constexpr float chip = 12.0f;
constexpr double minFrequencyGap = 34.0; // of frequencies

/** The highest value of an atom among the rows of a frequency range. */
float highestIn (const plugin::AtomCurves& curves, int atom, double lowHz, double highHz)
{
    const auto& hz = curves.frequenciesHz;
    const auto* values = curves.values.data() + static_cast<size_t> (atom) * hz.size();
    const auto first = std::lower_bound (hz.begin(), hz.end(), static_cast<float> (lowHz)) - hz.begin();
    const auto behind = std::lower_bound (hz.begin(), hz.end(), static_cast<float> (highHz)) - hz.begin();
    if (behind > first)
        return *std::max_element (values + first, values + behind);
    if (first <= 0 || first >= static_cast<std::ptrdiff_t> (hz.size()))
        return 0.0f;
    const auto below = static_cast<size_t> (first - 1);
    const float way = (static_cast<float> (0.5 * (lowHz + highHz)) - hz[below]) / (hz[below + 1] - hz[below]);
    return values[below] + juce::jlimit (0.0f, 1.0f, way) * (values[below + 1] - values[below]);
}

/** From the ground to the colour of a source, for values of 255. */
std::array<juce::Colour, 256> shadesOf (juce::Colour ground, juce::Colour full)
{
    constexpr float shadeExponent = 0.6f; // so that what is quiet is seen
    std::array<juce::Colour, 256> shades;
    for (size_t i = 0; i < shades.size(); ++i)
        shades[i] = mixed (ground, full, std::pow (static_cast<float> (i) / 255.0f, shadeExponent));
    return shades;
}
} // namespace

juce::Path atomPath (const plugin::AtomCurves& curves, int atom, const FrequencyAxis& axis,
                     juce::Rectangle<float> area, float baseline, float height)
{
    juce::Path path;
    const int steps = juce::jmax (2, static_cast<int> (area.getWidth()));
    for (int i = 0; i <= steps; ++i)
    {
        const double share = static_cast<double> (i) / steps, half = 0.5 / steps;
        const float value = highestIn (curves, atom, axis.hzAt (share - half), axis.hzAt (share + half));
        const float x = area.getX() + static_cast<float> (share) * area.getWidth();
        if (i == 0)
            path.startNewSubPath (x, baseline - height * value);
        else
            path.lineTo (x, baseline - height * value);
    }
    return path;
}

juce::Rectangle<float> AtomGroup::plotArea() const
{
    return area.withTrimmedLeft (side)
        .withTrimmedRight (rightSide)
        .withTrimmedTop (headerHeight)
        .withTrimmedBottom (axisHeight);
}

float AtomGroup::spacing() const
{
    const auto rows = static_cast<float> (juce::jmax (size_t (1), atoms.size()));
    const bool isImage = static_cast<int> (atoms.size()) > maxRidges;
    return plotArea().getHeight() /
           (isImage ? rows : rows + ridgeShare - 1.0f); // the topmost needs room to rise
}

float AtomGroup::ridgeHeight() const
{
    return juce::jmin (ridgeShare * spacing(), 0.5f * plotArea().getHeight());
}

float AtomGroup::baseline (int row) const
{
    const auto below = static_cast<float> (static_cast<int> (atoms.size()) - 1 - row);
    return plotArea().getBottom() - spacing() * below - 1.0f;
}

int AtomGroup::atomAt (juce::Point<float> point) const
{
    if (atoms.empty() || ! area.withTrimmedTop (headerHeight).contains (point))
        return -1;
    const int fromBottom = juce::roundToInt ((plotArea().getBottom() - point.y) / spacing() - 0.4f);
    const int last = static_cast<int> (atoms.size()) - 1;
    return atoms[static_cast<size_t> (juce::jlimit (0, last, last - fromBottom))];
}

void AtomGroup::paint (juce::Graphics& graphics, const plugin::AtomCurves& curves, const FrequencyAxis& axis,
                       int selected, const Theme& theme) const
{
    paintHeader (graphics, theme);
    paintAxis (graphics, axis, theme);
    if (static_cast<int> (atoms.size()) > maxRidges)
        return paintImage (graphics, curves, axis, selected, theme);
    for (size_t row = 0; row < atoms.size(); ++row)
        paintRidge (graphics, curves, axis, static_cast<int> (row), atoms[row] == selected, theme);
}

void AtomGroup::paintHeader (juce::Graphics& graphics, const Theme& theme) const
{
    const auto header = area.withTrimmedLeft (side).withTrimmedRight (rightSide).withHeight (headerHeight);
    graphics.setColour (theme.source (colour));
    graphics.fillRoundedRectangle (header.getX(), header.getCentreY() - 0.5f * chip, chip, chip, 3.0f);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, name, header.withTrimmedLeft (20.0f).withTrimmedRight (70.0f), fonts::name());
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, countOf (static_cast<int> (atoms.size()), "atom"), header, fonts::label(),
                     juce::Justification::centredRight);
}

void AtomGroup::paintAxis (juce::Graphics& graphics, const FrequencyAxis& axis, const Theme& theme) const
{
    constexpr float labelWidth = 40.0f, labelHeight = 16.0f;
    const auto plot = plotArea();
    const float top = plot.getBottom() + 6.0f;
    graphics.setColour (theme.hintText);
    fonts::drawText (graphics, "Hz", { area.getX() + 4.0f, top, side, labelHeight }, fonts::label());
    for (const auto& label : axis.labels (static_cast<double> (plot.getWidth()), minFrequencyGap))
    {
        const float x =
            std::round (plot.getX() + plot.getWidth() * static_cast<float> (axis.shareOf (label.hz)));
        graphics.setColour (theme.line);
        graphics.fillRect (x, plot.getY(), 1.0f, plot.getHeight());
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, label.text, { x - 0.5f * labelWidth, top, labelWidth, labelHeight },
                         fonts::label(), juce::Justification::centred);
    }
}

void AtomGroup::paintRidge (juce::Graphics& graphics, const plugin::AtomCurves& curves,
                            const FrequencyAxis& axis, int row, bool isSelected, const Theme& theme) const
{
    const auto plot = plotArea();
    const float base = baseline (row);
    const auto line = atomPath (curves, atoms[static_cast<size_t> (row)], axis, plot, base, ridgeHeight());
    auto ground = line;
    ground.lineTo (plot.getRight(), base + 1.0f);
    ground.lineTo (plot.getX(), base + 1.0f);
    ground.closeSubPath();
    graphics.setColour (theme.well.withAlpha (fillOpacity));
    graphics.fillPath (ground);
    graphics.setColour (isSelected ? theme.text : theme.source (colour));
    graphics.strokePath (line, juce::PathStrokeType (isSelected ? 2.0f : 1.1f, juce::PathStrokeType::curved));
    if (isSelected)
        graphics.fillEllipse (juce::Rectangle<float> (6.0f, 6.0f).withCentre ({ plot.getX() - 8.0f, base }));
}

void AtomGroup::paintImage (juce::Graphics& graphics, const plugin::AtomCurves& curves,
                            const FrequencyAxis& axis, int selected, const Theme& theme) const
{
    const auto plot = plotArea();
    const float scale = timeAxis::scaleOf (graphics);
    const int width = juce::roundToInt (scale * plot.getWidth()),
              height = juce::roundToInt (scale * plot.getHeight());
    if (width < 1 || height < 1)
        return;
    const auto shades = shadesOf (theme.well, theme.source (colour));
    juce::Image image (juce::Image::RGB, width, height, true);
    juce::Image::BitmapData pixels (image, juce::Image::BitmapData::writeOnly);
    const int numAtoms = static_cast<int> (atoms.size());
    for (int y = 0, drawn = -1; y < height; ++y)
    {
        const int row = y * numAtoms / height;
        for (int x = 0; x < width && row != drawn; ++x)
        {
            const double share = (x + 0.5) / width, half = 0.5 / width;
            const float value = highestIn (curves, atoms[static_cast<size_t> (row)], axis.hzAt (share - half),
                                           axis.hzAt (share + half));
            pixels.setPixelColour (x, y,
                                   shades[static_cast<size_t> (255.0f * juce::jlimit (0.0f, 1.0f, value))]);
        }
        if (row == drawn) // the atom is several pixels high
            std::memcpy (pixels.getLinePointer (y), pixels.getLinePointer (y - 1),
                         static_cast<size_t> (width) * static_cast<size_t> (pixels.pixelStride));
        drawn = row;
    }
    graphics.drawImage (image, plot);
    const auto found = std::find (atoms.begin(), atoms.end(), selected);
    if (found == atoms.end())
        return;
    const auto row = static_cast<float> (found - atoms.begin());
    graphics.setColour (theme.text);
    graphics.drawRect (plot.withY (plot.getY() + row * spacing()).withHeight (spacing()).expanded (1.0f),
                       2.0f);
}

} // namespace unbraid::editor
