// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

/** A panel in front of the page. It keeps the keyboard while it is there and gives it back; Escape or a click beside it close
    it. */
class PopUp : public juce::Component
{
public:
    /** content   shown in the panel; must outlive the pop-up
        onClose  called when it should go; it is still being called then
        [message] */
    PopUp (juce::Component& content, std::function<void()> onClose);
    ~PopUp() override;

    /** Shows it over the whole page, the panel where it fits nearest to the anchor: below it, or above where it lies low.
        anchor  in the page's coordinates */
    void open (juce::Component& page, juce::Rectangle<int> anchor);

    void paint (juce::Graphics& graphics) override;
    void visibilityChanged() override;
    void mouseDown (const juce::MouseEvent& event) override;
    bool keyPressed (const juce::KeyPress& key) override;

private:
    juce::Component& content;
    std::function<void()> closed;
    juce::Component::SafePointer<juce::Component> before; // had the keyboard
};

} // namespace unbraid::editor
