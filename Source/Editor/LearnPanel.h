// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/LearnForm.h"
#include "Editor/Panel.h"

namespace unbraid::editor
{

/** Learning a sound while the host plays: what to learn, how far it is, and how to end it. */
class LearnPanel : public Panel
{
public:
    static constexpr int height = 168;

    /** [message] */
    explicit LearnPanel (plugin::PluginModel& model);

    /** The dictionary that would be learned into. [message] */
    void show (const plugin::DictionaryInfo& dictionary) { form.show (dictionary); }

    /** Reads where learning stands. [message] */
    void poll();

    void resized() override;

private:
    void addButton (juce::TextButton& button, const juce::String& id, const juce::String& hint,
                    std::function<void()> click);
    void showStage (plugin::LearnStatus::Stage stage);

    plugin::PluginModel& model;
    plugin::LearnStatus::Stage stage = plugin::LearnStatus::Stage::idle;
    LearnForm form;
    juce::Label status;
    double progress = 0.0;
    juce::ProgressBar bar{ progress };
    juce::TextButton start, finish, stop, cancel;
};

} // namespace unbraid::editor
