// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/FrequencyAxis.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** One atom enlarged, and what is known of it. All functions: [message] */
class AtomDetail : public juce::Component
{
public:
    static constexpr int height = 260;

    AtomDetail();

    /** Origin of the numbers beside the curve. */
    struct Atom
    {
        int index = -1;               // in the dictionary; -1: none
        int row = 0, numOfSource = 0; // its index in the order shown, counted from 1
        juce::String source;
        int colour = 0;
    };
    void show (const plugin::AtomCurves& atoms, const Atom& atom);

    /** activations, use  [atoms] of the dictionary, see PictureHistory; repaints when a text changes */
    void update (const std::vector<float>& activations, const std::vector<float>& use);

    void paint (juce::Graphics& graphics) override;
    void lookAndFeelChanged() override { repaint(); }

private:
    void paintHeader (juce::Graphics& graphics, juce::Rectangle<float> area) const;
    void paintCurve (juce::Graphics& graphics, juce::Rectangle<float> area) const;
    void paintNumbers (juce::Graphics& graphics, juce::Rectangle<float> area) const;

    plugin::AtomCurves curves;
    Atom shown;
    FrequencyAxis axis;
    juce::String share, level;
};

} // namespace unbraid::editor
