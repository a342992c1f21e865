// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** One button for one's own voice: with a dictionary of speech, or one that learns voices, it begins to listen, says for how
    long, and ends by itself after enough sound; with one that knows a voice it deletes that voice. With others it is not
    there. */
class VoiceButton : public FlatButton
{
public:
    static constexpr double enoughSeconds = 20.0; // of captured sound

    /** [message] */
    explicit VoiceButton (plugin::PluginModel& modelToTeach);

    void show (const plugin::DictionaryInfo& dictionary);

    /** Asks how learning stands. */
    void poll();

private:
    void act();
    [[nodiscard]] juce::String words() const;

    plugin::PluginModel& model;
    plugin::DictionaryInfo playing;
    plugin::LearnStatus status;
};

} // namespace unbraid::editor
