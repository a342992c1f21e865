// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/Fonts.h"
#include "Editor/Look/Words.h"
#include "Editor/Panels/PresetKinds.h"
#include "Editor/Panels/PresetRow.h"
#include "Files/ModelCard.h"
#include "Host/EditorFakes.h"
#include "Host/HeadlessWindow.h"
#include "JuceVersions.h"
#include "Plugin/PluginProcessor.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** The group of that name at the browser's left. */
juce::Button& groupOf (Desk& desk, const juce::String& name)
{
    juce::Button* group = nullptr;
    visit (*desk.editor,
           [&] (juce::Component& component)
           {
               if (auto* button = dynamic_cast<juce::Button*> (&component);
                   button != nullptr && button->getName() == name)
                   group = button;
           });
    REQUIRE (group != nullptr);
    return *group;
}

/** What stands beside its name; empty: nothing yet. */
juce::String countOf (Desk& desk, const juce::String& group)
{
    return groupOf (desk, group).getDescription();
}

juce::StringArray rowsOf (Desk& desk)
{
    auto* model = anyJuce::modelOf (desk.get<juce::ListBox> ("presets"));
    juce::StringArray names;
    for (int row = 0; row < model->getNumRows(); ++row)
        names.add (model->getNameForRow (row).upToFirstOccurrenceOf (",", false, false));
    return names;
}

std::vector<juce::File> factoryCards()
{
    std::vector<juce::File> cards;
    for (const auto& file : juce::File (std::string (paths::resources) + "/Dictionaries")
                                .findChildFiles (juce::File::findFiles, false, "*.safetensors"))
        cards.push_back (file.withFileExtension (".md"));
    return cards;
}
} // namespace

TEST_CASE ("All dictionaries stand in All, those for comparison last and in a group of their own")
{
    Desk desk;
    auto& presets = desk.model.presetList;
    presets.insert (presets.begin(), preset ("guitar", true)); // gave way to `band`
    presets.push_back (preset ("speech-is", true));
    presets.push_back (preset ("my-is", false)); // a user's own is none
    presets[1].sources = { "kick", "snare" };
    presets[4].sources = { "speech", "noise" };
    desk.full().openBrowser (true);
    CHECK (rowsOf (desk) ==
           juce::StringArray{ "drums", "my-room", "piano", "speech", "my-is", "guitar", "speech-is" });
    CHECK (countOf (desk, "All") == "7");
    CHECK (countOf (desk, "Factory") == "5");
    CHECK (countOf (desk, "User") == "2");
    CHECK (countOf (desk, "Speech") == "1");
    CHECK (countOf (desk, "Drums") == "1");
    CHECK (countOf (desk, "Instruments") == "3");
    CHECK (countOf (desk, "For comparison") == "2");
    groupOf (desk, "For comparison").onClick();
    CHECK (rowsOf (desk) == juce::StringArray{ "guitar", "speech-is" });
}

TEST_CASE ("The browser's All and Factory hold every dictionary that is shipped")
{
    Desk desk;
    plugin::PluginProcessor processor;
    desk.model.presetList.clear();
    for (const auto& each : processor.dictionaries().presets())
        if (each.isFactory)
            desk.model.presetList.push_back (each);
    desk.full().openBrowser (true);
    const auto shipped = factoryCards();
    REQUIRE (shipped.size() > 10);
    CHECK (countOf (desk, "All") == juce::String (shipped.size()));
    CHECK (countOf (desk, "Factory") == juce::String (shipped.size()));
    const auto rows = rowsOf (desk);
    for (const auto& card : shipped)
    {
        INFO (card.getFileNameWithoutExtension());
        CHECK (rows.contains (card.getFileNameWithoutExtension()));
    }
}

TEST_CASE ("Dictionaries whose files are not read yet, or cannot be, are of no kind, and kinds count when "
           "all are read")
{
    Desk desk;
    auto& last = desk.model.presetList.back();
    last.isRead = false;
    last.sources.clear();
    desk.full().openBrowser (true);
    CHECK (countOf (desk, "All") == "4");
    for (const auto* kind : { "Speech", "Drums", "Instruments" })
        CHECK (countOf (desk, kind).isEmpty());
    last.isRead = true;
    last.sources = { "speech", "noise" };
    desk.model.presetList.front().error = "The file is damaged or incomplete.";
    desk.model.show (desk.model.current);
    CHECK (countOf (desk, "Speech") == "1");
    CHECK (countOf (desk, "Instruments") == "2"); // my-room and piano
    CHECK (countOf (desk, "All") == "4");
}

TEST_CASE ("A row says what its dictionary is for, and the facts where it has no card")
{
    auto described = preset ("speech", true);
    described.purpose = "Takes the noise out of a voice";
    CHECK (editor::purposeOf (described) == "Takes the noise out of a voice");
    described.purpose.clear();
    CHECK (editor::purposeOf (described).startsWith ("2 sources"));
    described.isRead = false;
    CHECK (editor::purposeOf (described) == "...");
}

TEST_CASE ("What a shipped dictionary is for is whole in its row, in the smallest window as well")
{
    Desk desk;
    desk.full().openBrowser (true);
    for (const auto& size : { editor::smallestFull, editor::defaultFull })
    {
        desk.editor->setSize (size.x, size.y);
        const int width = desk.get<juce::ListBox> ("presets").getVisibleRowWidth();
        REQUIRE (width > 100);
        for (const auto& card : factoryCards())
        {
            const auto purpose =
                juce::String::fromUTF8 (files::purposeFrom (card.loadFileAsString().toStdString()).c_str());
            INFO (card.getFileName() << ", " << width << " px: " << purpose);
            CHECK (editor::fonts::widthOf (purpose, editor::fonts::label()) <=
                   editor::PresetRow::purposeArea (width).getWidth());
        }
    }
}

TEST_CASE ("The browser is whole where the panel to learn is open, which is back after it")
{
    Desk desk;
    desk.full().openLearning (true);
    CHECK (desk.full().learn.isVisible());
    desk.full().openBrowser (true);
    CHECK_FALSE (desk.full().learn.isVisible());
    desk.get<juce::ListBox> ("presets").selectRow (0);
    desk.click ("try_chosen"); // what it needs is visible and enabled
    CHECK (desk.model.asked.contains ("try drums"));
    CHECK (desk.get<juce::Button> ("load_chosen").getParentComponent()->isVisible());
    desk.full().openBrowser (false);
    CHECK (desk.full().learn.isVisible());
    CHECK_FALSE (desk.get<juce::Button> ("load_chosen").getParentComponent()->isVisible());
    desk.full().openBrowser (true);
    desk.full().openLearning (true); // recordings are dropped on the window
    CHECK (desk.full().learn.isVisible());
    desk.full().openLearning (false);
    CHECK (desk.get<juce::Button> ("load_chosen").getParentComponent()->isVisible());
}

TEST_CASE ("The picture goes on while the browser stands in its place, and only then")
{
    Desk desk;
    {
        const HeadlessWindow window (*desk.editor);
        CHECK (desk.model.pictures == 1);
        desk.full().openBrowser (true);
        CHECK (desk.model.pictures == 1);
        desk.full().openBrowser (false);
        CHECK (desk.model.pictures == 1);
        desk.full().openBrowser (true);
    }
    waitFor (100);
    CHECK (desk.model.pictures == 0); // the window is closed
}

TEST_CASE (
    "Another dictionary in the strips has none of the peaks of the one before, whose engine may still play")
{
    Desk desk;
    auto& level = desk.get<editor::LevelMeter> ("strip_1_level");
    const auto sound = [&desk] (float peak)
    {
        desk.model.levels.strips[0].raiseTo (peak);
        desk.editor->pollNow();
    };
    sound (0.5f);
    CHECK (level.peakText() == "-6.0 dB");
    sound (2.0f);
    CHECK (level.peakText() == "over");
    auto next = dictionaryOf ("band", { "vocals", "drums", "bass", "other" });
    next.number = 1;
    desk.model.figures.isBuilding = true;
    desk.model.show (next);
    CHECK (level.peakText() == "-inf dB");
    CHECK_FALSE (level.isOver());
    CHECK (level.peakDb() < -60.0f);
    sound (0.5f);
    CHECK (level.peakText() == "-inf dB");
    desk.model.figures.isBuilding = false;
    sound (0.5f); // the last of the engine before
    CHECK (level.peakText() == "-inf dB");
    sound (0.25f);
    CHECK (level.peakText() == "-12.0 dB");
    desk.model.show (next); // the same one
    CHECK (level.peakText() == "-12.0 dB");
}

TEST_CASE ("The focus ring lies over no words, whatever has the keyboard")
{
    constexpr int reach = 4, thickness = 2;
    constexpr int same = 24; // of 255, per channel
    Desk desk (dictionaryOf ("Speech", { "speech", "MMM", "hi-hat", "noise" }));
    const HeadlessWindow window (*desk.editor);
    const auto bounds = desk.editor->getLocalBounds();
    const auto image = desk.editor->createComponentSnapshot (bounds, true, 1.0f);
    const auto words = editor::themeOf (desk.full()).text;
    const juce::Image::BitmapData pixels (image, juce::Image::BitmapData::readOnly);
    const auto isWord = [&] (int x, int y)
    {
        const auto colour = pixels.getPixelColour (x, y);
        return std::abs (colour.getRed() - words.getRed()) <= same &&
               std::abs (colour.getGreen() - words.getGreen()) <= same &&
               std::abs (colour.getBlue() - words.getBlue()) <= same;
    };
    int numStops = 0;
    for (auto* stop : juce::KeyboardFocusTraverser().getAllComponents (desk.editor.get()))
    {
        const auto control = desk.editor->getLocalArea (stop, stop->getLocalBounds());
        if (stop->getComponentID().isEmpty() || control.isEmpty() ||
            stop->getComponentID() == "picture") // over it is the line of the chosen view, which is no word
            continue;
        ++numStops;
        const auto ring = control.expanded (reach), gap = ring.reduced (thickness);
        int numCovered = 0;
        for (int y = juce::jmax (0, ring.getY()); y < juce::jmin (bounds.getBottom(), ring.getBottom()); ++y)
            for (int x = juce::jmax (0, ring.getX()); x < juce::jmin (bounds.getRight(), ring.getRight());
                 ++x)
                numCovered += ! gap.contains (x, y) && isWord (x, y) ? 1 : 0;
        INFO (stop->getComponentID());
        CHECK (numCovered == 0);
    }
    CHECK (numStops > 30);
}

TEST_CASE ("A source is offered the dictionaries that suit it first, and none that is a tree or was not read")
{
    const auto preset = [] (const juce::String& name, const juce::StringArray& sources)
    {
        auto info = test::preset (name, false);
        info.sources = sources;
        return info;
    };
    auto unread = preset ("unread", { "kick" });
    unread.isRead = false;
    auto broken = preset ("broken", { "kick" });
    broken.error = "it cannot be read";
    const std::vector<plugin::PresetInfo> all{ preset ("band", { "vocals", "drums", "bass", "other" }),
                                               preset ("band-kit", { "vocals", "drums.kick" }),
                                               preset ("my kit", { "kick", "snare" }),
                                               preset ("piano", { "piano" }),
                                               preset ("speech", { "speech", "noise" }),
                                               unread,
                                               broken };
    const auto namesFor = [&all] (const juce::String& source)
    {
        juce::StringArray names;
        for (const auto& info : editor::splittersOf (source, all))
            names.add (info.name);
        return names.joinIntoString (" ");
    };
    CHECK (namesFor ("drums") == "my kit band piano speech");
    CHECK (namesFor ("vocals") == "speech band my kit piano");
    CHECK (namesFor ("piano") == "piano band my kit speech");
    CHECK (editor::shownName ("drums.hi-hat") == juce::String::fromUTF8 ("Drums \xc2\xb7 hi-hat"));
}
