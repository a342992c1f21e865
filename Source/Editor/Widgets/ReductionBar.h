// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/BarSlider.h"
#include "Editor/Widgets/Reduction.h"
#include "Plugin/Model/PresetModel.h"

namespace unbraid::editor
{

/** *Reduction* as a long bar with a scale, named by what it turns down: more reduction to the right. */
class ReductionBar : public BarSlider
{
public:
    static constexpr int height = 56;

    /** [message] */
    explicit ReductionBar (juce::RangedAudioParameter& parameter);

    void show (const plugin::DictionaryInfo& dictionary);

    void paint (juce::Graphics& graphics) override;

protected:
    [[nodiscard]] juce::Rectangle<int> textArea() const override;
    [[nodiscard]] double shareOf (double value) const override
    {
        return shareOfReduction (value, getMinimum());
    }
    [[nodiscard]] double valueAt (double share) const override
    {
        return reductionAtShare (share, getMinimum());
    }
    [[nodiscard]] float dragLength() const override { return static_cast<float> (getWidth()); }

private:
    void paintBar (juce::Graphics& graphics);
    void paintScale (juce::Graphics& graphics);
    [[nodiscard]] float pixelOf (double value) const;

    juce::String name;
};

} // namespace unbraid::editor
