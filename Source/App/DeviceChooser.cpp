// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/DeviceChooser.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Icons.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/OwnedMenu.h"
#include "Editor/Widgets/SpokenValue.h"
#include "Live/Pulse/PulseChoice.h"

namespace unbraid::app
{

namespace
{
namespace fonts = editor::fonts;
namespace icons = editor::icons;
namespace measures = editor::measures;

const char* attributeOf (bool isInput)
{
    return isInput ? "audioInputDeviceName" : "audioOutputDeviceName";
}
} // namespace

DeviceChooser::DeviceChooser (live::LiveSession& liveSession, bool isForInput)
    : juce::Button (isForInput ? "Microphone" : "Output")
    , session (liveSession)
    , isInput (isForInput)
{
    setComponentID (isInput ? "first_microphone" : "first_output");
    setTitle (getName());
    setTooltip (isInput ? "The microphone." : "The output. Headphones avoid feedback.");
    setMouseClickGrabsKeyboardFocus (false);
    onClick = [this] { openMenu(); };
    show();
}

void DeviceChooser::show()
{
    const auto kept = session.kept();
    const auto device = kept == nullptr ? juce::String() : kept->getStringAttribute (attributeOf (isInput));
    const auto shown = device.isEmpty() ? juce::String (isInput ? "No microphone" : "No output")
                       : isInput        ? device
                                        : live::shownOutput (device);
    if (std::exchange (name, shown) == shown)
        return;
    if (auto* handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent (juce::AccessibilityEvent::valueChanged);
    repaint();
}

juce::PopupMenu DeviceChooser::menu()
{
    juce::PopupMenu offered;
    const auto& types = session.devices().getAvailableDeviceTypes();
    const auto current = session.kept();
    if (! isInput)
        offerMicrophone (offered);
    for (auto* type : types)
    {
        auto devices = type->getDeviceNames (isInput);
        if (! isInput)
            devices.removeString (live::virtualSinkShown);
        if (! devices.isEmpty() && types.size() > 1)
            offered.addSectionHeader (type->getTypeName());
        for (const auto& device : devices)
            offered.addItem (device, true,
                             current != nullptr && device == name &&
                                 current->getStringAttribute ("deviceType") == type->getTypeName(),
                             [safe = juce::Component::SafePointer<DeviceChooser> (this),
                              typeName = type->getTypeName(), device]
                             {
                                 if (safe != nullptr)
                                     safe->choose (typeName, device);
                             });
    }
    if (offered.getNumItems() == 0)
        offered.addItem ("None is plugged in", false, false, nullptr);
    return offered;
}

/** For calls: other programs record what is played to it. */
void DeviceChooser::offerMicrophone (juce::PopupMenu& offered)
{
    if (! session.canMakeMicrophone() && ! session.isVirtualMicrophone())
        return;
    offered.addItem ("Unbraid Microphone, for calls", true, session.isVirtualMicrophone(),
                     [safe = juce::Component::SafePointer<DeviceChooser> (this)]
                     {
                         if (safe != nullptr)
                             safe->note (safe->session.useVirtualMicrophone (true));
                     });
    offered.addSeparator();
}

void DeviceChooser::note (const core::Status& opened)
{
    if (! opened.ok() && onRefused != nullptr)
        onRefused (opened.error().message());
    show();
}

void DeviceChooser::openMenu()
{
    menu().showMenuAsync (editor::menuOptions (*this, *this)
                              .withParentComponent (getParentComponent())
                              .withMaximumNumColumns (1)
                              .withMinimumWidth (getWidth()));
}

void DeviceChooser::choose (const juce::String& type, const juce::String& device)
{
    auto before = session.kept();
    live::DeviceChoice choice;
    choice.type = type.toStdString();
    (isInput ? choice.input : choice.output) = device.toStdString();
    if (before != nullptr && before->getStringAttribute ("deviceType") == type)
        (isInput ? choice.output : choice.input) =
            before->getStringAttribute (attributeOf (! isInput)).toStdString();
    const auto opened = session.open (choice);
    if (! opened.ok())
        session.reopen (std::move (before));
    note (opened);
}

bool DeviceChooser::keyPressed (const juce::KeyPress& key)
{
    if (key != juce::KeyPress::downKey && key != juce::KeyPress::spaceKey)
        return juce::Button::keyPressed (key);
    openMenu();
    return true;
}

void DeviceChooser::paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed)
{
    constexpr float padding = 12.0f, gap = 12.0f;
    const auto& theme = editor::themeOf (*this);
    graphics.setColour (isPressed ? theme.controlPressed : isHovered ? theme.controlHovered : theme.control);
    graphics.fillRoundedRectangle (getLocalBounds().toFloat(), measures::corner);
    auto area = getLocalBounds().toFloat().reduced (padding, 0.0f);
    icons::draw (graphics, isInput ? icons::Icon::microphone : icons::Icon::speaker,
                 area.removeFromLeft (icons::size), theme.secondText);
    icons::draw (graphics, icons::Icon::down, area.removeFromRight (icons::size), theme.text);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, name, area.reduced (gap, 0.0f), fonts::value());
}

std::unique_ptr<juce::AccessibilityHandler> DeviceChooser::createAccessibilityHandler()
{
    return editor::spokenValue (
        *this, juce::AccessibilityRole::comboBox, [this] { return name; },
        juce::AccessibilityActions()
            .addAction (juce::AccessibilityActionType::press, [this] { openMenu(); })
            .addAction (juce::AccessibilityActionType::showMenu, [this] { openMenu(); }));
}

} // namespace unbraid::app
