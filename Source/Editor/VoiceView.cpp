// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/VoiceView.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Panels/NumbersPanel.h"
#include "Editor/Widgets/OwnedMenu.h"
#include "Editor/Widgets/Reduction.h"

namespace unbraid::editor
{

namespace
{
constexpr int headHeight = 40, footHeight = 28;
constexpr int nameHeight = 24;
constexpr int levelsWidth = 196; // with their margin
constexpr int voiceWidth = 272;
constexpr int pairDrop = -4; // so that the names stand in the middle with their dials
constexpr int levelStep = ScaledLevel::height + 14;
constexpr auto roomName = "room"; // source that is the voice's own late reverberation
constexpr auto roomWords = "Room reduction";
constexpr auto roomPurpose =
    "Level of the room behind the voice: 0 dB leaves it as it was, -inf makes the voice dry.";
constexpr auto levelPurpose = "Level of this source in the mix: 0 dB leaves it as it was, -inf removes it.";

/** The source that is the room, where *Reduction* leaves it alone. */
std::optional<size_t> roomOf (const plugin::DictionaryInfo& dictionary)
{
    const auto numLevels = juce::jmin (dictionary.sources.size(), static_cast<size_t> (plugin::numStrips));
    for (size_t index = 0; index < numLevels; ++index)
        if (dictionary.sources[index].name == roomName && dictionary.sources[index].isTarget)
            return index;
    return std::nullopt;
}
} // namespace

VoiceView::VoiceView (plugin::PluginModel& modelToShow)
    : model (modelToShow)
    , dictionary ("No dictionary")
    , menu ({}, FlatButton::Style::quiet, icons::Icon::more)
    , expand ({}, FlatButton::Style::quiet, icons::Icon::expand)
    , reduction (*model.parameters().reductionDb)
    , sourceButton ({}, FlatButton::Style::quiet)
    , before ("level_before", "Before", "Peak level of the input.")
    , after ("level_after", "After", "Peak level of the output.")
    , bypass (*model.parameters().bypass, "Bypass",
              "Plays the unprocessed input, with the same delay as the mix.", icons::Icon::bypass)
    , removed (*model.parameters().delta, "Removed",
               "Plays what the mix removes: the delayed input minus the mix.", icons::Icon::delta)
    , voice (model)
    , message ([this] { model.status().dismissMessage(); })
{
    dictionary.introduce ("dictionary", "Dictionary", "The dictionary in use. Click to choose another.");
    menu.introduce ("menu", "Menu", "The look of the window, light or dark, and its size.");
    expand.introduce ("expand", "Mix", "Opens the picture and the strips of the sources.");
    bypass.setTitle ("Bypass");
    removed.setTitle ("Removed");
    dictionary.setLeftAligned (true);
    dictionary.setTrailing (icons::Icon::down);
    dictionary.onClick = [this] { onBrowse(); };
    menu.onClick = [this] { onMenu(); };
    expand.onClick = [this] { onExpand(); };
    sourceButton.setLeftAligned (true);
    sourceButton.setTrailing (icons::Icon::down);
    sourceButton.onClick = [this] { offerSources(); };
    addChildComponent (sourceButton);
    for (auto* child : std::initializer_list<juce::Component*>{ &dictionary, &menu, &expand, &reduction,
                                                                &before, &after, &bypass, &removed })
        addAndMakeVisible (child);
    addChildComponent (voice);
    addChildComponent (message);
    message.onHeight = [this] { resized(); };
    (void)model.dictionaries().presets(); // so that they are read by the time their menu opens
}

void VoiceView::show (const plugin::DictionaryInfo& current)
{
    dictionary.setButtonText (current.name.isEmpty() ? juce::String ("No dictionary") : current.name);
    dictionary.setTitle ("Dictionary " + dictionary.getButtonText());
    reduction.show (current);
    voice.show (current);
    if (std::exchange (playing, current).number != current.number)
        chosen = 0;
    showDial();
    showRoom();
    message.show (model.status().message(), current.name);
    resized();
    repaint();
}

/** The dial of the dictionary, or of one of its sources. */
void VoiceView::showDial()
{
    const int numLevels = juce::jmin (static_cast<int> (playing.sources.size()), plugin::numStrips);
    const bool hasSource = numLevels > 0 && ! canReduce (playing);
    reduction.setVisible (! hasSource);
    sourceButton.setVisible (hasSource);
    if (! hasSource)
        return sourceLevel.reset();
    const auto index = static_cast<size_t> (juce::jlimit (0, numLevels - 1, chosen));
    const auto name = shownName (playing.sources[index].name);
    sourceButton.setButtonText ("Level of " + name);
    sourceButton.introduce ("voice_source", "Source of the dial: " + name,
                            "The source whose level the dial sets. Click to choose another.");
    if (sourceLevel == nullptr || levelSource != index) // else it may be in a hand
    {
        sourceLevel = std::make_unique<Dial> (*model.parameters().strips[index].gainDb, levelPurpose);
        levelSource = index;
        addAndMakeVisible (*sourceLevel);
        message.toFront (false);
    }
    sourceLevel->setComponentID ("voice_level");
    sourceLevel->setTitle ("Level of " + name);
}

/** A dial of its own beside *Reduction*. */
void VoiceView::showRoom()
{
    const auto index = canReduce (playing) ? roomOf (playing) : std::nullopt;
    if (! index)
        return room.reset();
    if (room != nullptr && roomSource == *index) // it may be in a hand
        return;
    room = std::make_unique<ReductionDial> (*model.parameters().strips[*index].gainDb, roomPurpose);
    roomSource = *index;
    room->setComponentID ("voice_room");
    room->setTitle (roomWords);
    addAndMakeVisible (*room);
    message.toFront (false);
}

void VoiceView::chooseSource (int index)
{
    chosen = index;
    showDial();
    resized();
    repaint();
}

void VoiceView::offerSources()
{
    juce::PopupMenu offered;
    const int numLevels = juce::jmin (static_cast<int> (playing.sources.size()), plugin::numStrips);
    for (int index = 0; index < numLevels; ++index)
        offered.addItem (shownName (playing.sources[static_cast<size_t> (index)].name), true, index == chosen,
                         whileAlive (*this, [index] (VoiceView& view) { view.chooseSource (index); }));
    offered.showMenuAsync (menuOptions (*this, sourceButton));
}

void VoiceView::pollLevels()
{
    const float input = model.meters().input.take();
    before.show (input, input);
    const auto [left, right] = model.meters().mix.takeSides();
    after.show (left, right);
    voice.poll();
}

void VoiceView::showNumbers (const plugin::EngineNumbers& numbers,
                             const std::optional<ProgramNumbers>& program)
{
    const auto words = quietText (numbers, program);
    numbersHelp = quietHelp (program.has_value());
    if (std::exchange (numbersText, words) != words)
        repaint (getLocalBounds().removeFromBottom (footHeight));
}

juce::String VoiceView::getTooltip()
{
    const auto foot = getLocalBounds().removeFromBottom (footHeight);
    const auto at = getMouseXYRelative();
    return foot.contains (at) && at.x > getWidth() / 2 ? numbersHelp : juce::String();
}

void VoiceView::resized()
{
    auto area = getLocalBounds();
    auto head = area.removeFromTop (headHeight).reduced (0, 6);
    message.setBounds (area.reduced (measures::unit)
                           .withHeight (message.wantedHeight (area.getWidth() - 2 * measures::unit)));
    head.removeFromLeft (112);
    head.removeFromRight (measures::unit);
    menu.setBounds (head.removeFromRight (measures::control));
    expand.setBounds (head.removeFromRight (measures::control));
    head.removeFromRight (measures::unit);
    dictionary.setBounds (head.withWidth (juce::jmin (240, head.getWidth())));
    voice.setBounds (area.removeFromBottom (footHeight)
                         .withTrimmedLeft (measures::margin)
                         .withWidth (voiceWidth)
                         .withSizeKeepingCentre (voiceWidth, footHeight - 4));
    auto side = area.removeFromRight (levelsWidth).withTrimmedRight (measures::margin);
    side = side.withSizeKeepingCentre (side.getWidth(), 2 * levelStep + measures::control);
    before.setBounds (side.withHeight (ScaledLevel::height));
    after.setBounds (side.withHeight (ScaledLevel::height).translated (0, levelStep));
    auto buttons = side.removeFromBottom (measures::control);
    bypass.setBounds (buttons.removeFromLeft ((buttons.getWidth() - measures::unit) / 2));
    removed.setBounds (buttons.withTrimmedLeft (measures::unit));
    placeDials (area.reduced (measures::margin, 0).withTrimmedTop (nameHeight + 8));
    sourceButton.setBounds (
        nameArea().withSizeKeepingCentre (sourceButton.wantedWidth() + measures::control, nameHeight));
}

void VoiceView::placeDials (juce::Rectangle<int> area)
{
    reduction.setBounds (area);
    if (room != nullptr) // two squares beside each other, their names right above them
    {
        const int side = juce::jmin (area.getWidth() / 2, area.getHeight());
        const auto pair = area.withSizeKeepingCentre (2 * side, side).translated (0, pairDrop);
        reduction.setBounds (pair.withWidth (side));
        room->setBounds (pair.withTrimmedLeft (side));
    }
    if (sourceLevel != nullptr)
        sourceLevel->setBounds (reduction.getBounds());
}

juce::Rectangle<int> VoiceView::nameAbove (const juce::Component& dial)
{
    return dial.getBounds().withHeight (nameHeight).translated (0, -nameHeight);
}

/** Effects of the dials; that of a source has a button there. */
void VoiceView::paintNames (juce::Graphics& graphics)
{
    if (sourceLevel != nullptr)
        return;
    const auto name = nameArea().toFloat();
    const auto& words = reduction.name();
    const auto font = room != nullptr ? fonts::name() : fonts::heading(); // two stand close
    graphics.setColour (themeOf (*this).text);
    if (room != nullptr)
        fonts::drawText (graphics, roomWords, nameAbove (*room).toFloat(), font,
                         juce::Justification::centred);
    fonts::drawText (graphics, words.upToFirstOccurrenceOf (": ", false, false), name, font,
                     juce::Justification::centred);
    graphics.setColour (themeOf (*this).secondText);
    fonts::drawText (graphics, words.fromFirstOccurrenceOf (": ", false, false),
                     name.translated (0.0f, nameHeight - 4.0f), fonts::label(), juce::Justification::centred);
}

void VoiceView::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.window);
    graphics.setColour (theme.panel);
    graphics.fillRect (getLocalBounds().removeFromTop (headHeight));
    icons::draw (graphics, icons::Icon::unbraid, { 12.0f, 0.0f, 16.0f, headHeight }, theme.text);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Unbraid", { 36.0f, 0.0f, 72.0f, headHeight }, fonts::name());
    paintNames (graphics);
    const auto foot = getLocalBounds().removeFromBottom (footHeight).reduced (measures::margin, 0).toFloat();
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, numbersText, foot, fonts::label(), juce::Justification::centredRight);
}

} // namespace unbraid::editor
