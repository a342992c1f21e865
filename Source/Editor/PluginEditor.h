// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/EditorKeys.h"
#include "Editor/EditorSettings.h"
#include "Editor/FileChoosers.h"
#include "Editor/FullView.h"
#include "Editor/Look/EditorLook.h"
#include "Editor/Look/FocusRing.h"
#include "Editor/VoiceView.h"
#include "Editor/WindowEvents.h"
#include "Editor/WindowFit.h"

namespace unbraid::editor
{

/** The plugin's window: the full view or *Voice*, its theme and scale, keys, and what is dropped on it. It knows the
    plugin as a PluginModel and nothing else. Dictionary, presets and messages are read when the model says that something
    changed; levels, numbers and learning are asked for while the window can be seen. */
class PluginEditor : public juce::AudioProcessorEditor,
                     public juce::FileDragAndDropTarget,
                     private juce::ChangeListener
{
public:
    /** model     must outlive the editor
        settings  the file that keeps theme and scale
        [message] */
    PluginEditor (juce::AudioProcessor& processor, plugin::PluginModel& model,
                  const juce::File& settings = EditorSettings::defaultFile());
    ~PluginEditor() override;

    /** Another look, once the caller is done. */
    void setLook (plugin::Look look);
    void setLight (bool shouldBeLight);
    void setScalePercent (int percent);

    /** The scale that is shown: the chosen one, or a smaller one that fits. */
    [[nodiscard]] int scalePercent() const noexcept { return shownPercent; }

    /** The room that the window can take, where it is not that on the display. */
    void setRoom (Room given);

    /** Called when the theme has changed; what stands around the editor can have it too (`themeOf`). */
    std::function<void()> onTheme;

    /** Facts about its sound from the program around it, if that is ours. */
    std::function<ProgramNumbers()> programNumbers;

    /** The full view; null in *Voice*. */
    [[nodiscard]] FullView* fullView() const noexcept { return full.get(); }
    [[nodiscard]] PictureArea& picture() noexcept { return pictures; }

    /** Asks for levels, numbers and frames now, as the timer does while the window can be seen. */
    void pollNow();

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    bool keyPressed (const juce::KeyPress& key) override;
    bool keyStateChanged (bool isKeyDown) override;
    bool isInterestedInFileDrag (const juce::StringArray& files) override;
    void fileDragEnter (const juce::StringArray& files, int, int) override;
    void fileDragExit (const juce::StringArray&) override;
    void filesDropped (const juce::StringArray& files, int, int) override;

    /** The window's menu, and that of the dictionaries: what their items do ends with the editor. [message] */
    [[nodiscard]] juce::PopupMenu windowMenu();
    [[nodiscard]] juce::PopupMenu loadMenu();

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void tick();
    void pollLevels();
    void makeView();
    void makeVoice();
    void makeFull();
    void followView();
    void applyLimits();
    void showMenu();
    void browseVoice();
    [[nodiscard]] Room room() const;
    [[nodiscard]] const SizeLimits& limits() const noexcept;
    [[nodiscard]] juce::Point<int> keptSize() const;
    [[nodiscard]] juce::Point<int> sizeNow() const;
    void keepSize();

    plugin::PluginModel& model;
    EditorSettings settings;
    std::unique_ptr<EditorLook> look;
    juce::Component page; // scaled; all else lies on it
    PictureArea pictures;
    std::unique_ptr<FullView> full;
    std::unique_ptr<VoiceView> voice;
    plugin::Look shownLook = plugin::Look::mix;
    int shownPercent = 100;
    Room givenRoom;
    FocusRing ring;
    juce::TooltipWindow tooltips;
    FileChoosers choosers;
    EditorKeys keys;
    int numTicks = 0;
    ShowingTimer timer;
    juce::SharedResourcePointer<WindowEvents> windowEvents;
};

/** Makes the editor: a plugin::EditorFactory. The caller owns it. [message] */
juce::AudioProcessorEditor* createEditor (juce::AudioProcessor& processor, plugin::PluginModel& model);

} // namespace unbraid::editor
