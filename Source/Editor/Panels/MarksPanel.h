// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** Marks on the frozen picture, and learning again from them. */
class MarksPanel : public juce::Component
{
public:
    /** [message] */
    MarksPanel();

    /** marks       as they are on the picture
        sources     of the dictionary
        end         position of the frozen picture's right edge, and samples per second
        isLearning  nothing can be begun now */
    void show (const std::vector<plugin::SpanMark>& marks, const std::vector<plugin::SourceInfo>& sources,
               std::int64_t end, double sampleRateHz, bool isLearning);

    std::function<void()> onLearn, onClear;
    std::function<void (size_t)> onRemove;

    [[nodiscard]] int wantedHeight() const;

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    struct Line
    {
        juce::String title, span;
        int colour = 0;
        bool operator== (const Line&) const = default;
    };

    std::vector<Line> lines;
    double markedSeconds = 0.0;
    juce::OwnedArray<FlatButton> removers;
    FlatButton learn, clear;
};

} // namespace unbraid::editor
