// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** The line of one's own voice in *Voice*: with a dictionary of speech, or one that learns voices, a button that begins to listen.
    In its place then stands for how long, beside it *Finish* and *Cancel*; it ends by itself after enough sound, and says when it
    is done. With a dictionary that knows a voice it only says so: deleting is in the menus. With others it is not there. */
class VoiceLearning : public juce::Component
{
public:
    static constexpr double enoughSeconds = 20.0; // of captured sound
    static constexpr double minSeconds = 3.0; // from which it may be finished; below it no voice is learned

    /** [message] */
    explicit VoiceLearning (plugin::PluginModel& modelToTeach);

    void show (const plugin::DictionaryInfo& dictionary);

    /** Asks how learning stands. */
    void poll();

    /** What is said instead of the button; empty: nothing. */
    [[nodiscard]] const juce::String& words() const noexcept { return shownWords; }

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void begin();
    [[nodiscard]] juce::String wordsNow() const;
    void say (const juce::String& text);

    plugin::PluginModel& model;
    plugin::DictionaryInfo playing;
    plugin::LearnStatus status;
    FlatButton learn, finish, cancel;
    juce::String shownWords;
};

} // namespace unbraid::editor
