// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Editor/Widgets/ReasonText.h"
#include "Editor/Widgets/Segments.h"

namespace unbraid::editor
{

/** The views of the picture. */
enum class View
{
    sources,
    activations,
    dictionary
};

/** The row above the picture: which view, and what can be done with it. */
class ViewBar : public juce::Component
{
public:
    static constexpr int oneRow = 36;

    /** [message] */
    ViewBar();

    std::function<void (View)> onView;
    std::function<void (bool)> onFreeze;
    std::function<void (int)> onSpan; // +1: longer, -1: shorter
    std::function<void()> onFit;
    std::function<void (bool)> onMark; // true: only this, false: silent here
    std::function<void (int)> onSort;

    /** With the views of the engine's inside; without them the spectrogram is shown. [message] */
    void setLab (bool shouldBeLab);

    /** [message] */
    void setView (View view);
    [[nodiscard]] View view() const;
    void setFrozen (bool isFrozen);
    [[nodiscard]] bool isFrozen() const { return freeze.getToggleState(); }
    void setSpan (double seconds);

    /** Whether marks can be made at all; the reason where they cannot. */
    void setMarkable (bool canMark, const juce::String& why);

    /** In two rows where the marks, or the reason why there are none, have no room beside the views. */
    [[nodiscard]] int wantedHeight (int width) const;

    /** Which kind of mark the next drag makes: 1 only this, 0 silent, -1 none. */
    void setMarking (int kind);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void showParts();
    void layOutMarks (juce::Rectangle<int> area);
    [[nodiscard]] bool offersMarks() const;
    [[nodiscard]] juce::Rectangle<int> areaBesideViews (int width) const;

    Segments views, sort;
    FlatButton onlyThis, silentHere, freeze, shorter, longer, fit;
    ReasonText whyNoMarks; // empty: marks can be made
    juce::String spanText;
    juce::Rectangle<float> markLabel, spanLabel, spanValue, sortLabel;
};

} // namespace unbraid::editor
