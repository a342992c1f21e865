// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/RecordingList.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Widgets/ReasonText.h"

namespace unbraid::editor
{

namespace
{
constexpr int goodHeight = 28;
constexpr int refusedTop = 24; // above the reason
constexpr int edge = 8, iconSize = 16, buttonRoom = 32;
constexpr int gap = 2;

bool isSame (const std::vector<plugin::RecordingInfo>& one, const std::vector<plugin::RecordingInfo>& other)
{
    return std::equal (one.begin(), one.end(), other.begin(), other.end(),
                       [] (const auto& a, const auto& b)
                       { return a.file == b.file && a.isChecked == b.isChecked && a.error == b.error; });
}
} // namespace

class RecordingList::Row : public juce::Component
{
public:
    Row (const plugin::RecordingInfo& info, std::function<void()> onRemove)
        : recording (info)
        , remove ({}, FlatButton::Style::quiet, icons::Icon::close)
        , why ("why_refused", juce::Justification::centredLeft)
    {
        const auto name = recording.file.getFileName();
        setTitle (name + (recording.error.isEmpty() ? "" : ", refused: " + recording.error));
        remove.introduce ("remove_" + name, "Remove " + name, "Removes this recording from the list.");
        remove.onClick = std::move (onRemove);
        addAndMakeVisible (remove);
        why.setWrapping (true);
        why.say (recording.error);
        addChildComponent (why);
        why.setVisible (recording.error.isNotEmpty());
    }

    [[nodiscard]] int wantedHeight (int width) const
    {
        return recording.error.isEmpty() ? goodHeight : refusedTop + why.wantedHeight (whyWidth (width)) + 6;
    }

    void resized() override
    {
        why.setBounds (2 * edge + iconSize, refusedTop, whyWidth (getWidth()),
                       why.wantedHeight (whyWidth (getWidth())));
        remove.setBounds (getLocalBounds().removeFromRight (28).withSizeKeepingCentre (24, 24));
    }

    void paint (juce::Graphics& graphics) override
    {
        const auto& theme = themeOf (*this);
        const bool isRefused = recording.error.isNotEmpty();
        auto area = getLocalBounds().toFloat();
        graphics.setColour (isRefused ? theme.errorBack : theme.control);
        graphics.fillRoundedRectangle (area, measures::corner);
        area = area.reduced (static_cast<float> (edge), 0.0f).withTrimmedRight (24.0f);
        icons::draw (graphics, isRefused ? icons::Icon::warning : icons::Icon::file,
                     area.removeFromLeft (16.0f), isRefused ? theme.error : theme.secondText);
        area.removeFromLeft (8.0f);
        if (isRefused)
        {
            area = area.withTop (5.0f).withHeight (18.0f);
        }
        else
        {
            graphics.setColour (theme.secondText);
            fonts::drawNumber (graphics,
                               recording.isChecked ? clockTime (std::round (recording.seconds))
                                                   : juce::String ("..."),
                               area, fonts::label());
            area.removeFromRight (44.0f);
        }
        graphics.setColour (theme.text);
        fonts::drawText (graphics, recording.file.getFileName(), area,
                         isRefused ? fonts::value() : fonts::body());
    }

private:
    [[nodiscard]] static int whyWidth (int width)
    {
        return juce::jmax (1, width - 2 * edge - iconSize - buttonRoom);
    }

    plugin::RecordingInfo recording;
    FlatButton remove;
    ReasonText why;
};

RecordingList::RecordingList (plugin::LearnModel& modelToFill)
    : model (modelToFill)
{
    setTitle ("Recordings");
    viewport.setViewedComponent (&content, false);
    viewport.setScrollBarsShown (true, false);
    viewport.setWantsKeyboardFocus (false);
    addChildComponent (viewport);
}

RecordingList::~RecordingList() = default;

void RecordingList::poll()
{
    auto now = model.recordings();
    if (isSame (now, recordings))
        return;
    recordings = std::move (now);
    rows.clear();
    for (const auto& recording : recordings)
        content.addAndMakeVisible (
            rows.add (new Row (recording,
                               [this, file = recording.file]
                               {
                                   model.removeRecording (file);
                                   juce::MessageManager::callAsync (
                                       [safe = juce::Component::SafePointer<RecordingList> (this)]
                                       {
                                           if (safe != nullptr)
                                               safe->poll(); // not while the row calls
                                       });
                               })));
    viewport.setVisible (! recordings.empty());
    resized();
    repaint();
}

int RecordingList::numGood() const
{
    return static_cast<int> (std::count_if (recordings.begin(), recordings.end(),
                                            [] (const auto& recording)
                                            { return recording.isChecked && recording.error.isEmpty(); }));
}

double RecordingList::secondsInAll() const
{
    double sum = 0.0;
    for (const auto& recording : recordings)
        sum += recording.error.isEmpty() ? recording.seconds : 0.0;
    return sum;
}

void RecordingList::setNumHovering (int numFiles)
{
    numHovering = numFiles;
    viewport.setVisible (! recordings.empty() && numHovering == 0);
    repaint();
}

void RecordingList::resized()
{
    viewport.setBounds (getLocalBounds());
    int y = 0;
    const int width = getWidth() - 10;
    for (auto* row : rows)
    {
        row->setBounds (0, y, width, row->wantedHeight (width));
        y = row->getBottom() + gap;
    }
    content.setSize (width, y);
}

void RecordingList::paintDropZone (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto area = getLocalBounds().toFloat().reduced (1.0f);
    juce::Path outline, dashes;
    outline.addRoundedRectangle (area, 6.0f);
    const float dash[] = { 4.0f, 4.0f };
    const bool isOver = numHovering > 0;
    juce::PathStrokeType (isOver ? 2.0f : 1.5f).createDashedStroke (dashes, outline, dash, 2);
    graphics.setColour (theme.well);
    graphics.fillPath (outline);
    graphics.setColour (isOver ? theme.text : theme.edge);
    graphics.fillPath (dashes);
    area = area.reduced (8.0f, 2.0f);
    paintInvitation (graphics, area, isOver);
}

/** As much of it as there is room for, the most important first. */
void RecordingList::paintInvitation (juce::Graphics& graphics, juce::Rectangle<float> area, bool isOver)
{
    constexpr float iconHeight = 24.0f, titleHeight = 24.0f, lineHeight = 18.0f;
    const auto& theme = themeOf (*this);
    const auto formats = juce::String::fromUTF8 ("WAV \xc2\xb7 FLAC \xc2\xb7 AIFF \xc2\xb7 OGG \xc2\xb7 MP3");
    const juce::StringArray lines{ "20 s or more in total are good", formats };
    const float room = area.getHeight() - titleHeight;
    const int numLines = juce::jlimit (0, lines.size(), static_cast<int> (room / lineHeight));
    const float textHeight = titleHeight + lineHeight * static_cast<float> (numLines);
    const bool hasIcon = textHeight + iconHeight <= area.getHeight();
    area = area.withSizeKeepingCentre (area.getWidth(), textHeight + (hasIcon ? iconHeight : 0.0f));
    if (hasIcon)
        icons::draw (graphics, icons::Icon::drop, area.removeFromTop (iconHeight),
                     isOver ? theme.text : theme.secondText, 20.0f);
    graphics.setColour (theme.text);
    fonts::drawText (graphics,
                     isOver ? "Drop to add " + juce::String (numHovering)
                            : juce::String ("Drop recordings of one source alone"),
                     area.removeFromTop (titleHeight), fonts::name(), juce::Justification::centred);
    graphics.setColour (theme.secondText);
    for (int index = 0; index < numLines; ++index)
        fonts::drawText (graphics, lines[index], area.removeFromTop (lineHeight),
                         index == 0 ? fonts::body() : fonts::label(), juce::Justification::centred);
}

void RecordingList::paint (juce::Graphics& graphics)
{
    if (recordings.empty() || numHovering > 0)
        paintDropZone (graphics);
}

} // namespace unbraid::editor
