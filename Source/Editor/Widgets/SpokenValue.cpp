// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/SpokenValue.h"

namespace unbraid::editor
{

namespace
{
class Words : public juce::AccessibilityTextValueInterface
{
public:
    explicit Words (std::function<juce::String()> source)
        : words (std::move (source))
    {
    }

    bool isReadOnly() const override { return true; }
    juce::String getCurrentValueAsString() const override { return words(); }
    void setValueAsString (const juce::String&) override {}

private:
    std::function<juce::String()> words;
};
} // namespace

std::unique_ptr<juce::AccessibilityHandler> spokenValue (juce::Component& component,
                                                         juce::AccessibilityRole role,
                                                         std::function<juce::String()> words,
                                                         juce::AccessibilityActions actions)
{
    return std::make_unique<juce::AccessibilityHandler> (
        component, role, std::move (actions),
        juce::AccessibilityHandler::Interfaces{ std::make_unique<Words> (std::move (words)) });
}

} // namespace unbraid::editor
