// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Editor/Widgets/ReductionBar.h"
#include "Editor/Widgets/ValueBar.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** The last row of the window: how far the unwanted goes down, how much of the processed sound is mixed, and in *Lab* a line about the engine,
    which opens the rest. */
class ControlsBar : public juce::Component
{
public:
    static constexpr int height = 72;

    /** [message] */
    explicit ControlsBar (plugin::PluginModel& model);

    void show (const plugin::DictionaryInfo& dictionary);

    /** With the engine. */
    void setLab (bool shouldBeLab);
    void poll (const plugin::EngineNumbers& numbers);

    std::function<void()> onEngine;
    [[nodiscard]] juce::Component& engineButton() { return engine; }

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    /** The line about the engine. */
    class Engine : public juce::Button
    {
    public:
        Engine();
        void paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed) override;
        juce::String summary;
    };

    plugin::PluginModel& model;
    plugin::DictionaryInfo dictionary;
    ReductionBar reduction;
    ValueBar wet;
    Engine engine;
    bool isLab = false;
};

} // namespace unbraid::editor
