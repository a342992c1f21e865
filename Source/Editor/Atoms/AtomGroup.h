// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Editor/Picture/FrequencyAxis.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** The atoms of one source as ridges over log frequency, or as an image where they are more than 60. Drawn by AtomsView;
    what it needs is handed in at each call. [message] */
struct AtomGroup
{
    static constexpr int maxRidges = 60;

    int source = 0;
    juce::String name;
    int colour = 0;
    std::vector<int> atoms; // the topmost first
    juce::Rectangle<float> area;

    /** Area of the atoms: without header, axis and the dot of the selected one. */
    [[nodiscard]] juce::Rectangle<float> plotArea() const;

    /** The baseline of a row. */
    [[nodiscard]] float baseline (int row) const;

    /** The atom whose row is nearest; -1: the point is outside. */
    [[nodiscard]] int atomAt (juce::Point<float> point) const;

    void paint (juce::Graphics& graphics, const plugin::AtomCurves& curves, const FrequencyAxis& axis,
                int selected, const Theme& theme) const;

private:
    [[nodiscard]] float spacing() const;
    [[nodiscard]] float ridgeHeight() const;
    void paintHeader (juce::Graphics& graphics, const Theme& theme) const;
    void paintAxis (juce::Graphics& graphics, const FrequencyAxis& axis, const Theme& theme) const;
    void paintRidge (juce::Graphics& graphics, const plugin::AtomCurves& curves, const FrequencyAxis& axis,
                     int row, bool isSelected, const Theme& theme) const;
    void paintImage (juce::Graphics& graphics, const plugin::AtomCurves& curves, const FrequencyAxis& axis,
                     int selected, const Theme& theme) const;
};

/** The curve of an atom from the left to the right of an area, `height` high at its peak. */
juce::Path atomPath (const plugin::AtomCurves& curves, int atom, const FrequencyAxis& axis,
                     juce::Rectangle<float> area, float baseline, float height);

} // namespace unbraid::editor
