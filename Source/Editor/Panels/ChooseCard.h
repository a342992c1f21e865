// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Plugin/Model/PresetModel.h"
#include "Plugin/Parameters.h"

namespace unbraid::editor
{

/** Choices while no dictionary plays: some to begin with, or all, or a file. In front of the picture. */
class ChooseCard : public juce::Component
{
public:
    static constexpr int width = 416;

    /** Height that holds the suggestions. [message] */
    [[nodiscard]] int wantedHeight() const;

    /** [message] */
    ChooseCard (plugin::PresetModel& model, plugin::Parameters& parameters);

    /** Offers what is installed; `hasMidi`: what notes guide as well, with its guide on. [message] */
    void show (bool hasMidi);

    std::function<void()> onBrowse, onLoadFile;

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void load (size_t suggestion);

    plugin::PresetModel& model;
    plugin::Parameters& parameters;
    bool isAnyInstalled = true;
    juce::OwnedArray<FlatButton> suggestions;
    FlatButton browse, loadFile;
};

} // namespace unbraid::editor
