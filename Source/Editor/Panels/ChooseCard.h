// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Plugin/Model/PresetModel.h"

namespace unbraid::editor
{

/** What there is to do while no dictionary plays: three to begin with, or all, or a file. In front of the picture. */
class ChooseCard : public juce::Component
{
public:
    static constexpr int width = 416;
    static constexpr int height = 268;

    /** [message] */
    explicit ChooseCard (plugin::PresetModel& model);

    std::function<void()> onBrowse, onLoadFile;

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    juce::OwnedArray<FlatButton> suggestions;
    FlatButton browse, loadFile;
};

} // namespace unbraid::editor
