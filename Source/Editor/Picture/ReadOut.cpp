// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/ReadOut.h"

#include "Core/Guidance/NoteName.h"
#include "Editor/Look/Fonts.h"
#include "Editor/Look/Words.h"

#include <algorithm>
#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr size_t maxNamed = 3;
constexpr float silenceDb = -120.0f;

juce::String levelText (const ReadOut& readOut)
{
    return ! readOut.wasActive || readOut.levelDb < silenceDb
               ? fonts::withMinus ("-inf dB")
               : fonts::withMinus (juce::String (readOut.levelDb, 1)) + " dB";
}

juce::String shareText (const juce::String& name, float share)
{
    return name + " " + juce::String (juce::roundToInt (100.0f * share)) + " %";
}

/** The largest shares by name and the rest together, as many as there is room for. */
juce::StringArray words (const ReadOut& readOut, float width)
{
    constexpr float gap = 8.0f, minShare = 0.005f; // less is 0 %
    for (size_t named = std::min (maxNamed, readOut.shares.size()); named > 0; --named)
    {
        juce::StringArray result;
        float rest = 1.0f, used = -gap;
        for (size_t i = 0; i < named; rest -= readOut.shares[i].share, ++i)
            if (i == 0 || readOut.shares[i].share >= minShare)
                result.add (shareText (readOut.shares[i].name, readOut.shares[i].share));
        if (readOut.shares.size() > named && rest >= minShare)
            result.add (shareText ("rest", rest));
        for (const auto& text : result)
            used += gap + fonts::widthOf (text, fonts::label());
        if (used <= width || named == 1)
            return result;
    }
    return {};
}

void drawBar (juce::Graphics& graphics, const ReadOut& readOut, juce::Rectangle<float> area,
              const Theme& theme)
{
    juce::Path shape;
    shape.addRoundedRectangle (area, 2.0f);
    const juce::Graphics::ScopedSaveState state (graphics);
    graphics.reduceClipRegion (shape);
    graphics.setColour (theme.panel);
    graphics.fillRect (area);
    float x = area.getX();
    for (const auto& share : readOut.shares)
    {
        const float width = share.share * area.getWidth();
        graphics.setColour (theme.source (share.colour));
        graphics.fillRect (x, area.getY(), juce::jmax (0.0f, width - 1.0f), area.getHeight());
        x += width;
    }
}

void drawWords (juce::Graphics& graphics, const juce::StringArray& texts, juce::Rectangle<float> area,
                const Theme& theme)
{
    for (int i = 0; i < texts.size(); ++i)
    {
        graphics.setColour (i == 0 ? theme.text : theme.secondText);
        const float width = std::ceil (fonts::widthOf (texts[i], fonts::label())) + 1.0f;
        const bool isLast = i > 0 && i == texts.size() - 1;
        auto piece = isLast ? area.removeFromRight (juce::jmin (width, area.getWidth()))
                            : area.removeFromLeft (juce::jmin (width, area.getWidth()));
        fonts::drawText (graphics, texts[i], piece, fonts::label(),
                         isLast ? juce::Justification::centredRight : juce::Justification::centredLeft);
        area.removeFromLeft (7.0f);
    }
}
} // namespace

ReadOut ReadOut::at (const PictureScope& scope, double time, double hz)
{
    ReadOut result;
    result.hz = hz;
    result.seconds = time - scope.now();
    const auto* column = scope.columnAt (time);
    const int row = static_cast<int> (std::floor (PictureRows::rowOf (hz)));
    if (column == nullptr || row < 0 || row >= PictureRows::count)
        return result;
    result.wasActive = column->levels[static_cast<size_t> (row)] > 0;
    result.levelDb = column->levelDb (row);
    float sum = 0.0f;
    for (int source = 0; source < column->numSources; ++source)
    {
        const auto mask =
            column->masks[static_cast<size_t> (source) * PictureRows::count + static_cast<size_t> (row)];
        result.shares.push_back ({ scope.nameOf (column->dictionary, source),
                                   scope.ownColour (column->dictionary, source), static_cast<float> (mask) });
        sum += static_cast<float> (mask);
    }
    for (auto& share : result.shares)
        share.share /= juce::jmax (1.0f, sum);
    std::stable_sort (result.shares.begin(), result.shares.end(),
                      [] (const Share& a, const Share& b) { return a.share > b.share; });
    return result;
}

juce::String ReadOut::spoken() const
{
    juce::String text = juce::String (juce::roundToInt (hz)) + " hertz";
    if (! wasActive || levelDb < silenceDb)
        return text + ", silent";
    text += ", " + juce::String (levelDb < 0.0f ? "minus " : "") + juce::String (std::abs (levelDb), 1) +
            " decibels";
    for (size_t i = 0; i < std::min (maxNamed, shares.size()); ++i)
        if (shares[i].share >= 0.005f && (i == 0 || shares[i].share >= 0.2f))
            text += ", " + shares[i].name + " " + juce::String (juce::roundToInt (100.0f * shares[i].share)) +
                    " percent";
    return text;
}

juce::String frequencyText (double hz)
{
    return hz < 1000.0 ? juce::String (juce::roundToInt (hz)) + " Hz"
                       : juce::String (hz / 1000.0, hz < 10000.0 ? 2 : 1) + " kHz";
}

juce::String noteText (double hz)
{
    const double pitch = 69.0 + 12.0 * std::log2 (juce::jmax (1.0e-3, hz) / 440.0);
    const int note = nearestNote (hz);
    const int cents = juce::roundToInt (100.0 * (pitch - note));
    return juce::String (core::noteName (note)) + " " +
           fonts::withMinus ((cents >= 0 ? "+" : "") + juce::String (cents)) + " ct";
}

namespace readOutBox
{

juce::Rectangle<float> placeFor (juce::Point<float> point, juce::Rectangle<float> inside)
{
    const float x =
        point.x + distance + width <= inside.getRight() ? point.x + distance : point.x - distance - width;
    const float above = point.y - distance - height; // above the pointer: below it the hand may be
    const float y = above >= inside.getY() ? above : point.y + distance;
    return juce::Rectangle<float> (x, y, width, height).constrainedWithin (inside);
}

void draw (juce::Graphics& graphics, const ReadOut& readOut, juce::Rectangle<float> area, const Theme& theme)
{
    graphics.setColour (theme.panel);
    graphics.fillRoundedRectangle (area, 6.0f);
    graphics.setColour (theme.line);
    graphics.drawRoundedRectangle (area.reduced (0.5f), 6.0f, 1.0f);
    area.reduce (12.0f, 8.0f);
    const auto line =
        [&] (float rowHeight, const juce::String& left, const juce::Font& font, const juce::String& right)
    {
        const auto row = area.removeFromTop (rowHeight);
        graphics.setColour (theme.text);
        graphics.setFont (font);
        fonts::drawNumberLeft (graphics, left, row, font);
        graphics.setColour (theme.secondText);
        graphics.setFont (fonts::body());
        fonts::drawNumber (graphics, right, row, fonts::body());
    };
    line (18.0f, frequencyText (readOut.hz), fonts::name(), noteText (readOut.hz));
    line (20.0f, levelText (readOut), fonts::value(),
          fonts::withMinus (juce::String (readOut.seconds, 2)) + " s");
    if (readOut.shares.empty())
        return;
    area.removeFromTop (3.0f);
    drawBar (graphics, readOut, area.removeFromTop (4.0f), theme);
    area.removeFromTop (1.0f);
    drawWords (graphics, words (readOut, area.getWidth()), area, theme);
}

} // namespace readOutBox

} // namespace unbraid::editor
