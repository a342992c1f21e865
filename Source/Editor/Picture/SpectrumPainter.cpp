// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/SpectrumPainter.h"

#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr float maskExponent = 1.6f; // makes the strongest source's hue clearer

std::array<float, 256> makeSharpened()
{
    std::array<float, 256> values{};
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = std::pow (static_cast<float> (i) / 255.0f, maskExponent);
    return values;
}

float sharpened (float mask) // of 255
{
    static const auto values = makeSharpened();
    return values[static_cast<size_t> (juce::jlimit (0.0f, 255.0f, mask + 0.5f))];
}

const std::uint8_t* maskOf (const PictureColumn& column, size_t source, int row)
{
    return column.masks.data() + source * PictureRows::count + static_cast<size_t> (row);
}
} // namespace

SpectrumPainter::Row SpectrumPainter::rowFor (double bottom, double top)
{
    constexpr double last = PictureRows::count;
    Row row;
    row.tilt = tiltDb (PictureRows::frequencyOf (0.5 * (bottom + top)));
    if (top - bottom <= 1.0)
    {
        const double position = juce::jlimit (0.0, last - 1.001, 0.5 * (bottom + top) - 0.5);
        row.first = row.end = static_cast<int> (position);
        row.share = static_cast<float> (position - row.first);
        return row;
    }
    const double from = juce::jlimit (0.0, last - 1.0, bottom), to = juce::jlimit (from + 1.0e-3, last, top);
    row.first = static_cast<int> (from);
    row.end = juce::jmax (row.first + 1, static_cast<int> (std::ceil (to)));
    row.firstWeight = static_cast<float> (juce::jmin (row.first + 1.0, to) - from);
    row.lastWeight = static_cast<float> (to - (row.end - 1));
    return row;
}

void SpectrumPainter::prepare (int height, const FrequencyAxis& axis, LevelRange range,
                               const ColourRamps& colours, const PictureScope& scope)
{
    rows.clear();
    for (int y = 0; y < height; ++y)
        rows.push_back (rowFor (PictureRows::rowOf (axis.hzAt (1.0 - (y + 1.0) / height)),
                                PictureRows::rowOf (axis.hzAt (1.0 - static_cast<double> (y) / height))));
    levels = range;
    theme = &colours;
    looked = &scope;
    ramps.clear();
    plain.clear();
}

void SpectrumPainter::findRamps (const PictureColumn& column)
{
    const auto count = static_cast<size_t> (column.numSources);
    if (ramps.size() == count && rampsDictionary == column.dictionary)
        return;
    ramps.resize (count);
    plain.resize (count);
    weights.resize (count);
    for (size_t i = 0; i < count; ++i)
    {
        const int colour = looked->shownColour (column.dictionary, static_cast<int> (i));
        ramps[i] = &theme->ramp (colour);
        plain[i] = &theme->plain (colour);
    }
    rampsDictionary = column.dictionary;
}

void SpectrumPainter::gatherMean (const PictureColumn& column, const Row& row, float& level)
{
    float power = 0.0f, whole = 0.0f;
    std::fill (weights.begin(), weights.end(), 0.0f);
    for (int i = row.first; i < row.end; ++i)
    {
        const float weight = i == row.first ? row.firstWeight : i == row.end - 1 ? row.lastWeight : 1.0f;
        const float part = weight * PictureColumn::powerOfCode (column.levels[static_cast<size_t> (i)]);
        whole += weight;
        power += part;
        for (size_t source = 0; source < weights.size(); ++source)
            weights[source] += part * static_cast<float> (maskOf (column, source, i)[0]);
    }
    const float scale = power > 0.0f ? 1.0f / power : 0.0f;
    for (auto& weight : weights)
        weight *= scale;
    level = static_cast<float> (PictureColumn::codeOfPower (power / whole));
}

float SpectrumPainter::gather (const PictureColumn& column, const Row& row)
{
    float level = 0.0f;
    if (row.end > row.first)
        gatherMean (column, row, level);
    else
    {
        const auto* codes = column.levels.data() + row.first;
        const auto between = [share = row.share] (float low, float high)
        { return low + share * (high - low); };
        level = between (codes[0], codes[1]);
        for (size_t source = 0; source < weights.size(); ++source)
        {
            const auto* mask = maskOf (column, source, row.first);
            weights[source] = between (mask[0], mask[1]);
        }
    }
    weightSum = 0.0f;
    for (auto& weight : weights)
        weightSum += weight = sharpened (weight);
    const float db =
        PictureColumn::lowestDb + level / static_cast<float> (PictureColumn::stepsPerDb) + row.tilt;
    return juce::jlimit (0.0f, 1.0f, (db - levels.floorDb) / (levels.peakDb - levels.floorDb));
}

LinearColour SpectrumPainter::mix (const Ramps& shown, const ColourRamps::Ramp& idle, size_t step) const
{
    if (! (weightSum > 0.0f))
        return idle[step];
    LinearColour sum;
    const float scale = 1.0f / weightSum;
    for (size_t source = 0; source < weights.size(); ++source)
        sum.add (scale * weights[source], (*shown[source])[step]);
    return sum;
}

void SpectrumPainter::paint (const PictureColumn* column, std::vector<juce::PixelRGB>& pixels)
{
    if (column == nullptr)
    {
        std::fill (pixels.begin(), pixels.end(), toPixel (theme->idle()[0]));
        return;
    }
    findRamps (*column);
    for (size_t y = 0; y < pixels.size() && y < rows.size(); ++y)
    {
        const float t = gather (*column, rows[y]);
        pixels[y] = toPixel (mix (ramps, theme->idle(), static_cast<size_t> (std::lrint (t * 255.0f))));
    }
}

void SpectrumPainter::shade (const PictureColumn* column, std::vector<Shade>& shades)
{
    shades.assign (rows.size(), {});
    if (column == nullptr)
        return;
    findRamps (*column);
    for (size_t y = 0; y < rows.size(); ++y)
    {
        shades[y].length = gather (*column, rows[y]);
        shades[y].colour = mix (plain, theme->plain (0), 0);
    }
}

} // namespace unbraid::editor
