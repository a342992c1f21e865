// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** Why something is grey or missing, or how something goes, in one line beside it or in as many as it takes. All functions:
    [message] */
class ReasonText : public juce::Component
{
public:
    ReasonText (const juce::String& id, juce::Justification justification);

    /** Empty: there is nothing to say. */
    void say (const juce::String& reason);
    [[nodiscard]] const juce::String& text() const noexcept { return shown; }
    [[nodiscard]] int wantedWidth() const;

    /** In as many lines as it takes, left-aligned. */
    void setWrapping (bool shouldWrap) { wraps = shouldWrap; }
    [[nodiscard]] int wantedHeight (int width) const;

    /** Whether all of it can be read where it stands. */
    [[nodiscard]] bool isWhole() const;

    void paint (juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::String shown;
    juce::Justification side;
    bool wraps = false;
};

} // namespace unbraid::editor
