// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/CompactView.h"
#include "Editor/EditorSettings.h"
#include "Editor/FullView.h"
#include "Editor/Look/EditorLook.h"
#include "Editor/Look/FocusRing.h"
#include "Editor/WindowEvents.h"

namespace unbraid::editor
{

/** The plugin's window: the full view or the compact one, its theme and scale, keys, and what is dropped on it. It knows the
    plugin as a PluginModel and nothing else. Dictionary, presets and messages are read when the model says that something
    changed; levels, numbers and learning are asked for while the window can be seen. */
class PluginEditor : public juce::AudioProcessorEditor,
                     public juce::FileDragAndDropTarget,
                     private juce::ChangeListener
{
public:
    /** model     must outlive the editor
        settings  the file that keeps looks and sizes
        [message] */
    PluginEditor (juce::AudioProcessor& processor, plugin::PluginModel& model,
                  const juce::File& settings = EditorSettings::defaultFile());
    ~PluginEditor() override;

    void setCompact (bool shouldBeCompact);
    void setLight (bool shouldBeLight);
    void setScalePercent (int percent);

    /** Called when the theme has changed; what stands around the editor can have it too (`themeOf`). */
    std::function<void()> onTheme;

    /** The full view; null in the compact one. */
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

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void tick();
    void pollLevels();
    void makeView();
    void applyLimits();
    void showMenu();
    void browseCompact();
    void loadFile();
    void chooseRecordings();
    bool soloOrMute (const juce::KeyPress& key);
    bool pictureKey (const juce::KeyPress& key);

    plugin::PluginModel& model;
    EditorSettings settings;
    std::unique_ptr<EditorLook> look;
    juce::Component page; // scaled; all else lies on it
    PictureArea pictures;
    std::unique_ptr<FullView> full;
    std::unique_ptr<CompactView> compact;
    FocusRing ring;
    juce::TooltipWindow tooltips;
    std::unique_ptr<juce::FileChooser> chooser;
    int numTicks = 0;
    bool isDeltaHeld = false;
    juce::uint32 deltaDownMs = 0;
    ShowingTimer timer;
    juce::SharedResourcePointer<WindowEvents> windowEvents;
};

/** Makes the editor: a plugin::EditorFactory. The caller owns it. [message] */
juce::AudioProcessorEditor* createEditor (juce::AudioProcessor& processor, plugin::PluginModel& model);

} // namespace unbraid::editor
