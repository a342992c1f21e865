// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/BarSlider.h"

namespace unbraid::editor
{

/** A strip's gain: a line with a handle on the scale of the meters, the value in dB at the right. */
class Fader : public BarSlider
{
public:
    static constexpr int height = 20;
    static constexpr int textWidth = 60;

    /** [message] */
    Fader (juce::RangedAudioParameter& parameter, const juce::String& purpose);

    /** Length of the line, the rest is for the value. */
    void setTrackWidth (int width);

    void paint (juce::Graphics& graphics) override;

protected:
    [[nodiscard]] juce::Rectangle<int> textArea() const override;
    [[nodiscard]] double shareOf (double db) const override;
    [[nodiscard]] double valueAt (double share) const override;

private:
    int trackWidth = 160;
};

/** A strip's pan: a short line with a handle, the value at the right. */
class PanBar : public BarSlider
{
public:
    static constexpr int trackWidth = 32;
    static constexpr int textWidth = 30;

    /** [message] */
    PanBar (juce::RangedAudioParameter& parameter, const juce::String& purpose);

    void paint (juce::Graphics& graphics) override;

protected:
    [[nodiscard]] juce::Rectangle<int> textArea() const override;
};

} // namespace unbraid::editor
