// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Editor/Widgets/ParameterButton.h"
#include "Plugin/Model/PresetModel.h"

namespace unbraid::editor
{

/** The dictionary that plays: a click on its name browses, the arrows step through the presets. */
class DictionaryBox : public juce::Component
{
public:
    /** [message] */
    explicit DictionaryBox (plugin::PresetModel& model);

    void show (const plugin::DictionaryInfo& dictionary);
    void step (int by);

    /** Opens the browser. */
    std::function<void()> onBrowse;

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    class Title;

    plugin::PresetModel& model;
    plugin::DictionaryInfo shown;
    std::unique_ptr<juce::Button> title;
    FlatButton previous, next, browse;
};

} // namespace unbraid::editor
