// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

/** A few choices side by side, one of them chosen: raised and underlined. One stop of Tab; the arrows choose. Those that are
    not offered are dim and cannot be chosen. */
class Segments : public juce::Component, public juce::SettableTooltipClient
{
public:
    /** [message] */
    Segments (const juce::String& id, const juce::String& title, const juce::StringArray& choices,
              const juce::String& tooltip);
    ~Segments() override;

    /** Called with the index of what was just chosen. */
    std::function<void (int)> onChange;

    /** [message] */
    void choose (int index, juce::NotificationType notification = juce::sendNotificationSync);
    [[nodiscard]] int chosen() const noexcept { return current; }
    [[nodiscard]] int numChoices() const noexcept { return faces.size(); }

    /** Which choices can be taken; none given: all. */
    void offerOnly (const juce::StringArray& choices);
    [[nodiscard]] bool isOffered (int index) const;

    [[nodiscard]] int wantedWidth() const;

    void paint (juce::Graphics& graphics) override;
    void resized() override;
    bool keyPressed (const juce::KeyPress& key) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

    /** The part of one choice, for mouse and screen reader. */
    juce::Component& part (int index) const { return *parts[index]; }

private:
    class Part;
    void moveBy (int step);

    juce::StringArray faces;
    juce::StringArray offered;
    int current = 0;
    juce::OwnedArray<juce::Component> parts;
};

} // namespace unbraid::editor
