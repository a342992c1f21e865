// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Panels/SourceStrip.h"
#include "Editor/Widgets/FlatButton.h"

#include <optional>

namespace unbraid::editor
{

/** The strips of the sources that the dictionary has, below each other; they scroll where there is no room. */
class SourceList : public juce::Component
{
public:
    static constexpr int headingHeight = 36;

    /** [message] */
    explicit SourceList (plugin::PluginModel& model);

    /** Shows a strip per source. [message] */
    void show (const plugin::DictionaryInfo& dictionary);

    /** Takes the levels since the last poll, and which sources are audible. [message] */
    void poll();

    /** Height that all strips want, the head included, and whether they are low. */
    [[nodiscard]] int wantedHeight (bool areLow) const;

    /** Makes the strips 52 high instead of 72. */
    void setLow (bool shouldBeLow);

    [[nodiscard]] int numStripsShown() const noexcept { return numShown; }
    [[nodiscard]] int selected() const noexcept { return selectedStrip; }
    void select (int strip);
    void toggleMute (int strip);
    void toggleSolo (int strip);

    /** Sets which sources are audible in Mix, by mute and solo. */
    [[nodiscard]] std::vector<bool> audible() const;

    /** The strip that was pointed at for a moment, -1 when none is any more. */
    std::function<void (int)> onPointed;
    std::function<void()> onAudibleChanged;
    std::function<void()> onAdd;      // the + in the head
    std::function<void()> onLearnKit; // in the menu of drums

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void watchPointer();
    void forgetLevels();
    [[nodiscard]] juce::String busOf (int strip) const;
    juce::PopupMenu splitMenuOf (int strip);

    plugin::PluginModel& model;
    juce::OwnedArray<SourceStrip> strips;
    juce::Component content;
    juce::Viewport viewport;
    FlatButton add;
    juce::String noSources;
    std::optional<unsigned> shownNumber; // of the dictionary
    bool isOfBefore = false;             // the engine of the dictionary before still plays
    int numShown = 0;
    int selectedStrip = 0;
    bool areLow = false;
    std::vector<bool> lastAudible;
    int pointed = -1, pointedPolls = 0, announced = -1;
};

} // namespace unbraid::editor
