// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Cell.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

Cell::Cell (const juce::String& name, juce::Component& controlToName)
    : control (controlToName)
{
    addAndMakeVisible (control);
    addAndMakeVisible (caption);
    caption.setText (name, juce::dontSendNotification);
    caption.setFont (caption.getFont().withHeight (palette::captionType));
    caption.setColour (juce::Label::textColourId, palette::secondText);
    caption.setBorderSize ({});
    caption.setMinimumHorizontalScale (1.0f);
    caption.setInterceptsMouseClicks (false, false);
    caption.setAccessible (false); // the control has its own title
}

void Cell::resized()
{
    auto area = getLocalBounds();
    auto* slider = dynamic_cast<juce::Slider*> (&control);
    if (slider != nullptr)
        slider->setBounds (area);
    auto top = area.removeFromTop (palette::captionHeight);
    if (slider != nullptr)
        top.removeFromRight (slider->getTextBoxWidth());
    else
        control.setBounds (area);
    caption.setBounds (top);
}

void placeInRow (juce::Rectangle<int> row, int gap,
                 std::initializer_list<std::pair<juce::Component*, int>> cells)
{
    int parts = 0;
    for (const auto& [cell, part] : cells)
        parts += part;
    const int width = row.getWidth() - gap * (static_cast<int> (cells.size()) - 1);
    int done = 0;
    int index = 0;
    for (const auto& [cell, part] : cells)
    {
        const int left = row.getX() + index++ * gap + width * done / parts;
        done += part;
        if (cell != nullptr)
            cell->setBounds (left, row.getY(), row.getX() + (index - 1) * gap + width * done / parts - left,
                             row.getHeight());
    }
}

} // namespace unbraid::editor
