// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

/** The source colours side by side, one of them chosen. One stop of Tab; the arrows choose. */
class ColourRow : public juce::Component, public juce::SettableTooltipClient
{
public:
    static constexpr int swatch = 24;
    static constexpr int width = numSourceColours * (swatch + 4) - 4;

    /** [message] */
    ColourRow();

    /** 1 to 8. */
    [[nodiscard]] int chosen() const noexcept { return current; }
    void choose (int colour);

    void paint (juce::Graphics& graphics) override;
    void mouseUp (const juce::MouseEvent& event) override;
    bool keyPressed (const juce::KeyPress& key) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    int current = 1;
};

} // namespace unbraid::editor
