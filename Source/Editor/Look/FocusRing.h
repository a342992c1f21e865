// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

/** The ring around the control that has the keyboard, once the keyboard was used: 2 pixels, 2 away from the control. A child
    of the editor's page, in front of all others. */
class FocusRing : public juce::Component, private juce::FocusChangeListener
{
public:
    /** page  whose parts are ringed; must outlive the ring
        [message] */
    explicit FocusRing (juce::Component& page);
    ~FocusRing() override;

    /** Goes to where the control is now. [message] */
    void follow();

    void paint (juce::Graphics& graphics) override;

private:
    void globalFocusChanged (juce::Component* focused) override;
    void mouseDown (const juce::MouseEvent& event) override; // anywhere in the page

    juce::Component& page;
    juce::Component::SafePointer<juce::Component> target;
    juce::uint32 mouseAtMs = 0;
};

} // namespace unbraid::editor
