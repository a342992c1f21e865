// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Browser.h"

#include "Editor/Fonts.h"
#include "Editor/Measures.h"
#include "Editor/SourceName.h"

namespace unbraid::editor
{

namespace
{
constexpr int rowHeight = 52;
constexpr int headHeight = 28;
constexpr int sourcesLeft = -240, fromLeft = -136; // from the right edge
const juce::String dot = juce::String::fromUTF8 (" \xc2\xb7 ");
const juce::String tick = juce::String::fromUTF8 ("\xe2\x9c\x93");

bool hasAny (const plugin::PresetInfo& preset, const juce::StringArray& names)
{
    return std::any_of (preset.sources.begin(), preset.sources.end(),
                        [&names] (const juce::String& source) { return names.contains (source); });
}

enum class Kind
{
    speech,
    drums,
    instruments
};

Kind kindOf (const plugin::PresetInfo& preset)
{
    if (hasAny (preset, { "speech" }))
        return Kind::speech;
    return hasAny (preset, { "kick", "snare", "hi-hat", "toms", "cymbals" }) ? Kind::drums
                                                                             : Kind::instruments;
}

struct FilterKind
{
    const char* name;
    bool (*holds) (const plugin::PresetInfo&);
};

const std::array<FilterKind, 6> filterKinds{
    { { "All", [] (const plugin::PresetInfo&) { return true; } },
      { "Factory", [] (const plugin::PresetInfo& preset) { return preset.isFactory; } },
      { "User", [] (const plugin::PresetInfo& preset) { return ! preset.isFactory; } },
      { "Speech", [] (const plugin::PresetInfo& preset) { return kindOf (preset) == Kind::speech; } },
      { "Drums", [] (const plugin::PresetInfo& preset) { return kindOf (preset) == Kind::drums; } },
      { "Instruments",
        [] (const plugin::PresetInfo& preset) { return kindOf (preset) == Kind::instruments; } } }
};

juce::String factsOf (const plugin::PresetInfo& preset)
{
    if (preset.error.isNotEmpty())
        return preset.error;
    if (! preset.isRead)
        return "...";
    const int count = preset.sources.size();
    return juce::String (count) + (count == 1 ? " source" : " sources") + dot +
           countOf (preset.numAtoms, "atom") + dot + juce::String (juce::roundToInt (preset.windowMs)) +
           " ms window";
}

bool matches (const plugin::PresetInfo& preset, const juce::String& words)
{
    const auto text =
        preset.name + " " + preset.sources.joinIntoString (" ") + " " + preset.licence + " " + preset.about;
    const auto wanted = juce::StringArray::fromTokens (words.trim(), " ", {});
    return std::all_of (wanted.begin(), wanted.end(),
                        [&text] (const juce::String& word) { return text.containsIgnoreCase (word); });
}
} // namespace

/** One of the groups at the left, with how many it holds. */
class Browser::Filter : public juce::Button
{
public:
    Filter (const juce::String& name, std::function<void()> choose)
        : juce::Button (name)
    {
        setTitle (name);
        setTooltip ("Shows these dictionaries alone.");
        setRadioGroupId (1, juce::dontSendNotification);
        setMouseClickGrabsKeyboardFocus (false);
        onClick = std::move (choose);
    }

    void paintButton (juce::Graphics& graphics, bool isHovered, bool) override
    {
        const auto& theme = themeOf (*this);
        const auto area = getLocalBounds().toFloat();
        if (getToggleState() || isHovered)
        {
            graphics.setColour (getToggleState() ? theme.control : theme.panel);
            graphics.fillRoundedRectangle (area, measures::corner);
        }
        const auto words = area.reduced (8.0f, 0.0f);
        graphics.setColour (theme.text);
        fonts::drawText (graphics, getName(), words, getToggleState() ? fonts::value() : fonts::body());
        graphics.setColour (theme.secondText);
        fonts::drawNumber (graphics, juce::String (count), words, fonts::label());
    }

    int count = 0;
};

/** One dictionary in the list; the list has mouse and keyboard. */
class Browser::Row : public juce::Component, public juce::SettableTooltipClient
{
public:
    explicit Row (Browser& ownerToShow)
        : owner (ownerToShow)
    {
        setInterceptsMouseClicks (false, false);
    }

    void show (const plugin::PresetInfo& newPreset, bool shouldBeSelected)
    {
        preset = newPreset;
        isSelected = shouldBeSelected;
        repaint();
    }

    void paint (juce::Graphics& graphics) override
    {
        const auto& theme = themeOf (*this);
        auto area = getLocalBounds().toFloat();
        graphics.setColour (isSelected ? theme.control : theme.line);
        if (isSelected)
            graphics.fillRoundedRectangle (area.reduced (0.0f, 1.0f), measures::corner);
        else
            graphics.fillRect (area.reduced (8.0f, 0.0f).removeFromBottom (1.0f));
        const auto text = area.reduced (8.0f, 0.0f);
        paintName (graphics, text);
        graphics.setColour (preset.error.isEmpty() ? theme.secondText : theme.error);
        fonts::drawText (graphics, factsOf (preset),
                         text.withTop (27.0f).withHeight (16.0f).withRight (
                             preset.error.isEmpty() ? text.getRight() + sourcesLeft - 8.0f : text.getRight()),
                         fonts::label());
        if (preset.error.isNotEmpty())
            return;
        paintChips (graphics, text);
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, preset.isFactory ? "Factory" : "User",
                         text.withLeft (text.getRight() + fromLeft), fonts::body());
        fonts::drawText (graphics, preset.licence, text.withLeft (text.getRight() - 76.0f), fonts::body(),
                         juce::Justification::centredRight);
    }

private:
    void paintName (juce::Graphics& graphics, juce::Rectangle<float> text)
    {
        const auto& theme = themeOf (*this);
        const auto line =
            text.withTop (8.0f).withHeight (18.0f).withRight (text.getRight() + sourcesLeft - 8.0f);
        graphics.setColour (theme.text);
        fonts::drawText (graphics, preset.name, line, fonts::name());
        if (preset.name != owner.playing.name || preset.isFactory != owner.playing.isFactory)
            return;
        auto rest = line.withTrimmedLeft (fonts::widthOf (preset.name, fonts::name()) + 12.0f);
        icons::draw (graphics, icons::Icon::tick, rest.removeFromLeft (12.0f), theme.secondText, 12.0f);
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, "loaded", rest.withTrimmedLeft (4.0f), fonts::label());
    }

    void paintChips (juce::Graphics& graphics, juce::Rectangle<float> text)
    {
        const auto& theme = themeOf (*this);
        float x = text.getRight() + sourcesLeft;
        for (int index = 0; index < juce::jmin (preset.sources.size(), numSourceColours); ++index, x += 11.0f)
        {
            graphics.setColour (theme.source (index + 1));
            graphics.fillRoundedRectangle (x, 20.0f, 9.0f, 12.0f, 2.0f);
        }
    }

    Browser& owner;
    plugin::PresetInfo preset;
    bool isSelected = false;
};

Browser::Browser (plugin::PluginModel& modelToBrowse)
    : model (modelToBrowse)
    , loadFile ("Load file...", FlatButton::Style::normal, icons::Icon::file)
    , openFolder ("Open folder")
{
    setTitle ("Dictionaries");
    for (size_t index = 0; index < filterKinds.size(); ++index)
        addAndMakeVisible (filters.add (new Filter (filterKinds[index].name,
                                                    [this, index]
                                                    {
                                                        filter = static_cast<int> (index);
                                                        narrow();
                                                    })));
    filters[0]->setToggleState (true, juce::dontSendNotification);
    field.setComponentID ("search");
    field.setTitle ("Search");
    field.setTooltip ("Words of names, sources, licences and what a dictionary is for.");
    field.setIndents (10, 0);
    field.setJustification (juce::Justification::centredLeft);
    field.setFont (fonts::body());
    field.onTextChange = [this] { narrow(); };
    field.onEscapeKey = [this] { field.clear(); };
    field.onReturnKey = [this] { load (juce::jmax (0, list.getSelectedRow())); }; // the first that was found
    loadFile.introduce ("load_file", "Load dictionary file",
                        "Loads a dictionary from a file of your choice.");
    loadFile.onClick = [this]
    {
        if (onLoadFile != nullptr)
            onLoadFile();
    };
    openFolder.introduce ("open_folder", "Open folder", "Shows the folder of your own dictionaries.");
    openFolder.onClick = [this] { model.userFolder().startAsProcess(); };
    list.setComponentID ("presets");
    list.setTitle ("List of dictionaries");
    list.setTooltip ("A double-click or Return loads. What plays goes on until then.");
    list.setModel (this);
    list.setRowHeight (rowHeight);
    for (auto* child : std::initializer_list<juce::Component*>{ &field, &loadFile, &list, &openFolder })
        addAndMakeVisible (child);
}

void Browser::show (const plugin::DictionaryInfo& dictionary)
{
    playing = dictionary;
    all = model.presets();
    for (size_t index = 0; index < filterKinds.size(); ++index)
        filters[static_cast<int> (index)]->count =
            static_cast<int> (std::count_if (all.begin(), all.end(), filterKinds[index].holds));
    const auto before = chosen().name;
    narrow();
    const auto wanted = before.isNotEmpty() ? before : playing.name;
    for (size_t row = 0; row < rows.size(); ++row)
        if (rows[row].name == wanted)
            list.selectRow (static_cast<int> (row), false, true);
    repaint();
}

void Browser::narrow()
{
    rows.clear();
    for (const auto& preset : all)
        if (filterKinds[static_cast<size_t> (filter)].holds (preset) && matches (preset, field.getText()))
            rows.push_back (preset);
    list.updateContent();
    list.repaint();
    selectedRowsChanged (list.getSelectedRow());
}

void Browser::setRoomForMessage (int height)
{
    if (std::exchange (messageRoom, height) != height)
        resized();
}

juce::Rectangle<int> Browser::messageArea() const
{
    return juce::Rectangle<int> (filterWidth, 12 + measures::control + headHeight + 4,
                                 getWidth() - filterWidth, getHeight())
        .reduced (measures::margin, 8);
}

void Browser::search()
{
    field.grabKeyboardFocus();
}

plugin::PresetInfo Browser::chosen() const
{
    const int row = list.getSelectedRow();
    return juce::isPositiveAndBelow (row, static_cast<int> (rows.size())) ? rows[static_cast<size_t> (row)]
                                                                          : plugin::PresetInfo{};
}

juce::Component* Browser::refreshComponentForRow (int row, bool isSelected, juce::Component* existing)
{
    if (! juce::isPositiveAndBelow (row, getNumRows()))
    {
        delete existing;
        return nullptr;
    }
    auto* shown = existing != nullptr ? static_cast<Row*> (existing) : new Row (*this);
    shown->show (rows[static_cast<size_t> (row)], isSelected);
    return shown;
}

juce::String Browser::getNameForRow (int row)
{
    if (! juce::isPositiveAndBelow (row, getNumRows()))
        return {};
    const auto& preset = rows[static_cast<size_t> (row)];
    return preset.name + ", " + (preset.isFactory ? "factory" : "user") + ", " + factsOf (preset);
}

void Browser::selectedRowsChanged (int)
{
    if (onChosen != nullptr)
        onChosen (chosen());
}

void Browser::load (int row)
{
    if (juce::isPositiveAndBelow (row, getNumRows()))
        model.load (rows[static_cast<size_t> (row)].name);
}

void Browser::listBoxItemDoubleClicked (int row, const juce::MouseEvent&)
{
    load (row);
}

void Browser::returnKeyPressed (int row)
{
    load (row);
}

bool Browser::keyPressed (const juce::KeyPress& key)
{
    if (key != juce::KeyPress ('f', juce::ModifierKeys::commandModifier, 0))
        return false;
    search();
    return true;
}

Browser::~Browser() = default;

void Browser::resized()
{
    auto area = getLocalBounds();
    auto left = area.removeFromLeft (filterWidth).reduced (8, 0);
    left.removeFromTop (44);
    for (int index = 0; index < filters.size(); ++index)
    {
        if (index == 3)
            left.removeFromTop (28); // "Kind"
        filters[index]->setBounds (left.removeFromTop (measures::control));
    }
    openFolder.setBounds (left.removeFromBottom (measures::control + measures::margin)
                              .removeFromTop (measures::control)
                              .reduced (8, 0));
    area = area.reduced (measures::margin, 12);
    auto head = area.removeFromTop (measures::control);
    loadFile.setBounds (head.removeFromRight (112));
    head.removeFromRight (measures::unit);
    field.setBounds (head);
    area.removeFromTop (headHeight + 4 + messageRoom);
    list.setBounds (area.expanded (8, 0));
    field.setTextToShowWhenEmpty ("Search names, sources, licences", themeOf (*this).hintText);
}

void Browser::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.window);
    graphics.setColour (theme.line);
    graphics.fillRect (filterWidth - 1, 0, 1, getHeight());
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Dictionaries", { 16.0f, 8.0f, 140.0f, 32.0f }, fonts::name());
    graphics.setColour (theme.secondText);
    fonts::drawText (
        graphics, "Kind",
        juce::Rectangle<float> (16.0f, static_cast<float> (filters[3]->getY()) - 20.0f, 100.0f, 16.0f),
        fonts::label());
    const auto head = list.getBounds()
                          .withWidth (list.getVisibleRowWidth())
                          .reduced (8, 0)
                          .withHeight (headHeight)
                          .translated (0, -headHeight - messageRoom)
                          .toFloat();
    fonts::drawText (graphics, "Name", head, fonts::label());
    fonts::drawText (graphics, "Sources", head.withLeft (head.getRight() + sourcesLeft), fonts::label());
    fonts::drawText (graphics, "From", head.withLeft (head.getRight() + fromLeft), fonts::label());
    fonts::drawText (graphics, "Licence", head, fonts::label(), juce::Justification::centredRight);
    graphics.setColour (theme.line);
    graphics.fillRect (head.withHeight (head.getHeight()).removeFromBottom (1.0f));
    if (! rows.empty())
        return;
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "No dictionary has these words.", list.getBounds().withHeight (64).toFloat(),
                     fonts::body(), juce::Justification::centred);
}

} // namespace unbraid::editor
