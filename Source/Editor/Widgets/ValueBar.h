// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/BarSlider.h"

namespace unbraid::editor
{

/** The one continuous control: name, value and bar below each other, a tick at the default; all of it is the target.
    Values that go both ways are filled from the centre, whole numbers show their steps where there are few. */
class ValueBar : public BarSlider
{
public:
    static constexpr int height = 56;

    /** name  what stands above the value
        [message] */
    ValueBar (juce::RangedAudioParameter& parameter, const juce::String& name, const juce::String& purpose);

    void paint (juce::Graphics& graphics) override;

    /** Another name above the value. */
    void rename (const juce::String& newName);

protected:
    [[nodiscard]] juce::Rectangle<int> textArea() const override;

private:
    [[nodiscard]] juce::Rectangle<float> barArea() const;
    void paintBar (juce::Graphics& graphics);
    void paintTicks (juce::Graphics& graphics);
    [[nodiscard]] float pixelOf (double value) const;

    juce::String name;
};

} // namespace unbraid::editor
