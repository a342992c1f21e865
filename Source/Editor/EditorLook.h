// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** How the controls look: JUCE's own widgets in dark neutral colours. Sliders are bars with the value above
    them at the right, or beside them where they are low; a button that is on is inverted. */
class EditorLook : public juce::LookAndFeel_V4
{
public:
    /** [message] */
    EditorLook();

    juce::Slider::SliderLayout getSliderLayout (juce::Slider& slider) override;
    int getSliderThumbRadius (juce::Slider& slider) override;
    void drawLinearSlider (juce::Graphics& graphics, int x, int y, int width, int height, float position,
                           float, float, juce::Slider::SliderStyle style, juce::Slider& slider) override;
    juce::Label* createSliderTextBox (juce::Slider& slider) override;
    void drawButtonBackground (juce::Graphics& graphics, juce::Button& button, const juce::Colour& colour,
                               bool isHovered, bool isPressed) override;
    void drawToggleButton (juce::Graphics& graphics, juce::ToggleButton& button, bool isHovered,
                           bool isPressed) override;
    juce::Font getTextButtonFont (juce::TextButton& button, int height) override;
    juce::Font getComboBoxFont (juce::ComboBox& box) override;
    juce::Font getPopupMenuFont() override;
};

} // namespace unbraid::editor
