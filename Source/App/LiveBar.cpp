// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/LiveBar.h"

#include "Editor/Palette.h"

namespace unbraid::app
{

namespace
{
namespace palette = editor::palette;
using Stage = live::LiveSession::Stage;

constexpr int rowHeight = 64;
constexpr int noticeHeight = 32;
constexpr int buttonWidth = 88;
constexpr int levelWidth = 96;
constexpr int levelHeight = 8;
constexpr int playerWidth = 368;
constexpr float lowestDb = -60.0f;
constexpr int slowPolls = editor::ShowingTimer::ticksPerSecond / 3; // as often as words can be read

float levelScale (float db)
{
    return juce::jlimit (0.0f, 1.0f, 1.0f - db / lowestDb);
}

juce::String timing (const live::LiveSession& session)
{
    if (session.stage() != Stage::running)
        return {};
    const double ours = session.processorLatencyMs();
    const double device = session.deviceLatencyMs();
    return juce::String (juce::roundToInt (ours + device)) + " ms from in to out, " +
           juce::String (juce::roundToInt (ours)) + " of them ours; load " +
           juce::String (juce::roundToInt (100.0 * session.load())) + " %";
}
} // namespace

LiveBar::LiveBar (live::LiveSession& liveSession, std::function<void()> onDevices,
                  std::function<void()> onHeight)
    : session (liveSession)
    , heightChanged (std::move (onHeight))
    , devicesButton ("Devices...")
    , level (palette::fill, levelScale)
    , player (session.player())
    , timer (*this, [this] { poll(); })
{
    devicesButton.onClick = std::move (onDevices);
    devicesButton.setTooltip ("Choose the microphone and where the sound goes.");
    level.setTooltip ("What comes in: the microphone, or the file while it plays.");
    addText (deviceText, palette::text, "device");
    addText (timingText, palette::secondText, "timing");
    addText (levelName, palette::secondText, {});
    addText (notice, palette::secondText, "notice");
    levelName.setText ("Microphone", juce::dontSendNotification);
    for (auto* child : std::initializer_list<juce::Component*>{ &devicesButton, &level, &player })
        addAndMakeVisible (child);
    session.addChangeListener (this);
    changeListenerCallback (nullptr);
}

LiveBar::~LiveBar()
{
    session.removeChangeListener (this);
}

void LiveBar::addText (juce::Label& label, juce::Colour colour, const juce::String& id)
{
    label.setComponentID (id);
    label.setFont (label.getFont().withHeight (palette::captionType));
    label.setColour (juce::Label::textColourId, colour);
    label.setBorderSize ({});
    label.setMinimumHorizontalScale (1.0f);
    addAndMakeVisible (label);
}

void LiveBar::changeListenerCallback (juce::ChangeBroadcaster*)
{
    const auto description = session.description();
    deviceText.setText (session.stage() == Stage::running ? description : "No sound device",
                        juce::dontSendNotification);
    deviceText.setTooltip (description);
    pollSlowly();
}

void LiveBar::poll()
{
    level.show (session.engine().input.take());
    if (numPolls++ % slowPolls == 0)
        pollSlowly();
}

void LiveBar::pollSlowly()
{
    timingText.setText (timing (session), juce::dontSendNotification);
    const auto status = session.player().status();
    player.show (status);
    levelName.setText (status.isPlaying ? "File" : "Microphone", juce::dontSendNotification);
    showNotice (session.stage() == Stage::missing
                    ? (session.kept() == nullptr ? juce::String ("Looking for a sound device")
                                                 : "Looking for " + session.description())
                    : juce::String (status.error));
}

/** What is wrong; else a word of caution; else nothing, and no room is taken. */
void LiveBar::showNotice (const juce::String& trouble)
{
    const int before = wantedHeight();
    isTrouble = trouble.isNotEmpty();
    notice.setText (isTrouble               ? trouble
                    : session.mayFeedBack() ? "Loudspeakers near the microphone may howl: wear headphones."
                                            : "",
                    juce::dontSendNotification);
    notice.setTooltip (notice.getText());
    notice.setColour (juce::Label::textColourId, isTrouble ? palette::error : palette::secondText);
    notice.setVisible (notice.getText().isNotEmpty());
    if (wantedHeight() != before)
        heightChanged();
    repaint();
}

int LiveBar::wantedHeight() const
{
    return rowHeight + (notice.isVisible() ? noticeHeight : 0);
}

void LiveBar::resized()
{
    auto area = getLocalBounds();
    notice.setBounds (area.withTop (rowHeight).withHeight (noticeHeight).reduced (palette::margin, 0));
    auto row = area.removeFromTop (rowHeight).reduced (palette::margin, palette::unit);
    const auto middle = [] (juce::Rectangle<int> place, int height)
    { return place.withSizeKeepingCentre (place.getWidth(), height); };
    devicesButton.setBounds (middle (row.removeFromLeft (buttonWidth), palette::controlHeight));
    row.removeFromLeft (palette::margin);
    player.setBounds (row.removeFromRight (playerWidth));
    row.removeFromRight (palette::margin);
    auto meter = middle (row.removeFromRight (levelWidth), 2 * palette::captionHeight);
    levelName.setBounds (meter.removeFromTop (palette::captionHeight));
    level.setBounds (middle (meter, levelHeight));
    row.removeFromRight (palette::margin);
    auto words = middle (row, 2 * palette::captionHeight);
    deviceText.setBounds (words.removeFromTop (palette::captionHeight));
    timingText.setBounds (words);
}

void LiveBar::paint (juce::Graphics& graphics)
{
    graphics.fillAll (palette::panel);
    if (isTrouble)
    {
        graphics.setColour (palette::errorBack);
        graphics.fillRect (getLocalBounds().withTop (rowHeight));
    }
    graphics.setColour (palette::line);
    graphics.fillRect (0, rowHeight - 1, getWidth(), 1);
}

} // namespace unbraid::app
