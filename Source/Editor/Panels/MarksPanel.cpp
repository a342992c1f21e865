// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/MarksPanel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"

namespace unbraid::editor
{

namespace
{
constexpr int headHeight = 36;
constexpr int rowHeight = 40;
constexpr int rowStep = 44;
constexpr int maxRows = 4; // shown; the others count
constexpr int noteHeight = 36;

juce::String secondsText (double seconds)
{
    return fonts::withMinus (juce::String (seconds, 2));
}
} // namespace

MarksPanel::MarksPanel()
    : learn ("Learn again from marks", FlatButton::Style::primary)
    , clear ("Clear marks", FlatButton::Style::outline)
{
    setTitle ("Marks");
    learn.introduce ("fit_marks", "Learn again from marks",
                     "Fits the dictionary to the frozen sound, using the marks. Playback continues "
                     "meanwhile; undo restores the old dictionary.");
    clear.introduce ("clear_marks", "Clear marks", "Removes all marks from the picture.");
    learn.onClick = [this] { onLearn(); };
    clear.onClick = [this] { onClear(); };
    addAndMakeVisible (learn);
    addAndMakeVisible (clear);
}

void MarksPanel::show (const std::vector<plugin::SpanMark>& marks,
                       const std::vector<plugin::SourceInfo>& sources, std::int64_t end, double sampleRateHz,
                       bool isLearning)
{
    std::vector<Line> wanted;
    markedSeconds = 0.0;
    const double rate = sampleRateHz > 0.0 ? sampleRateHz : 1.0;
    for (const auto& mark : marks)
    {
        const auto index = static_cast<size_t> (mark.source);
        const auto source = index < sources.size() ? sources[index] : plugin::SourceInfo{};
        wanted.push_back ({ shownName (source.name) + (mark.isAlone ? ", only this" : ", silent here"),
                            secondsText (static_cast<double> (mark.begin - end) / rate) + " to " +
                                secondsText (static_cast<double> (mark.end - end) / rate) + " s",
                            source.colour });
        markedSeconds += static_cast<double> (mark.end - mark.begin) / rate;
    }
    learn.setEnabled (! isLearning && ! marks.empty());
    if (wanted == lines)
        return;
    lines = std::move (wanted);
    removers.clear();
    for (size_t index = 0; index < lines.size() && index < maxRows; ++index)
    {
        auto* remover = removers.add (new FlatButton ({}, FlatButton::Style::quiet, icons::Icon::close));
        remover->introduce ("remove_mark_" + juce::String (static_cast<int> (index) + 1),
                            "Remove mark " + lines[index].title, "Removes this mark.");
        remover->onClick = [this, index]
        {
            juce::MessageManager::callAsync (
                [safe = juce::Component::SafePointer<MarksPanel> (this), index]
                {
                    if (safe != nullptr)
                        safe->onRemove (index); // not while the button calls
                });
        };
        addAndMakeVisible (remover);
    }
    resized();
    repaint();
}

int MarksPanel::wantedHeight() const
{
    return headHeight + juce::jmin (maxRows, static_cast<int> (lines.size())) * rowStep + noteHeight + 8 +
           measures::control + 12;
}

void MarksPanel::resized()
{
    auto area = getLocalBounds().reduced (measures::margin, 0);
    area.removeFromTop (headHeight);
    for (auto* remover : removers)
        remover->setBounds (
            area.removeFromTop (rowStep).withHeight (rowHeight).removeFromRight (36).withSizeKeepingCentre (
                24, 24));
    area.removeFromTop (noteHeight + 8);
    auto buttons = area.removeFromTop (measures::control);
    clear.setBounds (buttons.removeFromRight (96));
    buttons.removeFromRight (measures::unit);
    learn.setBounds (buttons);
}

void MarksPanel::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto area = getLocalBounds().toFloat().reduced (static_cast<float> (measures::margin), 0.0f);
    auto head = area.removeFromTop (headHeight);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Marks", head, fonts::name());
    graphics.setColour (theme.secondText);
    fonts::drawNumber (graphics, juce::String (markedSeconds, 1) + " s marked", head, fonts::label());
    for (size_t index = 0; index < lines.size() && index < maxRows; ++index)
    {
        const auto row = area.removeFromTop (rowStep).withHeight (rowHeight);
        graphics.setColour (theme.control);
        graphics.fillRoundedRectangle (row, measures::corner);
        graphics.setColour (theme.source (lines[index].colour));
        graphics.fillRoundedRectangle (row.withTrimmedLeft (12.0f)
                                           .withWidth (measures::chip)
                                           .withSizeKeepingCentre (measures::chip, measures::chip),
                                       measures::chipCorner);
        const auto text = row.withTrimmedLeft (36.0f).withTrimmedRight (36.0f);
        graphics.setColour (theme.text);
        fonts::drawText (graphics, lines[index].title, text.withHeight (20.0f).translated (0.0f, 3.0f),
                         fonts::value());
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, lines[index].span, text.withTop (row.getY() + 21.0f).withHeight (16.0f),
                         fonts::label());
    }
    fonts::drawParagraph (
        graphics, "Learning again fits the dictionary to what is frozen. Undo brings the old one back.",
        area.withHeight (noteHeight), fonts::label(), theme.secondText);
}

} // namespace unbraid::editor
