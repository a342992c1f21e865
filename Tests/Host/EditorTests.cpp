// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorFakes.h"
#include "Host/HeadlessWindow.h"
#include "Host/HostedProcessor.h"
#include "JuceVersions.h"

#include <catch2/catch.hpp>

#include <set>

using namespace unbraid;
using namespace unbraid::test;
using Stage = plugin::LearnStatus::Stage;

namespace
{
constexpr float rounding = 1e-5f; // of a value that goes through a control as a double and back

/** Sets a control as a hand would, to a normalised value. */
void turn (juce::Component& control, const juce::RangedAudioParameter& parameter, float value)
{
    if (auto* slider = dynamic_cast<juce::Slider*> (&control))
        slider->setValue (parameter.convertFrom0to1 (value), juce::sendNotificationSync);
    else if (auto* segments = dynamic_cast<editor::Segments*> (&control))
        segments->choose (juce::roundToInt (parameter.convertFrom0to1 (value)));
    else if (auto* button = dynamic_cast<editor::ParameterButton*> (&control);
             button != nullptr && button->isOn() != (value >= 0.5f))
        button->clicked();
    else if (auto* toggle = dynamic_cast<editor::ParameterToggle*> (&control))
        toggle->setToggleState (value >= 0.5f, juce::sendNotificationSync);
}

/** Where a control stands, as a normalised value. */
float position (juce::Component& control, const juce::RangedAudioParameter& parameter)
{
    if (auto* slider = dynamic_cast<juce::Slider*> (&control))
        return parameter.convertTo0to1 (static_cast<float> (slider->getValue()));
    if (auto* segments = dynamic_cast<editor::Segments*> (&control))
        return parameter.convertTo0to1 (static_cast<float> (segments->chosen()));
    if (auto* button = dynamic_cast<editor::ParameterButton*> (&control))
        return button->isOn() ? 1.0f : 0.0f;
    return dynamic_cast<juce::Button&> (control).getToggleState() ? 1.0f : 0.0f;
}

/** All that can have the keyboard, in the order of Tab, where it is shown. */
std::vector<juce::Component*> stopsOfTab (juce::Component& page)
{
    std::vector<juce::Component*> stops;
    for (auto* each : juce::KeyboardFocusTraverser().getAllComponents (&page))
        stops.push_back (each);
    return stops;
}
} // namespace

TEST_CASE ("every parameter has a control that moves it and follows it")
{
    Desk desk;
    desk.full().openEngine();
    REQUIRE_FALSE (desk.processor.parameters.all().empty());
    for (auto* parameter : desk.processor.parameters.all())
    {
        INFO (parameter->getParameterID());
        auto* control = found (*desk.editor, parameter->getParameterID());
        REQUIRE (control != nullptr);
        for (const float value : { 1.0f, 0.0f })
        {
            turn (*control, *parameter, value);
            CHECK (parameter->getValue() == Approx (value).margin (rounding));
        }
        for (const float value : { 1.0f, 0.0f, 1.0f })
        {
            parameter->setValueNotifyingHost (value);
            CHECK (position (*control, *parameter) == Approx (value).margin (rounding));
        }
    }
}

TEST_CASE ("every parameter's control can be reached by Tab")
{
    auto dictionary = dictionaryOf ("band", { "a", "b", "c", "d", "e", "f", "g", "h" });
    dictionary.hasNotes = dictionary.tellsNotes = true;
    dictionary.sources.back().name = "noise";
    Desk desk (dictionary);
    HeadlessWindow window (*desk.editor);
    std::set<juce::String> reached;
    for (auto* stop : stopsOfTab (*desk.editor))
        reached.insert (stop->getComponentID());
    desk.full().openEngine();
    for (auto* stop : stopsOfTab (*found (*desk.editor, "updates")->findKeyboardFocusContainer()))
        reached.insert (stop->getComponentID());
    for (auto* parameter : desk.processor.parameters.all())
    {
        INFO (parameter->getParameterID());
        CHECK (reached.count (parameter->getParameterID()) == 1);
    }
    for (const auto* id : { "dictionary", "previous", "next", "browse", "load", "delta", "bypass", "menu",
                            "view", "freeze_picture", "strip_1_name", "strip_1_colour", "engine" })
    {
        INFO (id);
        CHECK (reached.count (id) == 1);
    }
}

TEST_CASE ("a bar goes by keys, to its ends and back to its default, each as one gesture")
{
    Desk desk;
    auto& bar = desk.get<editor::BarSlider> ("reduction");
    auto& reduction = *desk.processor.parameters.reductionDb;
    struct Gestures : juce::AudioProcessorParameter::Listener
    {
        void parameterValueChanged (int, float) override {}
        void parameterGestureChanged (int, bool isStarting) override { (isStarting ? begun : ended) += 1; }
        int begun = 0, ended = 0;
    } gestures;
    reduction.addListener (&gestures);
    const auto press = [&bar] (int code) { return bar.keyPressed (juce::KeyPress (code)); };
    CHECK (press (juce::KeyPress::endKey));
    CHECK (reduction.get() == -60.0f);
    CHECK (press (juce::KeyPress::leftKey));
    CHECK (reduction.get() == Approx (-59.4f));
    CHECK (press (juce::KeyPress::pageDownKey));
    CHECK (reduction.get() == Approx (-53.4f));
    CHECK (bar.keyPressed (juce::KeyPress (juce::KeyPress::rightKey, juce::ModifierKeys::shiftModifier, 0)));
    CHECK (reduction.get() == Approx (-53.46f));
    CHECK (press (juce::KeyPress::homeKey));
    CHECK (reduction.get() == 0.0f);
    press (juce::KeyPress::pageUpKey);
    CHECK (press (juce::KeyPress::deleteKey));
    CHECK (reduction.get() == Approx (-20.0f));
    CHECK_FALSE (press (juce::KeyPress::F5Key));
    CHECK (gestures.begun == 7);
    CHECK (gestures.ended == 7);
    reduction.removeListener (&gestures);
}

TEST_CASE ("a value can be typed with its unit, and nonsense leaves it and shows what is allowed")
{
    Desk desk;
    HeadlessWindow window (*desk.editor);
    auto& bar = desk.get<editor::BarSlider> ("reduction");
    auto& reduction = *desk.processor.parameters.reductionDb;
    const auto type = [&] (editor::BarSlider& into, const juce::String& text)
    {
        into.keyPressed (juce::KeyPress (juce::KeyPress::returnKey));
        REQUIRE (into.isTyping());
        auto* field = dynamic_cast<juce::TextEditor*> (found (into, into.getComponentID() + "_field"));
        REQUIRE (field != nullptr);
        field->setText (text, false);
        field->onReturnKey();
    };
    type (bar, "-18 dB");
    CHECK (reduction.get() == -18.0f);
    CHECK_FALSE (bar.isTyping());
    type (bar, juce::String::fromUTF8 ("\xe2\x88\x92 24").removeCharacters (" "));
    CHECK (reduction.get() == -24.0f);
    type (bar, "loud");
    CHECK (reduction.get() == -24.0f);
    CHECK (bar.isTyping());
    dynamic_cast<juce::TextEditor*> (found (bar, "reduction_field"))->onEscapeKey();
    CHECK_FALSE (bar.isTyping());
    type (desk.get<editor::BarSlider> ("source_1_pan"), "L20");
    CHECK (desk.processor.parameters.strips[0].pan->get() == Approx (-0.2f));
    type (desk.get<editor::BarSlider> ("wet"), "30%");
    CHECK (desk.processor.parameters.wet->get() == Approx (30.0f));
}

TEST_CASE ("a slider shows the text of its parameter and returns to its default on a double-click")
{
    Desk desk;
    desk.full().openEngine();
    int numSliders = 0;
    for (auto* parameter : desk.processor.parameters.all())
        if (auto* slider = dynamic_cast<juce::Slider*> (found (*desk.editor, parameter->getParameterID())))
        {
            INFO (parameter->getParameterID());
            ++numSliders;
            parameter->setValueNotifyingHost (0.3f);
            CHECK (slider->getTextFromValue (slider->getValue()) == parameter->getCurrentValueAsText());
            REQUIRE (slider->isDoubleClickReturnEnabled());
            slider->setValue (slider->getDoubleClickReturnValue(), juce::sendNotificationSync);
            CHECK (parameter->getValue() == Approx (parameter->getDefaultValue()).margin (rounding));
        }
    CHECK (numSliders == 10 + 2 * plugin::numStrips);
}

TEST_CASE ("every control has a role, a name, a value where it has a state, and says what it does")
{
    Desk desk (dictionaryOf ("band", { "a", "b", "c", "d", "e", "f", "g", "noise" }));
    HeadlessWindow window (*desk.editor);
    desk.full().openLearning (true);
    desk.full().openEngine();
    int numControls = 0;
    visit (*desk.editor,
           [&] (juce::Component& component)
           {
               if (! component.getWantsKeyboardFocus() ||
                   component.getComponentID().isEmpty()) // without: a part of another
                   return;
               INFO (component.getComponentID());
               ++numControls;
               auto* handler = component.getAccessibilityHandler();
               REQUIRE (handler != nullptr);
               CHECK (handler->getRole() != juce::AccessibilityRole::unspecified);
               CHECK (component.getTitle().isNotEmpty());
               const bool isButton = dynamic_cast<juce::Button*> (&component) != nullptr;
               if (! isButton && dynamic_cast<juce::ListBox*> (&component) == nullptr &&
                   dynamic_cast<juce::TextEditor*> (&component) == nullptr)
                   REQUIRE (handler->getValueInterface() != nullptr);
               auto* client = dynamic_cast<juce::SettableTooltipClient*> (&component);
               if (client != nullptr)
                   CHECK (client->getTooltip().isNotEmpty());
           });
    CHECK (numControls > static_cast<int> (desk.processor.parameters.all().size()));
    for (auto* parameter : desk.processor.parameters.all())
    {
        INFO (parameter->getParameterID());
        const auto standard = parameter->getText (parameter->getDefaultValue(), 64);
        auto& control =
            dynamic_cast<juce::SettableTooltipClient&> (*found (*desk.editor, parameter->getParameterID()));
        CHECK (control.getTooltip().endsWith ("default " + standard + "."));
    }
    desk.processor.parameters.reductionDb->setValueNotifyingHost (0.5f);
    CHECK (desk.get<juce::Slider> ("reduction").getTitle() == "Noise reduction");
    CHECK (desk.get<juce::Slider> ("reduction")
               .getAccessibilityHandler()
               ->getValueInterface()
               ->getCurrentValueAsString() == "-30.0 dB");
    CHECK (desk.get<juce::Button> ("source_8_mute").getTitle() == "Noise mute");
}

TEST_CASE ("strips follow the dictionary")
{
    Desk desk;
    CHECK (desk.textOf ("strip_1_name") == "Speech");
    CHECK (desk.get<juce::Button> ("strip_2_name").getTooltip().contains ("Not a target"));
    CHECK (desk.get<juce::Component> ("strip_2").isVisible());
    CHECK_FALSE (desk.get<juce::Component> ("strip_3").isVisible());
    CHECK (desk.get<juce::Slider> ("source_1_gain").getTitle() == "Speech gain");

    desk.model.show (dictionaryOf ("drums", { "kick", "snare", "hi-hat" }));
    CHECK (desk.textOf ("strip_3_name") == "Hi-hat");
    CHECK (desk.get<juce::Component> ("strip_3").isVisible());
    CHECK (desk.get<juce::Button> ("dictionary").getTooltip().contains ("192 atoms"));

    desk.model.numBusesOn = 2;
    desk.model.show (desk.model.current);
    CHECK (desk.get<juce::Button> ("strip_2_name").getTooltip().contains ("Source 2."));
    CHECK (desk.get<juce::Button> ("strip_3_name").getTooltip().contains ("Source 3 off."));
    desk.model.numBusesOn = 0;
    desk.model.show (desk.model.current);
    CHECK (desk.get<juce::Button> ("strip_1_name").getTooltip().contains ("Mix only."));

    desk.model.show ({});
    CHECK_FALSE (desk.get<juce::Component> ("strip_1").isVisible());
    CHECK (desk.get<juce::Component> ("choose_speech").isShowing() == desk.editor->isShowing());
}

TEST_CASE ("the last strip says how many sources share it")
{
    Desk desk (dictionaryOf ("band", { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" }));
    CHECK (desk.textOf ("strip_7_name") == "G");
    CHECK (desk.textOf ("strip_8_name") == "H and 2 more");
    CHECK (desk.get<juce::Slider> ("source_8_gain").getTitle() == "H and 2 more gain");
}

TEST_CASE ("the dictionary is marked as changed until it is saved")
{
    Desk desk;
    CHECK_FALSE (desk.get<juce::Button> ("dictionary").getTooltip().contains ("Not saved"));
    auto changed = desk.model.current;
    changed.isChanged = true;
    desk.model.show (changed);
    CHECK (desk.get<juce::Button> ("dictionary").getTooltip().contains ("Not saved"));
}

TEST_CASE ("numbers are shown in the units that people ask for")
{
    Desk desk;
    desk.editor->pollNow();
    const auto numbers = desk.valueOf ("numbers");
    CHECK (numbers.contains ("44.1 kHz"));
    CHECK (numbers.contains (juce::String::fromUTF8 ("20.0 ms \xc2\xb7 882 samples")));
    CHECK (numbers.contains (juce::String::fromUTF8 ("3.1 % \xc2\xb7 9.4 %")));
    CHECK (numbers.contains ("Updates per frame 5"));
    CHECK (numbers.contains ("Late blocks 0"));
    desk.model.figures.window = desk.model.figures.hop = 0; // no dictionary
    desk.editor->pollNow();
    CHECK_FALSE (desk.valueOf ("numbers").contains ("Updates per frame 5"));
    desk.model.figures.sampleRateHz = 0.0;
    desk.editor->pollNow();
    CHECK_FALSE (desk.valueOf ("numbers").contains ("kHz"));
}

TEST_CASE ("latency modes that are not served cannot be chosen")
{
    Desk desk;
    desk.full().openEngine();
    auto unfolded = desk.model.current;
    unfolded.modes = { "balanced" };
    desk.model.show (unfolded);
    auto& latency = desk.get<editor::Segments> ("latency");
    CHECK_FALSE (latency.isOffered (0));
    CHECK (latency.isOffered (1));
    latency.choose (0);
    CHECK (latency.chosen() == 1);
    desk.model.show (dictionaryOf ("speech", { "speech", "noise" }));
    CHECK (latency.isOffered (0));
}

TEST_CASE ("presets are loaded from the browser and stepped through in their order")
{
    Desk desk;
    desk.full().openBrowser (true);
    auto& list = desk.get<juce::ListBox> ("presets");
    CHECK (anyJuce::modelOf (list)->getNumRows() == 4);
    anyJuce::modelOf (list)->returnKeyPressed (0);
    CHECK (desk.model.asked == juce::StringArray{ "load drums" });
    desk.click ("next"); // what plays is still speech, the last one
    CHECK (desk.model.asked[1] == "load drums");
    desk.click ("previous");
    CHECK (desk.model.asked[2] == "load piano");
    desk.model.show (dictionaryOf ("from-a-file", { "a", "b" }));
    desk.click ("previous");
    CHECK (desk.model.asked[3] == "load speech");
}

TEST_CASE ("a dictionary of the browser is tried, and given back on leaving")
{
    Desk desk;
    desk.full().openBrowser (true);
    auto& list = desk.get<juce::ListBox> ("presets");
    list.selectRow (0); // drums
    CHECK_FALSE (desk.get<juce::Button> ("save_as").getBounds().intersects (
        desk.get<juce::Button> ("try_chosen").getBounds()));
    desk.click ("try_chosen");
    CHECK (desk.model.asked.contains ("try drums"));
    CHECK (desk.textOf ("try_chosen") == "Stop trying");
    CHECK (desk.textOf ("load_chosen") == "Keep");
    desk.click ("try_chosen");
    CHECK (desk.model.asked.contains ("end trial"));
    CHECK (desk.textOf ("try_chosen") == "Try");
    desk.click ("try_chosen");
    desk.model.asked.clear();
    desk.click ("browser_back");
    CHECK (desk.model.asked.contains ("end trial"));
    desk.full().openBrowser (true);
    list.selectRow (3); // speech, which plays
    CHECK_FALSE (desk.get<juce::Button> ("try_chosen").isEnabled());
}

TEST_CASE ("the browser is searched by names, sources, licences and purposes")
{
    Desk desk;
    desk.full().openBrowser (true);
    auto& list = desk.get<juce::ListBox> ("presets");
    auto& search = desk.get<juce::TextEditor> ("search");
    const auto rowsFor = [&] (const juce::String& words)
    {
        search.setText (words, false);
        search.onTextChange();
        return anyJuce::modelOf (list)->getNumRows();
    };
    CHECK (rowsFor ("room") == 1);
    CHECK (rowsFor ("cc-by other") == 4);
    CHECK (rowsFor ("what piano is") == 1);
    CHECK (rowsFor ("nothing of this") == 0);
    CHECK (rowsFor ("") == 4);
}

TEST_CASE ("the browser puts dictionaries first that are called what is searched")
{
    Desk desk;
    desk.model.presetList.front().about = "Compares itself with speech.";
    desk.full().openBrowser (true);
    auto& search = desk.get<juce::TextEditor> ("search");
    search.setText ("speech", false);
    search.onTextChange();
    auto* list = anyJuce::modelOf (desk.get<juce::ListBox> ("presets"));
    REQUIRE (list->getNumRows() > 1);
    CHECK (list->getNameForRow (0).startsWith ("speech"));
    CHECK (list->getNameForRow (list->getNumRows() - 1).startsWith (desk.model.presetList.front().name));
}

TEST_CASE ("a preset is saved under the name that was typed and a taken name is offered to be replaced")
{
    Desk desk;
    desk.full().openBrowser (true);
    desk.click ("save_as");
    auto& name = desk.get<juce::TextEditor> ("preset_name");
    auto& save = desk.get<juce::Button> ("save");
    CHECK (name.getText() == "speech");
    CHECK (save.getButtonText() == "Save");
    const auto type = [&name] (const juce::String& text)
    {
        name.setText (text, false);
        name.onTextChange();
    };
    type ("my-room");
    CHECK (save.getButtonText() == "Replace");
    type ("  ");
    CHECK_FALSE (save.isEnabled());
    type (" cellar ");
    desk.click ("save");
    CHECK (desk.model.asked == juce::StringArray{ "save cellar" });
    desk.click ("save_as");
    desk.click ("cancel_save");
    CHECK (desk.model.asked.size() == 1);
}

TEST_CASE ("a user's dictionary can be renamed, a factory's cannot")
{
    Desk desk;
    desk.full().openBrowser (true);
    auto& list = desk.get<juce::ListBox> ("presets");
    list.selectRow (0);
    CHECK_FALSE (desk.get<juce::Button> ("rename").isEnabled());
    list.selectRow (1);
    CHECK (desk.get<juce::Button> ("rename").isEnabled());
    desk.click ("rename");
    desk.get<juce::TextEditor> ("preset_name").setText ("attic", false);
    desk.get<juce::TextEditor> ("preset_name").onTextChange();
    desk.get<juce::TextEditor> ("preset_name").onReturnKey();
    CHECK (desk.model.asked == juce::StringArray{ "rename my-room to attic" });
}

TEST_CASE ("a message shows until it is dismissed")
{
    Desk desk;
    auto& bar = desk.get<editor::MessageBar> ("message");
    CHECK_FALSE (bar.isVisible());
    desk.model.tell ("speech.safetensors: W holds a negative value");
    CHECK (bar.isVisible());
    CHECK (bar.message() == "speech.safetensors: W holds a negative value");
    desk.click ("dismiss");
    CHECK (desk.model.asked == juce::StringArray{ "dismiss" });
    CHECK_FALSE (bar.isVisible());
}

TEST_CASE ("a message is a sentence with its details a click away, and leaves by itself unless they are read")
{
    int numDismissed = 0;
    constexpr int soon = 20, later = 300; // ms
    editor::MessageBar bar ([&numDismissed] { ++numDismissed; }, soon);
    bar.setSize (400, 100);
    const auto details = [&bar]
    { return dynamic_cast<juce::Button*> (bar.findChildWithID ("message_details")); };
    REQUIRE (details() != nullptr);
    bar.show ("The file is damaged. (header: found 12; allowed: at most 9)", "speech");
    const int low = bar.wantedHeight (400);
    CHECK (details()->isVisible());
    details()->onClick();
    CHECK (bar.wantedHeight (400) > low);
    waitFor (later);
    CHECK (numDismissed == 0);
    bar.show ("The file cannot be read.", "speech");
    CHECK_FALSE (details()->isVisible());
    waitFor (later);
    CHECK (numDismissed == 1);
}

TEST_CASE ("learning is started with what was chosen and ended by its buttons")
{
    Desk desk;
    desk.full().openLearning (true);
    desk.get<editor::Segments> ("learn_from").choose (1);
    desk.get<editor::Segments> ("learn_as").choose (1);
    CHECK_FALSE (desk.get<juce::Button> ("learn_start").isEnabled()); // a source needs a name
    auto& name = desk.get<juce::TextEditor> ("learn_name");
    name.insertTextAtCaret (
        juce::String::fromUTF8 ("\xd0\xa8\xd1\x83\xd0\xbc \xe9\x9b\xa8")); // of two scripts
    CHECK (name.getText() == juce::String::fromUTF8 ("\xd1\x88\xd1\x83\xd0\xbc-\xe9\x9b\xa8"));
    name.clear();
    name.insertTextAtCaret ("Hand  Clap!-");
    desk.get<juce::TextEditor> ("learn_atoms").setText ("24", false);
    desk.get<editor::ColourRow> ("learn_colour").choose (5);
    desk.editor->pollNow();
    desk.click ("learn_start");
    CHECK (desk.model.learned.from == plugin::CaptureFrom::reference);
    CHECK (desk.model.learned.as == plugin::LearnAs::newSource);
    CHECK (desk.model.learned.name == "hand-clap");
    CHECK (desk.model.learned.numAtoms == 24);
    CHECK (desk.model.learned.colour == 5);

    plugin::LearnStatus status;
    status.stage = Stage::capturing;
    status.capturedSeconds = 12.5;
    status.maxSeconds = 60.0;
    desk.model.reach (status);
    for (const auto* field : { "learn_as", "learn_name", "learn_atoms", "learn_colour" })
        CHECK_FALSE (desk.get<juce::Component> (field).isEnabled());
    desk.click ("learn_finish");
    status.stage = Stage::training;
    status.iteration = 3;
    status.divergenceByIteration = { 2.0f, 1.5f, 1.25f };
    desk.model.reach (status);
    for (int poll = 0; poll < 16; ++poll) // half a second
        desk.editor->pollNow();
    CHECK (desk.valueOf ("learn_plot") == "1.250 after 3 iterations");
    CHECK_FALSE (desk.get<juce::Button> ("learn_finish").isVisible());
    desk.click ("learn_stop");
    desk.click ("learn_cancel");
    CHECK (desk.model.asked ==
           juce::StringArray{ "start hand-clap", "finish capture", "finish training", "cancel" });

    desk.model.reach ({});
    CHECK (desk.get<juce::Button> ("learn_start").isVisible());
    CHECK_FALSE (desk.get<juce::Button> ("learn_cancel").isVisible());
    CHECK (desk.get<juce::Component> ("learn_name").isEnabled());
}

TEST_CASE (
    "what is dropped is loaded where it is a dictionary and put on the list to learn from where it is not")
{
    Desk desk;
    desk.editor->filesDropped ({ "/tmp/choir.safetensors", "/tmp/alto.wav", "/tmp/notes.txt" }, 0, 0);
    CHECK (desk.model.asked ==
           juce::StringArray{ "load /tmp/choir.safetensors", "add /tmp/alto.wav /tmp/notes.txt" });
    plugin::RecordingInfo good, refused;
    good.file = juce::File ("/tmp/alto.wav");
    refused.file = juce::File ("/tmp/notes.txt");
    good.isChecked = refused.isChecked = true;
    good.seconds = 4.0;
    refused.error = "no audio that can be read";
    desk.model.recordingList = { good, refused };
    desk.get<editor::Segments> ("learn_as").choose (2);
    desk.get<juce::TextEditor> ("learn_name").setText ("alto", false);
    desk.editor->pollNow();
    CHECK (desk.textOf ("learn_start") == "Learn from files");
    desk.click ("learn_start");
    CHECK (desk.model.asked[2] == "learn alto");
    desk.click ("remove_notes.txt");
    CHECK (desk.model.asked[3] == "remove notes.txt");
}

TEST_CASE ("without a dictionary, or beside an unfolded one, only a new one can be learned")
{
    Desk desk{ plugin::DictionaryInfo{} };
    desk.full().openLearning (true);
    auto& as = desk.get<editor::Segments> ("learn_as");
    CHECK (as.chosen() == 2);
    CHECK_FALSE (as.isOffered (0));
    desk.model.show (dictionaryOf ("speech", { "speech", "noise" }));
    CHECK (as.isOffered (0));
    CHECK (as.chosen() == 0);
    auto unfolded = desk.model.current;
    unfolded.canBeTaught = false;
    desk.model.show (unfolded);
    CHECK (as.chosen() == 2);
    CHECK_FALSE (desk.get<juce::Button> ("mark_only").isEnabled());
    CHECK (desk.get<juce::Button> ("mark_only").getTooltip().contains ("speech-plain"));
}

TEST_CASE ("knobs that do nothing for an unfolded dictionary cannot be turned")
{
    Desk desk;
    desk.full().openEngine();
    auto unfolded = dictionaryOf ("speech", { "speech", "noise" });
    for (const bool isUnfolded : { true, false, true })
    {
        unfolded.areUpdatesTrained = isUnfolded;
        unfolded.hasNotes = unfolded.tellsNotes = ! isUnfolded;
        desk.model.show (unfolded);
        for (const auto* id : { "updates", "sparsity", "dynamics", "dynamics_strength", "adaptation",
                                "adaptation_time", "freeze" })
        {
            INFO (id);
            CHECK (desk.get<juce::Component> (id).isEnabled() == ! isUnfolded);
        }
        CHECK (desk.get<juce::Component> ("smoothing").isEnabled());
        for (const auto* id : { "midi_guide", "split_note", "midi_out", "note_threshold" })
            CHECK (desk.get<juce::Component> (id).isEnabled() == unfolded.hasNotes);
        CHECK (desk.get<juce::Component> ("stereo_link").isEnabled());
    }
}

TEST_CASE ("quieter pauses are offered where there is a noise")
{
    Desk desk;
    desk.full().openEngine();
    CHECK (desk.get<juce::Component> ("quieter_pauses").isEnabled());
    desk.model.show (dictionaryOf ("drums", { "kick", "snare", "hat" }));
    CHECK_FALSE (desk.get<juce::Component> ("quieter_pauses").isEnabled());
}

TEST_CASE ("undo and redo say what would come back and can be had by keys")
{
    Desk desk;
    CHECK_FALSE (desk.get<juce::Button> ("undo").isEnabled());
    desk.model.undoable = "Reduction";
    desk.model.show (desk.model.current);
    CHECK (desk.get<juce::Button> ("undo").getTooltip() == "Undo: Reduction.");
    desk.click ("undo");
    const auto command = juce::ModifierKeys::commandModifier;
    CHECK (desk.editor->keyPressed (juce::KeyPress ('z', command, 0)));
    CHECK (desk.editor->keyPressed (juce::KeyPress ('z', command | juce::ModifierKeys::shiftModifier, 0)));
    CHECK (desk.model.asked == juce::StringArray{ "undo", "undo", "redo" });
}

TEST_CASE ("keys solo, mute, bypass and freeze")
{
    Desk desk;
    const auto& strips = desk.processor.parameters.strips;
    CHECK (desk.editor->keyPressed (juce::KeyPress ('2', {}, '2')));
    CHECK (strips[1].solo->get());
    CHECK (desk.editor->keyPressed (juce::KeyPress ('1', juce::ModifierKeys::shiftModifier, '1')));
    CHECK (strips[0].mute->get());
    CHECK (desk.full().sources.audible() == std::vector<bool>{ false, true });
    CHECK (desk.editor->keyPressed (juce::KeyPress ('b', {}, 'b')));
    CHECK (desk.processor.parameters.bypass->get());
    CHECK (desk.editor->keyPressed (juce::KeyPress (juce::KeyPress::spaceKey)));
    CHECK (desk.editor->picture().isFrozen());
    CHECK (desk.model.asked.contains ("freeze"));
    CHECK (desk.editor->keyPressed (juce::KeyPress (juce::KeyPress::spaceKey)));
    CHECK_FALSE (desk.editor->picture().isFrozen());
    CHECK_FALSE (desk.editor->keyPressed (juce::KeyPress ('9', {}, '9')));
}

TEST_CASE ("what is marked on the frozen picture is learned from")
{
    Desk desk;
    desk.full().setFrozen (true);
    const std::vector<plugin::SpanMark> marks{ { false, 0, 1000, 20000 }, { true, 1, 30000, 60000 } };
    desk.editor->picture().setMarks (marks);
    desk.model.show (desk.model.current);
    CHECK (desk.get<juce::Component> ("fit_marks").isVisible());
    desk.click ("fit_marks");
    CHECK (desk.model.fitted == marks);

    desk.editor->picture().setMarks ({ marks[0] });
    CHECK (desk.get<juce::Button> ("undo").getTooltip() == "Undo: marks.");
    desk.click ("undo");
    CHECK (desk.editor->picture().marks() == marks);
    desk.click ("undo");
    CHECK (desk.editor->picture().marks().empty());
    CHECK_FALSE (desk.model.asked.contains ("undo"));
    CHECK_FALSE (desk.get<juce::Button> ("undo").isEnabled()); // nothing else to take back

    CHECK (desk.get<juce::Button> ("redo").getTooltip() == "Redo: marks.");
    desk.click ("redo");
    CHECK (desk.editor->picture().marks() == marks);
    desk.editor->picture().setMarks ({ marks[1] }); // what was taken back is forgotten
    CHECK_FALSE (desk.get<juce::Button> ("redo").isEnabled());
    desk.click ("undo");
    CHECK (desk.editor->picture().marks() == marks);
    CHECK_FALSE (desk.model.asked.contains ("redo"));
}

TEST_CASE ("undo after learning from marks brings the dictionary back first, and the marks stay")
{
    Desk desk;
    desk.full().setFrozen (true);
    const std::vector<plugin::SpanMark> marks{ { false, 0, 1000, 20000 } };
    desk.editor->picture().setMarks (marks);
    desk.model.show (desk.model.current);
    desk.click ("fit_marks");
    auto fitted = desk.model.current;
    fitted.number += 1;
    desk.model.undoable = "Dictionary";
    desk.model.show (fitted);
    CHECK (desk.get<juce::Button> ("undo").getTooltip() == "Undo: Dictionary.");
    desk.click ("undo");
    CHECK (desk.model.asked.contains ("undo"));
    CHECK (desk.editor->picture().marks() == marks);
    desk.click ("undo"); // now it is the mark's turn
    CHECK (desk.editor->picture().marks().empty());
}

TEST_CASE (
    "what is suggested without a dictionary is installed, and what notes guide comes with its guide on")
{
    Desk desk;
    editor::ChooseCard card (desk.model, desk.processor.parameters);
    const auto button = [&card] (const char* id) -> juce::Button&
    { return dynamic_cast<juce::Button&> (*card.findChildWithID (id)); };
    card.show (false);
    CHECK (button ("choose_speech").isVisible());
    CHECK_FALSE (button ("choose_band").isVisible());  // not among those of the desk
    CHECK_FALSE (button ("choose_piano").isVisible()); // its guide needs notes
    card.show (true);
    button ("choose_piano").onClick();
    CHECK (desk.processor.parameters.guideMode() == plugin::GuideMode::channels);
    CHECK (desk.model.asked == juce::StringArray{ "load piano" });
}

TEST_CASE ("Two hands loads with its MIDI guide on, and its parts are there")
{
    plugin::PluginProcessor processor;
    REQUIRE (startStereo (processor));
    CHECK (processor.parameters().guideMode() == plugin::GuideMode::off);
    editor::ChooseCard card (processor.dictionaries(), processor.parameters());
    card.show (true);
    auto* twoHands = dynamic_cast<juce::Button*> (card.findChildWithID ("choose_piano"));
    REQUIRE (twoHands != nullptr);
    CHECK (twoHands->getTitle().contains ("Two hands"));
    twoHands->onClick();
    CHECK (waitUntil (
        [&]
        {
            const auto playing = processor.dictionaries().playing();
            return playing.name == "piano" && playing.sources.size() == plugin::numStrips;
        }));
    CHECK (processor.parameters().guideMode() == plugin::GuideMode::channels);
}
