// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Live/LiveSession.h"

namespace unbraid::app
{

/** The microphone or the output in use, and a menu of all there are. A device that cannot be opened leaves the one in use. */
class DeviceChooser : public juce::Button
{
public:
    /** session  must outlive the chooser
        [message] */
    DeviceChooser (live::LiveSession& session, bool isInput);

    /** Called with the reason, in one line, when what was chosen cannot be opened. */
    std::function<void (const juce::String&)> onRefused;

    /** The name of the device in use, or what is missing. [message] */
    void show();
    [[nodiscard]] const juce::String& shownName() const noexcept { return name; }

    /** Items of the menu, type by type; first of the outputs, where it can be made, the virtual microphone. It stands within the
        parent of the chooser, where it scrolls if it is long. */
    [[nodiscard]] juce::PopupMenu menu();

    /** Takes a device of a type, as the menu does. */
    void choose (const juce::String& type, const juce::String& device);

    void paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed) override;
    bool keyPressed (const juce::KeyPress& key) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    void openMenu();
    void offerMicrophone (juce::PopupMenu& offered);
    void note (const core::Status& opened);

    live::LiveSession& session;
    const bool isInput;
    juce::String name;
};

} // namespace unbraid::app
