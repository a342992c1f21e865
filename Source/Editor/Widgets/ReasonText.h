// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** Why something is grey or missing, in one line beside it. All functions: [message] */
class ReasonText : public juce::Component
{
public:
    ReasonText (const juce::String& id, juce::Justification justification);

    /** Empty: there is nothing to say. */
    void say (const juce::String& reason);
    [[nodiscard]] const juce::String& text() const noexcept { return shown; }
    [[nodiscard]] int wantedWidth() const;

    void paint (juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::String shown;
    juce::Justification side;
};

} // namespace unbraid::editor
