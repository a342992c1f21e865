// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/Browser.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Panels/PresetKinds.h"
#include "Editor/Panels/PresetRow.h"

namespace unbraid::editor
{

namespace
{
constexpr int headHeight = 28;
} // namespace

/** One of the groups at the left, with how many it holds. */
class Browser::Filter : public juce::Button
{
public:
    Filter (const juce::String& name, std::function<void()> choose)
        : juce::Button (name)
    {
        setTitle (name);
        setTooltip ("Shows only these dictionaries.");
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
        fonts::drawNumber (graphics, countText(), words, fonts::label());
    }

    /** How many it holds; empty while that is not known. */
    void setCount (std::optional<int> newCount)
    {
        count = newCount;
        setDescription (countText());
        repaint();
    }

    [[nodiscard]] juce::String countText() const { return count ? juce::String (*count) : juce::String(); }

private:
    std::optional<int> count;
};

Browser::Browser (plugin::PresetModel& modelToBrowse)
    : model (modelToBrowse)
    , back ("Back", FlatButton::Style::normal, icons::Icon::previous)
    , loadFile ("Load file...", FlatButton::Style::normal, icons::Icon::file)
    , openFolder ("Open folder")
{
    setTitle ("Dictionaries");
    for (size_t index = 0; index < presetKinds().size(); ++index)
        addAndMakeVisible (filters.add (new Filter (presetKinds()[index].name,
                                                    [this, index]
                                                    {
                                                        filter = static_cast<int> (index);
                                                        narrow();
                                                    })));
    filters[0]->setToggleState (true, juce::dontSendNotification);
    field.setComponentID ("search");
    field.setTitle ("Search");
    field.setTooltip ("Searches names, sources, licences and descriptions.");
    field.setIndents (10, 0);
    field.setJustification (juce::Justification::centredLeft);
    field.setFont (fonts::body());
    field.onTextChange = [this] { narrow(); };
    field.onEscapeKey = [this] { leave(); };
    field.onReturnKey = [this] { load (juce::jmax (0, list.getSelectedRow())); }; // the first that was found
    back.introduce ("browser_back", "Back", "Back to the picture. Key: Escape.");
    back.onClick = [this] { leave(); };
    loadFile.introduce ("load_file", "Load dictionary file", "Loads a dictionary from a file.");
    loadFile.onClick = [this]
    {
        if (onLoadFile != nullptr)
            onLoadFile();
    };
    openFolder.introduce ("open_folder", "Open folder", "Shows the folder of your own dictionaries.");
    openFolder.onClick = [this] { model.userFolder().startAsProcess(); };
    list.setComponentID ("presets");
    list.setTitle ("List of dictionaries");
    list.setTooltip ("Double-click or Return loads. The current dictionary plays until then.");
    list.setModel (this);
    list.setRowHeight (PresetRow::height);
    for (auto* child :
         std::initializer_list<juce::Component*>{ &back, &field, &loadFile, &list, &openFolder })
        addAndMakeVisible (child);
}

void Browser::show (const plugin::DictionaryInfo& dictionary)
{
    playing = dictionary;
    all = inOrder (model.presets());
    countKinds();
    const auto before = chosen().name;
    narrow();
    const auto wanted = before.isNotEmpty() ? before : playing.name;
    for (size_t row = 0; row < rows.size(); ++row)
        if (rows[row].name == wanted)
            list.selectRow (static_cast<int> (row), false, true);
    repaint();
}

/** Sources of a dictionary are known once all files were read. */
void Browser::countKinds()
{
    const bool isRead =
        std::all_of (all.begin(), all.end(), [] (const auto& preset) { return preset.isRead; });
    for (size_t index = 0; index < presetKinds().size(); ++index)
    {
        const auto& kind = presetKinds()[index];
        filters[static_cast<int> (index)]->setCount (
            kind.needsFile && ! isRead
                ? std::nullopt
                : std::optional (static_cast<int> (std::count_if (all.begin(), all.end(), kind.holds))));
    }
}

void Browser::narrow()
{
    rows.clear();
    for (const auto& preset : all)
        if (presetKinds()[static_cast<size_t> (filter)].holds (preset) && matches (preset, field.getText()))
            rows.push_back (preset);
    std::stable_partition (rows.begin(), rows.end(),
                           [this] (const plugin::PresetInfo& preset)
                           { return preset.name.startsWithIgnoreCase (field.getText().trim()); });
    list.updateContent();
    repaint(); // the headings stand over the columns, which the scrollbar moves
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

void Browser::leave()
{
    field.clear();
    if (onBack != nullptr)
        onBack();
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
    auto* shown = existing != nullptr ? static_cast<PresetRow*> (existing) : new PresetRow();
    const auto& preset = rows[static_cast<size_t> (row)];
    const bool isPlaying = preset.name == playing.name && preset.isFactory == playing.isFactory;
    shown->show (preset, isSelected,
                 ! isPlaying               ? juce::String()
                 : model.trial().isEmpty() ? juce::String ("loaded")
                                           : juce::String ("on trial"));
    return shown;
}

juce::String Browser::getNameForRow (int row)
{
    if (! juce::isPositiveAndBelow (row, getNumRows()))
        return {};
    const auto& preset = rows[static_cast<size_t> (row)];
    return preset.name + ", " + (preset.isFactory ? "factory" : "user") + ", " + purposeOf (preset);
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
    back.setBounds (head.removeFromLeft (76));
    head.removeFromLeft (measures::unit);
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
    const auto columns = PresetRow::columnsFor (list.getVisibleRowWidth());
    const auto heading = [&] (const juce::String& words, int left)
    {
        if (left < 0)
            fonts::drawText (graphics, words, head.withLeft (head.getRight() + static_cast<float> (left)),
                             fonts::label());
    };
    fonts::drawText (graphics, "Name", head, fonts::label());
    heading ("Sources", columns.sources);
    heading ("From", columns.from);
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
