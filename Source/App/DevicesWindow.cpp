// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/DevicesWindow.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/FlatButton.h"

namespace unbraid::app
{

namespace
{
namespace measures = editor::measures;

constexpr int width = 560;
constexpr int height = 440;

/** JUCE's button for a test sound, which would sound in a call; null where there is none. */
juce::Button* testButtonIn (juce::Component& part)
{
    if (auto* button = dynamic_cast<juce::TextButton*> (&part))
        if (button->getButtonText() == juce::translate ("Test"))
            return button;
    for (auto* child : part.getChildren())
        if (auto* found = testButtonIn (*child))
            return found;
    return nullptr;
}

/** JUCE's lists of devices, a button that makes them anew, and one that makes the virtual microphone. */
class DevicesPage : public juce::Component, private juce::ChangeListener
{
public:
    explicit DevicesPage (live::LiveSession& liveSession)
        : session (liveSession)
        , lookButton ("Look for devices")
        , microphoneButton ({}, editor::FlatButton::Style::normal, editor::icons::Icon::microphone)
    {
        microphoneButton.onClick = [this] { toggleMicrophone(); };
        addAndMakeVisible (microphoneButton);
        trouble.setComponentID ("microphone_trouble");
        trouble.setFont (editor::fonts::label());
        addAndMakeVisible (trouble);
        showMicrophone();
        lookButton.introduce ("look_for_devices", "Look for devices",
                              "Searches for newly connected devices. Playback stops for a moment.");
        lookButton.onClick = [this]
        {
            lists.reset(); // they hold on to what is there
            session.lookForDevices();
            makeLists();
        };
        addAndMakeVisible (lookButton);
        setSize (width, height);
        makeLists();
        session.addChangeListener (this);
        session.beginRehearsing();
    }
    ~DevicesPage() override
    {
        session.removeChangeListener (this);
        session.endRehearsing();
    }

    void resized() override
    {
        auto area = getLocalBounds().reduced (measures::margin);
        auto row = area.removeFromBottom (measures::control);
        lookButton.setBounds (row.removeFromRight (lookButton.wantedWidth()));
        microphoneButton.setBounds (row.removeFromLeft (microphoneButton.wantedWidth()));
        trouble.setBounds (area.removeFromBottom (measures::control));
        if (lists != nullptr)
            lists->setBounds (area);
    }

    void paint (juce::Graphics& graphics) override { graphics.fillAll (editor::themeOf (*this).window); }

private:
    void makeLists()
    {
        constexpr int maxChannels = 2;
        lists = std::make_unique<juce::AudioDeviceSelectorComponent> (session.devices(), 0, maxChannels, 1,
                                                                      maxChannels, false, false, true, false);
        addAndMakeVisible (*lists);
        resized();
        changeListenerCallback (nullptr);
    }

    /** Another type of devices brings another button. The tone sounds for the user alone. */
    void changeListenerCallback (juce::ChangeBroadcaster*) override
    {
        if (auto* test = lists != nullptr ? testButtonIn (*lists) : nullptr)
            test->onClick = [this] { session.engine().tone.play(); };
    }

    void showMicrophone()
    {
        const bool isThere = session.isVirtualMicrophone();
        microphoneButton.setButtonText (isThere ? "Remove the virtual microphone"
                                                : "Make a virtual microphone");
        microphoneButton.introduce (
            "virtual_microphone", microphoneButton.getButtonText(),
            isThere ? "Plays to the default output again."
                    : "Other programs can record \"Unbraid Microphone\": the cleaned sound.");
        resized();
    }

    void toggleMicrophone()
    {
        lists.reset();
        const auto done = session.useVirtualMicrophone (! session.isVirtualMicrophone());
        trouble.setText (done.ok() ? juce::String() : juce::String (done.error().message()),
                         juce::dontSendNotification);
        showMicrophone();
        makeLists();
    }

    live::LiveSession& session;
    editor::FlatButton lookButton, microphoneButton;
    juce::Label trouble;
    std::unique_ptr<juce::AudioDeviceSelectorComponent> lists;
};
} // namespace

DevicesWindow::DevicesWindow (live::LiveSession& liveSession, juce::LookAndFeel& look,
                              std::function<void()> onClose)
    : juce::DialogWindow ("Sound devices", editor::darkTheme().window, true, false)
    , session (liveSession)
    , closed (std::move (onClose))
{
    session.setChoosing (true);
    setLookAndFeel (&look);
    setUsingNativeTitleBar (true);
    setContentOwned (new DevicesPage (session), true);
    centreAroundComponent (nullptr, getWidth(), getHeight());
    addToDesktop(); // in its size and place: a window manager may hold on to those of an empty one
    setVisible (true);
}

DevicesWindow::~DevicesWindow()
{
    setLookAndFeel (nullptr);
    clearContentComponent();
    session.setChoosing (false);
}

void DevicesWindow::closeButtonPressed()
{
    closed();
}

bool DevicesWindow::escapeKeyPressed()
{
    closed();
    return true;
}

} // namespace unbraid::app
