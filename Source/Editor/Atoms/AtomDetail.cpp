// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Atoms/AtomDetail.h"

#include "Editor/Atoms/AtomGroup.h"
#include "Editor/Look/Fonts.h"
#include "Editor/Look/Words.h"
#include "Editor/Picture/ReadOut.h"

namespace unbraid::editor
{

namespace
{
constexpr float headHeight = 36.0f, margin = 16.0f, curveHeight = 112.0f, rowHeight = 22.0f;
constexpr float silence = 1.0e-12f;

juce::String levelOf (float activation)
{
    return activation > silence ? fonts::withMinus (juce::String (10.0f * std::log10 (activation), 1)) + " dB"
                                : fonts::withMinus ("-inf dB");
}
} // namespace

AtomDetail::AtomDetail()
{
    setComponentID ("atom");
    setTitle ("Selected atom");
}

void AtomDetail::show (const plugin::AtomCurves& atoms, const Atom& atom)
{
    curves = atoms;
    shown = atom;
    if (shown.index >= static_cast<int> (curves.sources.size()))
        shown.index = -1;
    if (! curves.frequenciesHz.empty())
        axis.setHighest (static_cast<double> (curves.frequenciesHz.back()));
    share = level = {};
    repaint();
}

void AtomDetail::update (const std::vector<float>& activations, const std::vector<float>& use)
{
    const auto index = static_cast<size_t> (shown.index);
    if (shown.index < 0 || index >= activations.size() || index >= use.size())
        return;
    float sum = 0.0f;
    for (size_t i = 0; i < use.size() && i < curves.sources.size(); ++i)
        if (curves.sources[i] == curves.sources[index])
            sum += use[i];
    const auto newShare = juce::String (sum > 0.0f ? 100.0f * use[index] / sum : 0.0f, 1) + " %";
    const auto newLevel = levelOf (activations[index]);
    if (newShare == share && newLevel == level)
        return;
    share = newShare;
    level = newLevel;
    repaint (getLocalBounds().withTop (static_cast<int> (headHeight + curveHeight)));
}

void AtomDetail::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto area = getLocalBounds().toFloat();
    paintHeader (graphics, area.removeFromTop (headHeight).reduced (margin, 0.0f));
    graphics.setColour (theme.line);
    graphics.fillRect (area.withHeight (1.0f));
    area = area.reduced (margin, 0.0f).withTrimmedTop (12.0f);
    paintCurve (graphics, area.removeFromTop (curveHeight));
    area.removeFromTop (9.0f);
    if (shown.index >= 0)
        paintNumbers (graphics, area);
}

void AtomDetail::paintHeader (juce::Graphics& graphics, juce::Rectangle<float> area) const
{
    constexpr float chip = 12.0f;
    const auto& theme = themeOf (*this);
    graphics.setColour (theme.text);
    if (shown.index < 0)
        return fonts::drawText (graphics, "No atom selected", area, fonts::name());
    fonts::drawText (graphics, "Atom " + juce::String (shown.row) + " of " + juce::String (shown.numOfSource),
                     area, fonts::name());
    const float width =
        juce::jmin (0.5f * area.getWidth(), std::ceil (fonts::widthOf (shown.source, fonts::body())) + 1.0f);
    graphics.setColour (theme.secondText);
    const auto bounds = area.removeFromRight (width);
    fonts::drawText (graphics, shown.source, bounds, fonts::body(), juce::Justification::centredRight);
    graphics.setColour (theme.source (shown.colour));
    graphics.fillRoundedRectangle (bounds.getX() - 8.0f - chip, bounds.getCentreY() - 0.5f * chip, chip, chip,
                                   3.0f);
}

void AtomDetail::paintCurve (juce::Graphics& graphics, juce::Rectangle<float> area) const
{
    const auto& theme = themeOf (*this);
    graphics.setColour (theme.well);
    graphics.fillRoundedRectangle (area, 4.0f);
    if (shown.index < 0)
        return;
    auto plot = area.reduced (8.0f, 0.0f).withTrimmedTop (10.0f).withTrimmedBottom (24.0f);
    graphics.setColour (theme.secondText);
    for (const double hz : { 100.0, 1000.0, 10000.0 })
        if (hz < axis.highHz())
            fonts::drawText (graphics,
                             hz < 1000.0    ? "100"
                             : hz < 10000.0 ? "1k"
                                            : "10k",
                             { plot.getX() + plot.getWidth() * static_cast<float> (axis.shareOf (hz)) - 20.0f,
                               plot.getBottom() + 3.0f, 40.0f, 16.0f },
                             fonts::label(), juce::Justification::centred);
    const auto line = atomPath (curves, shown.index, axis, plot, plot.getBottom(), plot.getHeight());
    auto below = line;
    below.lineTo (plot.getBottomRight());
    below.lineTo (plot.getBottomLeft());
    below.closeSubPath();
    graphics.setColour (theme.source (shown.colour).withAlpha (0.25f));
    graphics.fillPath (below);
    graphics.setColour (theme.source (shown.colour));
    graphics.strokePath (line, juce::PathStrokeType (1.5f, juce::PathStrokeType::curved));
}

void AtomDetail::paintNumbers (juce::Graphics& graphics, juce::Rectangle<float> area) const
{
    const auto& theme = themeOf (*this);
    const auto index = static_cast<size_t> (shown.index);
    const auto line = [&] (const juce::String& name, const juce::String& text)
    {
        const auto row = area.removeFromTop (rowHeight);
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, name, row.withTrimmedRight (0.5f * row.getWidth()), fonts::label());
        graphics.setColour (theme.text);
        fonts::drawNumber (graphics, text, row, fonts::value());
    };
    const auto pitch = static_cast<double> (curves.pitchesHz[index]);
    line ("Centre", frequencyText (static_cast<double> (curves.centresHz[index])));
    line ("Pitch", pitch > 0.0 ? frequencyText (pitch) + dot() + noteText (pitch) : juce::String ("none"));
    line ("Share of " + shown.source, share);
    line ("Active now", level);
}

} // namespace unbraid::editor
