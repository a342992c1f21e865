// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Words.h"
#include "Editor/Widgets/Fader.h"
#include "Editor/Widgets/LevelMeter.h"
#include "Editor/Widgets/ParameterButton.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** One source: its colour, name and bus, its gain and panning in the mix, and its level. 72 high, or 52 where there are many. */
class SourceStrip : public juce::Component
{
public:
    static constexpr int tall = 72;
    static constexpr int low = 52;

    /** index  of the strip, from 0
        [message] */
    SourceStrip (plugin::StripParameters& parameters, int index);

    /** numMore  sources beyond the last strip, which share it
        bus      where it goes, in words
        [message] */
    void show (const plugin::SourceInfo& source, int numMore, const juce::String& bus);

    /** Takes the peaks since the last poll. */
    void poll (plugin::Meters& meters);

    /** Its levels and peaks are gone: another source stands here now. */
    void forgetLevels();

    /** True where it is not audible in Mix: muted, or another one is soloed. */
    void setQuiet (bool shouldBeQuiet);

    /** Chosen, for marks and keys. */
    void setSelected (bool shouldBeSelected);

    [[nodiscard]] bool isMuted() const { return mute.isOn(); }
    [[nodiscard]] bool isSoloed() const { return solo.isOn(); }
    void toggleMute() { mute.clicked(); }
    void toggleSolo() { solo.clicked(); }

    std::function<void()> onSelect;
    std::function<void (int)> onColour;         // 1 to 8
    std::function<juce::PopupMenu()> splitMenu; // what the source can be split further by

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    void paintOverChildren (juce::Graphics& graphics) override;
    void mouseDown (const juce::MouseEvent& event) override;

private:
    class Chip;
    class Name;
    void entitle (const juce::String& source);
    void showMenu();
    void showPeak();
    [[nodiscard]] int trackWidth() const;
    void paintLevel (juce::Graphics& graphics);

    int strip;
    int colour = 0;
    bool isTargetSource = true;
    bool isQuiet = false;
    bool isSelected = false;
    juce::String busText, shownPeak;
    std::unique_ptr<juce::Button> chip, name;
    Fader gain;
    PanBar pan;
    ParameterButton gate, mute, solo;
    LevelMeter level;
};

} // namespace unbraid::editor
