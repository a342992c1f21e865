// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/LevelMeter.h"
#include "Editor/Widgets/ParameterButton.h"
#include "Editor/Widgets/ValueBar.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** One knob: the reduction, the picture above it, and the levels of the sources. For calls, where nothing else is wanted. */
class CompactView : public juce::Component
{
public:
    /** picture  the scrolling picture, without axes; lives elsewhere
        [message] */
    CompactView (plugin::PluginModel& model, juce::Component& picture);

    void show (const plugin::DictionaryInfo& dictionary);
    void pollLevels();
    void showNumbers (const plugin::EngineNumbers& numbers);

    std::function<void()> onExpand, onBrowse;

    /** Where the choice of dictionaries belongs. */
    [[nodiscard]] juce::Component& dictionaryButton() { return dictionary; }

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    plugin::PluginModel& model;
    plugin::DictionaryInfo shown;
    juce::Component& picture;
    FlatButton dictionary;
    ParameterButton delta, bypass;
    FlatButton expand;
    juce::OwnedArray<LevelMeter> levels; // of the first sources
    std::vector<float> peaks;            // of the same, full scale 1
    juce::String numbersText;

    /** The reduction over the whole width. */
    class Knob : public BarSlider
    {
    public:
        using BarSlider::BarSlider;
        void paint (juce::Graphics& graphics) override;

    protected:
        juce::Rectangle<int> textArea() const override;
        float dragLength() const override { return static_cast<float> (getWidth()); }
        double shareOf (double value) const override { return 1.0 - BarSlider::shareOf (value); }
        double valueAt (double share) const override { return BarSlider::valueAt (1.0 - share); }
    };
    Knob reduction;
};

} // namespace unbraid::editor
