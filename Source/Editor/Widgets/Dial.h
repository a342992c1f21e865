// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/BarSlider.h"

namespace unbraid::editor
{

/** A level as a dial with a scale round it and its value in the middle; a drag to the right or upwards turns it. */
class Dial : public BarSlider
{
public:
    using BarSlider::BarSlider;

    void paint (juce::Graphics& graphics) override;

protected:
    [[nodiscard]] juce::Rectangle<int> textArea() const override;
    [[nodiscard]] float dragPosition (const juce::MouseEvent& event) const override
    {
        return event.position.x - event.position.y;
    }

private:
    [[nodiscard]] float radius() const;
    [[nodiscard]] bool isSmall() const;
    [[nodiscard]] bool hasLabel (double value) const;
    [[nodiscard]] float angleOf (double value) const;
    [[nodiscard]] juce::Point<float> pointAt (double value, float distance) const;
    void paintArc (juce::Graphics& graphics, float fromAngle, float toAngle, juce::Colour colour);
    void paintScale (juce::Graphics& graphics);
    void paintMark (juce::Graphics& graphics, double value);
};

} // namespace unbraid::editor
