// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/TakePicture.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/SpokenValue.h"

#include <algorithm>
#include <cmath>

namespace unbraid::app
{

namespace
{
namespace fonts = editor::fonts;
namespace measures = editor::measures;

constexpr float columnStep = 3.0f, columnWidth = 2.0f;
constexpr float inset = 6.0f;
constexpr float smallestScale = 0.02f; // what is softer is not drawn larger than this
constexpr float playheadWidth = 2.0f;

juce::String decibels (float value)
{
    return juce::String (juce::Decibels::gainToDecibels (value, -100.0f), 0) + " dB";
}
} // namespace

TakePicture::TakePicture()
{
    setComponentID ("first_take");
    setTitle ("The recording");
    setTooltip ("Inside: what is kept. Outside: what is removed.");
}

int TakePicture::numColumns() const
{
    return juce::jmax (1, static_cast<int> ((static_cast<float> (getWidth()) - 2.0f * inset) / columnStep));
}

TakePicture::Column TakePicture::columnOf (const live::Take& take, int index) const
{
    const auto edge = [this, &take] (int column)
    { return static_cast<int> (static_cast<juce::int64> (take.numSamples()) * column / numColumns()); };
    Column column;
    for (int side = 0; side < live::Take::numSides; ++side)
        for (int n = edge (index); n < edge (index + 1); ++n)
        {
            const float after = take.after.getSample (side, n);
            column.kept = std::max (column.kept, std::abs (after));
            column.taken = std::max (column.taken, std::abs (take.before.getSample (side, n) - after));
        }
    return column;
}

void TakePicture::show (const live::Take* take, const live::Rehearsal::Status& status)
{
    now = status;
    const bool isThere = take != nullptr && (now.isRecording || now.isReady);
    const int numSamples = isThere ? take->numRecorded() : 0;
    const int numWhole =
        isThere ? static_cast<int> (static_cast<juce::int64> (numSamples) * numColumns() / take->numSamples())
                : 0;
    if (take != shown || numWhole < static_cast<int> (columns.size()))
        columns.clear();
    shown = isThere ? take : nullptr;
    while (static_cast<int> (columns.size()) < numWhole)
        columns.push_back (columnOf (*take, static_cast<int> (columns.size())));
    repaint();
}

juce::String TakePicture::words() const
{
    if (! now.isReady || columns.empty())
        return now.isRecording ? "recording" : "nothing recorded";
    Column loudest;
    for (const auto& column : columns)
        loudest = { std::max (loudest.kept, column.kept), std::max (loudest.taken, column.taken) };
    return juce::String (now.recordedSeconds, 1) + " seconds; kept up to " + decibels (loudest.kept) +
           ", taken away up to " + decibels (loudest.taken);
}

void TakePicture::resized()
{
    columns.clear();
    show (shown, now);
}

void TakePicture::paint (juce::Graphics& graphics)
{
    const auto& theme = editor::themeOf (*this);
    graphics.setColour (theme.well);
    graphics.fillRoundedRectangle (getLocalBounds().toFloat(), measures::corner);
    const auto area = getLocalBounds().toFloat().reduced (inset);
    if (columns.empty())
    {
        graphics.setColour (theme.hintText);
        fonts::drawText (graphics,
                         now.isRecording ? "Speak now, and leave a pause."
                                         : "Record five seconds: speak, and leave a pause.",
                         area, fonts::body(), juce::Justification::centred);
        return;
    }
    float peak = smallestScale;
    for (const auto& column : columns)
        peak = std::max (peak, column.kept + column.taken);
    for (size_t index = 0; index < columns.size(); ++index)
    {
        const auto cell =
            area.withX (area.getX() + columnStep * static_cast<float> (index)).withWidth (columnWidth);
        const auto bar = [&] (float value)
        {
            const float height = std::max (1.0f, std::round (value / peak * area.getHeight()));
            graphics.fillRect (cell.withSizeKeepingCentre (columnWidth, height));
        };
        graphics.setColour (theme.source (2));
        bar (columns[index].kept + columns[index].taken);
        graphics.setColour (theme.source (1));
        bar (columns[index].kept);
    }
    if (! now.isReady || (! now.isPlaying && now.positionSeconds <= 0.0))
        return;
    const auto share = static_cast<float> (now.positionSeconds / live::Rehearsal::seconds);
    graphics.setColour (theme.text);
    graphics.fillRect (area.getX() + std::round (share * area.getWidth()), 0.0f, playheadWidth,
                       static_cast<float> (getHeight()));
}

std::unique_ptr<juce::AccessibilityHandler> TakePicture::createAccessibilityHandler()
{
    return editor::spokenValue (*this, juce::AccessibilityRole::image, [this] { return words(); });
}

} // namespace unbraid::app
