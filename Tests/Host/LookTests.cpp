// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EditorMenu.h"
#include "Editor/VoiceView.h"
#include "Editor/Widgets/OwnedMenu.h"
#include "Editor/Widgets/Reduction.h"
#include "Host/EditorFakes.h"
#include "Host/HeadlessWindow.h"

#include <catch2/catch.hpp>

#include <set>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** Beside its number, which a click opens for typing. */
void doubleClick (juce::Component& control)
{
    const auto at = juce::Point<int> (control.getWidth() / 8, control.getHeight() * 3 / 4).toFloat();
    const auto now = juce::Time::getCurrentTime();
    const auto source = juce::Desktop::getInstance().getMainMouseSource();
    for (const int numClicks : { 1, 2 })
    {
        const juce::MouseEvent press (source, at, juce::ModifierKeys::leftButtonModifier, 1.0f, 0.0f, 0.0f,
                                      0.0f, 0.0f, &control, &control, now, at, now, numClicks, false);
        control.mouseDown (press);
        if (numClicks == 2)
            control.mouseDoubleClick (press);
        control.mouseUp (press);
    }
}
} // namespace

TEST_CASE ("each instance remembers its look and size, all of them theme and scale")
{
    Desk desk;
    desk.editor->setSize (1300, 800);
    desk.editor->setLight (true);
    desk.open();
    CHECK (desk.editor->getWidth() == 1300);
    CHECK_FALSE (editor::themeOf (desk.full()).isDark);
    desk.editor->setScalePercent (150);
    CHECK (desk.editor->getHeight() == 1200);
    desk.open();
    CHECK (desk.editor->getHeight() == 1200);
    CHECK (desk.full().getHeight() == 800);
    desk.editor->setLook (plugin::Look::voice);
    waitFor (50);
    CHECK (desk.editor->fullView() == nullptr);
    CHECK (desk.editor->getWidth() == 720);
    desk.open();
    CHECK (desk.editor->fullView() == nullptr);
    FakeModel other{ desk.processor.parameters };
    other.current = desk.model.current;
    editor::PluginEditor beside (desk.processor, other, desk.settings.getFile());
    REQUIRE (beside.fullView() != nullptr);
    CHECK (beside.fullView()->getWidth() == 1120);
    desk.settings.getFile().replaceWithText ("<PROPERTIES><VALUE name=");
    desk.open();
    CHECK (desk.editor->getWidth() == 480);
}

TEST_CASE ("a session that is opened brings its look and size to the open window")
{
    Desk desk;
    desk.model.setView ({ plugin::Look::lab, {}, { 1200, 700 } });
    desk.model.show (desk.model.current);
    CHECK (desk.editor->getWidth() == 1200);
    desk.model.setView ({ plugin::Look::voice, { 600, 375 }, { 1200, 700 } });
    desk.model.show (desk.model.current);
    CHECK (desk.editor->fullView() == nullptr);
    CHECK (desk.editor->getHeight() == 375);
}

TEST_CASE ("Mix has the picture and the strips, Lab the engine, the atoms and the numbers as well")
{
    Desk desk;
    const auto isShown = [&desk] (const char* id)
    {
        auto* part = found (*desk.editor, id);
        return part != nullptr && part->isVisible();
    };
    for (const auto look : { plugin::Look::mix, plugin::Look::lab })
    {
        desk.model.setView ({ look, {}, {} });
        desk.model.show (desk.model.current);
        for (const char* id : { "engine", "view", "numbers" })
            CHECK (isShown (id) == (look == plugin::Look::lab));
        for (const char* id : { "strip_1", "reduction", "mix_level", "freeze_picture" })
            CHECK (isShown (id));
    }
    desk.full().views.setView (editor::View::dictionary);
    desk.model.setView ({ plugin::Look::mix, {}, {} });
    desk.model.show (desk.model.current);
    CHECK (desk.full().views.view() == editor::View::sources);
}

TEST_CASE ("Reduction is named by what it turns down, and stays off where there is nothing")
{
    CHECK (editor::reductionName (dictionaryOf ("speech", { "speech", "noise" })) == "Noise reduction");
    CHECK (editor::reductionName (dictionaryOf ("band", { "vocals", "other" })) == "Reduction of Other");
    auto four = dictionaryOf ("band", { "vocals", "drums", "bass", "other" });
    four.sources[1].isTarget = false;
    CHECK (editor::reductionName (four) == "Reduction of Drums and Other");
    for (auto& source : four.sources)
        source.isTarget = true;
    CHECK_FALSE (editor::canReduce (four));
    Desk desk (four);
    desk.model.setView ({ plugin::Look::mix, {}, {} });
    desk.model.show (four);
    auto& reduction = desk.get<juce::Slider> ("reduction");
    CHECK_FALSE (reduction.isEnabled());
    CHECK (reduction.getTitle() == "Reduction: all sources are wanted");
}

TEST_CASE ("a double-click on Reduction brings the dictionary's own value back, in every look")
{
    auto dictionary = dictionaryOf ("speech", { "speech", "noise" });
    Desk desk (dictionary);
    auto& reduction = *desk.processor.parameters.reductionDb;
    for (const auto look : { plugin::Look::voice, plugin::Look::mix, plugin::Look::lab })
        for (const float own : { -14.0f, -31.0f })
        {
            INFO ("look " << static_cast<int> (look));
            dictionary.reductionDb = own;
            desk.model.setView ({ look, {}, {} });
            desk.model.show (dictionary);
            auto& knob = desk.get<editor::BarSlider> ("reduction");
            REQUIRE (knob.isVisible());
            reduction = -40.0f;
            doubleClick (knob);
            CHECK (reduction.get() == Approx (own));
            reduction = -40.0f;
            CHECK (knob.keyPressed (juce::KeyPress (juce::KeyPress::deleteKey)));
            CHECK (reduction.get() == Approx (own));
        }
}

TEST_CASE ("where there is nothing to reduce, the dial of Voice is the level of a source that is chosen")
{
    auto four = dictionaryOf ("band", { "vocals", "drums", "bass", "other" });
    four.sources.back().isTarget = true;
    Desk desk (four);
    desk.model.setView ({ plugin::Look::voice, {}, {} });
    desk.model.show (four);
    const auto turn = [&desk] (const juce::String& title)
    {
        auto& dial = desk.get<editor::BarSlider> ("voice_level");
        CHECK (dial.isEnabled());
        CHECK (dial.getTitle() == title);
        CHECK (dial.keyPressed (juce::KeyPress (juce::KeyPress::homeKey)));
    };
    CHECK_FALSE (desk.get<juce::Component> ("reduction").isVisible());
    CHECK (desk.get<juce::Button> ("voice_source").getButtonText() == "Level of Vocals");
    const auto& strips = desk.processor.parameters.strips;
    turn ("Level of Vocals");
    CHECK (strips[0].gainDb->get() == -60.0f);
    auto* voice =
        dynamic_cast<editor::VoiceView*> (desk.get<juce::Component> ("voice_source").getParentComponent());
    REQUIRE (voice != nullptr);
    voice->chooseSource (2);
    turn ("Level of Bass");
    CHECK (strips[2].gainDb->get() == -60.0f);
    CHECK (strips[1].gainDb->get() == 0.0f);

    desk.model.show (dictionaryOf ("band", { "vocals", "other" })); // of which one is to be reduced
    CHECK (desk.get<juce::Component> ("reduction").isVisible());
    CHECK_FALSE (desk.get<juce::Component> ("voice_source").isVisible());
}

TEST_CASE ("Voice has a second dial for the room of a dictionary that knows it, which Reduction leaves alone")
{
    Desk desk;
    desk.model.setView ({ plugin::Look::voice, {}, {} });
    auto dry = dictionaryOf ("dry", { "speech", "noise", "room" });
    for (const auto source : { size_t{ 0 }, size_t{ 1 }, size_t{ 2 } })
        dry.sources[source].isTarget = source != 1;
    desk.model.show (dry);
    auto& dial = desk.get<editor::BarSlider> ("voice_room");
    auto& reduction = desk.get<editor::BarSlider> ("reduction");
    CHECK (dial.isVisible());
    CHECK (reduction.isVisible());
    CHECK_FALSE (dial.getBounds().intersects (reduction.getBounds()));
    CHECK (dial.keyPressed (juce::KeyPress (juce::KeyPress::endKey)));
    const auto& parameters = desk.processor.parameters;
    CHECK (parameters.strips[2].gainDb->get() == -60.0f);
    CHECK (parameters.strips[0].gainDb->get() == 0.0f);
    CHECK (reduction.keyPressed (juce::KeyPress (juce::KeyPress::endKey)));
    CHECK (parameters.strips[2].gainDb->get() == -60.0f);
    CHECK (dial.keyPressed (juce::KeyPress (juce::KeyPress::homeKey)));
    CHECK (parameters.strips[2].gainDb->get() == 0.0f); // the fader alone makes the room louder
    *parameters.strips[2].gainDb = 6.0f;
    desk.editor->pollNow();
    CHECK (parameters.strips[2].gainDb->get() == 6.0f);
    for (const auto* each : { &dial, &reduction }) // alike, as a pair
        CHECK (each->getWidth() == each->getHeight());
    CHECK (dial.getWidth() == reduction.getWidth());
    CHECK (dial.getY() == reduction.getY());

    const auto width = reduction.getWidth();
    desk.model.show (dictionaryOf ("speech", { "speech", "noise" }));
    CHECK (found (*desk.editor, "voice_room") == nullptr);
    CHECK (reduction.getWidth() > width);
}

TEST_CASE (
    "Reduction is more to the right and upwards, as a dial and as a bar, and its parameter stays a level")
{
    for (const auto look : { plugin::Look::voice, plugin::Look::mix })
    {
        Desk desk;
        desk.model.setView ({ look, {}, {} });
        desk.model.show (desk.model.current);
        auto& control = desk.get<editor::BarSlider> ("reduction");
        auto& reduction = *desk.processor.parameters.reductionDb;
        const auto press = [&] (int key) { CHECK (control.keyPressed (juce::KeyPress (key))); };
        press (juce::KeyPress::homeKey);
        CHECK (reduction.get() == 0.0f);
        press (juce::KeyPress::rightKey);
        CHECK (reduction.get() < 0.0f);
        press (juce::KeyPress::leftKey);
        CHECK (reduction.get() == 0.0f);
        press (juce::KeyPress::endKey);
        CHECK (reduction.get() == -60.0f);
        press (juce::KeyPress::downKey);
        CHECK (reduction.get() > -60.0f);
        press (juce::KeyPress::deleteKey);
        CHECK (reduction.get() == Approx (-20.0f));
    }
}

TEST_CASE (
    "the position of a reduction goes evenly from untouched at the left to removed, above 0 dB as at 0")
{
    CHECK (editor::shareOfReduction (0.0, -60.0) == 0.0);
    CHECK (editor::shareOfReduction (12.0, -60.0) == 0.0);
    CHECK (editor::shareOfReduction (-15.0, -60.0) == 0.25);
    CHECK (editor::shareOfReduction (-70.0, -60.0) == 1.0);
    for (const double share : { 0.0, 0.125, 0.5, 1.0 })
        CHECK (editor::shareOfReduction (editor::reductionAtShare (share, -60.0), -60.0) == share);
}

TEST_CASE ("Voice's menu says what each dictionary is for, by kinds, with those for comparison further in")
{
    Desk desk;
    const auto add = [&] (const char* name, const char* source, const char* purpose)
    {
        auto info = preset (name, true);
        info.sources = { source, "noise" };
        info.purpose = purpose;
        desk.model.presetList.push_back (info);
    };
    desk.model.presetList = { preset ("my-room", false) };
    add ("drums", "kick", "Takes a drum kit apart");
    add ("speech", "speech", "Takes the noise out of a voice");
    add ("speech-is", "speech", "For comparing two ways to compute");
    add ("strings", "strings", "Splits strings from a piano"); // for comparison, too
    juce::StringArray lines;
    const auto menu = desk.editor->loadMenu();
    for (juce::PopupMenu::MenuItemIterator item (menu); item.next();)
    {
        const auto& each = item.getItem();
        lines.add (each.isSectionHeader ? "# " + each.text : each.text + "|" + each.shortcutKeyDescription);
        if (each.text == "Takes the noise out of a voice")
        {
            CHECK (each.isTicked);
            each.action();
        }
    }
    CHECK (desk.model.asked.strings.getLast() == "load speech");
    const juce::StringArray expected{ "# Speech",
                                      "Takes the noise out of a voice|speech",
                                      "# Drums",
                                      "Takes a drum kit apart|drums",
                                      "# Yours",
                                      "my-room|",
                                      "|", // a line between them
                                      "For comparison|",
                                      "Load file...|" };
    CHECK (lines.joinIntoString ("\n") == expected.joinIntoString ("\n"));
}

TEST_CASE ("Voice shows the level before and after, and says when it went over")
{
    Desk desk;
    desk.model.setView ({ plugin::Look::voice, {}, {} });
    desk.model.show (desk.model.current);
    desk.model.levels.input.raiseTo (1.2f);
    desk.model.levels.mix.raiseTo (0.5f);
    desk.editor->pollNow();
    const auto levelOf = [&desk] (const char* id) -> editor::ScaledLevel&
    { return dynamic_cast<editor::ScaledLevel&> (*desk.get<juce::Component> (id).getParentComponent()); };
    CHECK (levelOf ("level_before").peakText() == "over");
    CHECK (levelOf ("level_after").peakText() == "peak -6.0 dB");
}

TEST_CASE ("A strip says its highest level, and that it went over, until its meter is clicked")
{
    Desk desk;
    auto& level = desk.get<editor::LevelMeter> ("strip_1_level");
    CHECK (level.peakText() == "-inf dB");
    desk.model.levels.strips[0].raiseTo (0.5f);
    desk.editor->pollNow();
    for (int poll = 0; poll < 200; ++poll) // the bars have fallen long ago
        desk.editor->pollNow();
    CHECK (level.peakText() == "-6.0 dB");
    desk.model.levels.strips[0].raiseTo (0, 1.2f);
    desk.editor->pollNow();
    CHECK (level.peakText() == "over");
    CHECK (desk.get<editor::LevelMeter> ("strip_2_level").peakText() == "-inf dB");
}

TEST_CASE ("no size is taken that does not fit the screen")
{
    using editor::fittingScale, editor::fittingSize, editor::fullLimits, editor::voiceLimits;
    const editor::Room laptop = juce::Point<int> (1366, 728);
    CHECK (fittingScale (300, fullLimits, laptop) == 125);
    CHECK (fittingScale (300, voiceLimits, laptop) == 200);
    CHECK (fittingScale (300, fullLimits, std::nullopt) == 300);
    CHECK (fittingScale (100, fullLimits, juce::Point<int> (500, 400)) == 75);
    CHECK (fittingSize ({ 1900, 1000 }, fullLimits, 100, laptop) == juce::Point<int> (1366, 728));
    CHECK (fittingSize ({ 0, 0 }, fullLimits, 100, laptop) == editor::defaultFull);
    CHECK (fittingSize ({ 700, 437 }, voiceLimits, 200, laptop) == editor::smallestVoice);

    Desk desk;
    desk.editor->setScalePercent (300);
    CHECK (desk.editor->getWidth() == 3 * editor::defaultFull.x);
    desk.editor->setRoom (laptop);
    CHECK (desk.editor->scalePercent() == 125);
    CHECK (desk.editor->getWidth() <= laptop->x);
    CHECK (desk.editor->getHeight() <= laptop->y);
    desk.editor->setRoom (juce::Point<int> (4000, 3000)); // the chosen scale was kept
    CHECK (desk.editor->scalePercent() == 300);
}

TEST_CASE ("what is clicked in a menu whose editor has gone meanwhile does nothing")
{
    for (const auto look : { plugin::Look::voice, plugin::Look::mix, plugin::Look::lab })
    {
        Desk desk;
        FakeModel model (desk.processor.parameters);
        model.presetList = { preset ("speech", true), preset ("drums", true) };
        model.shownView.look = look;
        auto shown = std::make_unique<editor::PluginEditor> (desk.processor, model, desk.settings.getFile());
        juce::Component target;
        const auto options = editor::menuOptions (*shown, target);
        const juce::PopupMenu menus[] = { shown->windowMenu(), shown->loadMenu() };
        shown.reset();
        CHECK (options.hasWatchedComponentBeenDeleted());
        int numItems = 0;
        for (const auto& menu : menus)
            for (juce::PopupMenu::MenuItemIterator item (menu, true); item.next();)
                if (item.getItem().action != nullptr)
                {
                    item.getItem().action();
                    ++numItems;
                }
        CHECK (numItems >= 8);
        CHECK (model.asked.isEmpty());
        CHECK (model.shownView.look == look);
    }
}

TEST_CASE ("the menu offers no size that does not fit the screen")
{
    const auto offered = [] (const editor::SizeLimits& limits, editor::Room room)
    {
        editor::EditorMenu wanted;
        wanted.limits = limits;
        wanted.room = room;
        const auto menu = wanted.make();
        juce::StringArray sizes;
        for (juce::PopupMenu::MenuItemIterator item (menu, true); item.next();)
            if (item.getItem().text.endsWithChar ('%'))
                sizes.add (item.getItem().text.upToFirstOccurrenceOf (" ", false, false));
        return sizes.joinIntoString (" ");
    };
    const editor::Room laptop = juce::Point<int> (1366, 728);
    CHECK (offered (editor::fullLimits, laptop) == "75 100 125");
    CHECK (offered (editor::voiceLimits, laptop) == "75 100 125 150 200");
    CHECK (offered (editor::fullLimits, std::nullopt) == "75 100 125 150 200 300");
}

TEST_CASE ("the browser has a way back: a button, and Escape from its search field")
{
    Desk desk;
    const HeadlessWindow window (*desk.editor);
    desk.full().openBrowser (true);
    desk.click ("browser_back");
    CHECK_FALSE (desk.full().isBrowsing());
    desk.full().openBrowser (true);
    auto& search = desk.get<juce::TextEditor> ("search");
    search.setText ("room", false);
    search.onEscapeKey();
    CHECK_FALSE (desk.full().isBrowsing());
    CHECK (search.isEmpty());
}

TEST_CASE ("in every look Tab reaches all that can be used, and each has a name")
{
    Desk desk;
    const HeadlessWindow window (*desk.editor);
    const auto check = [&desk] (const char* where)
    {
        std::set<juce::Component*> stops;
        for (auto* stop : juce::KeyboardFocusTraverser().getAllComponents (desk.editor.get()))
            stops.insert (stop);
        int numUsed = 0;
        visit (*desk.editor,
               [&] (juce::Component& component)
               {
                   const bool isUsed = dynamic_cast<juce::Button*> (&component) != nullptr ||
                                       component.getWantsKeyboardFocus();
                   if (! isUsed || component.getComponentID().isEmpty() || ! component.isShowing() ||
                       ! component.isEnabled()) // without an id: a part of another
                       return;
                   INFO (where << ": " << component.getComponentID());
                   ++numUsed;
                   CHECK (stops.count (&component) == 1);
                   CHECK (component.getTitle().isNotEmpty());
               });
        INFO (where);
        CHECK (numUsed >= 5);
    };
    for (const auto look : { plugin::Look::voice, plugin::Look::mix, plugin::Look::lab })
    {
        desk.model.setView ({ look, {}, {} });
        desk.model.show (desk.model.current);
        check (look == plugin::Look::voice ? "Voice" : look == plugin::Look::mix ? "Mix" : "Lab");
    }
    desk.full().openLearning (true);
    check ("learning");
    desk.full().openLearning (false);
    desk.full().openBrowser (true);
    desk.get<juce::ListBox> ("presets").selectRow (0);
    check ("browser");
}

TEST_CASE ("single keys do nothing to the sound while the browser is open")
{
    Desk desk;
    desk.full().openBrowser (true);
    for (const char key : { 'b', 'd', '1', '-' })
        CHECK_FALSE (desk.editor->keyPressed (juce::KeyPress (key, {}, static_cast<juce::juce_wchar> (key))));
    CHECK_FALSE (desk.processor.parameters.bypass->get());
    CHECK_FALSE (desk.processor.parameters.strips[0].solo->get());
}
