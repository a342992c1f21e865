// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorFakes.h"

#include <catch2/catch.hpp>

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
    else if (auto* box = dynamic_cast<juce::ComboBox*> (&control))
        box->setSelectedItemIndex (juce::roundToInt (parameter.convertFrom0to1 (value)),
                                   juce::sendNotificationSync);
    else if (auto* button = dynamic_cast<juce::Button*> (&control))
        button->setToggleState (value >= 0.5f, juce::sendNotificationSync);
}

/** Where a control stands, as a normalised value. */
float position (juce::Component& control, const juce::RangedAudioParameter& parameter)
{
    if (auto* slider = dynamic_cast<juce::Slider*> (&control))
        return parameter.convertTo0to1 (static_cast<float> (slider->getValue()));
    if (auto* box = dynamic_cast<juce::ComboBox*> (&control))
        return parameter.convertTo0to1 (static_cast<float> (box->getSelectedItemIndex()));
    return dynamic_cast<juce::Button&> (control).getToggleState() ? 1.0f : 0.0f;
}
} // namespace

TEST_CASE ("every parameter has a control that moves it and follows it")
{
    Desk desk;
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

TEST_CASE ("a slider shows the text of its parameter and returns to its default on a double-click")
{
    Desk desk;
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
    CHECK (numSliders == 9 + 2 * plugin::numStrips);
}

TEST_CASE ("every control has a name for screen readers and says what it does")
{
    Desk desk;
    int numControls = 0;
    visit (*desk.editor,
           [&] (juce::Component& component)
           {
               auto* client = dynamic_cast<juce::SettableTooltipClient*> (&component);
               const bool isControl = dynamic_cast<juce::Slider*> (&component) != nullptr ||
                                      dynamic_cast<juce::ComboBox*> (&component) != nullptr ||
                                      dynamic_cast<juce::Button*> (&component) != nullptr ||
                                      dynamic_cast<juce::TextEditor*> (&component) != nullptr;
               if (! isControl || component.getComponentID().isEmpty()) // without: a part of another control
                   return;
               INFO (component.getComponentID());
               ++numControls;
               CHECK (component.getTitle().isNotEmpty());
               REQUIRE (client != nullptr);
               CHECK (client->getTooltip().isNotEmpty());
           });
    CHECK (numControls > static_cast<int> (desk.processor.parameters.all().size()));
    for (auto* parameter : desk.processor.parameters.all())
    {
        const auto standard = parameter->getText (parameter->getDefaultValue(), 64);
        auto& control =
            dynamic_cast<juce::SettableTooltipClient&> (*found (*desk.editor, parameter->getParameterID()));
        CHECK (control.getTooltip().endsWith ("default " + standard + "."));
    }
}

TEST_CASE ("strips follow the dictionary")
{
    Desk desk;
    CHECK (desk.textOf ("strip_1_name") == "speech");
    CHECK (desk.textOf ("strip_2_role") == "not a target");
    CHECK (desk.get<juce::Component> ("strip_2").isVisible());
    CHECK_FALSE (desk.get<juce::Component> ("strip_3").isVisible());
    CHECK (desk.get<juce::Slider> ("source_1_gain").getTitle() == "speech gain");

    desk.model.show (dictionaryOf ("drums", { "kick", "snare", "hi-hat" }));
    CHECK (desk.textOf ("strip_3_name") == "hi-hat");
    CHECK (desk.get<juce::Component> ("strip_3").isVisible());
    CHECK (desk.textOf ("summary").contains ("192 atoms"));

    desk.model.show ({});
    CHECK_FALSE (desk.get<juce::Component> ("strip_1").isVisible());
    CHECK (desk.get<juce::Component> ("no_sources").isVisible());
}

TEST_CASE ("the last strip says how many sources share it")
{
    Desk desk (dictionaryOf ("band", { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" }));
    CHECK (desk.textOf ("strip_7_name") == "g");
    CHECK (desk.textOf ("strip_8_name") == "h");
    CHECK (desk.textOf ("strip_8_role") == "and 2 more");
    CHECK (desk.get<juce::Slider> ("source_8_gain").getTitle() == "h and 2 more gain");
}

TEST_CASE ("what is known about the dictionary can be read")
{
    Desk desk;
    CHECK (desk.textOf ("dictionary: Sources (atoms)") == "speech (64), noise (64)");
    CHECK (desk.textOf ("dictionary: Latency modes") == "all");
    CHECK (desk.textOf ("dictionary: Licence") == "CC-BY-4.0");
    desk.model.show ({});
    CHECK (desk.textOf ("dictionary: Licence") == "-");
}

TEST_CASE ("the dictionary is marked as changed until it is saved")
{
    Desk desk;
    CHECK_FALSE (desk.textOf ("summary").contains ("not saved"));
    auto changed = desk.model.current;
    changed.isChanged = true;
    desk.model.show (changed);
    CHECK (desk.textOf ("summary").contains ("not saved"));
}

TEST_CASE ("latency is told in milliseconds and samples and modes that are not served are greyed")
{
    Desk desk;
    CHECK (desk.textOf ("latency_text") == "20.0 ms, 882 samples");
    auto unfolded = desk.model.current;
    unfolded.modes = { "balanced" };
    desk.model.show (unfolded);
    auto& latency = desk.get<juce::ComboBox> ("latency");
    CHECK_FALSE (latency.isItemEnabled (1));
    CHECK (latency.isItemEnabled (2));
    desk.model.rateHz = 0.0;
    desk.model.show (dictionaryOf ("speech", { "speech", "noise" }));
    CHECK (latency.isItemEnabled (1));
    CHECK_FALSE (desk.textOf ("latency_text").contains ("ms"));
}

TEST_CASE ("presets are loaded from the list and stepped through in its order")
{
    Desk desk;
    auto& list = desk.get<juce::ComboBox> ("presets");
    CHECK (list.getText() == "speech");
    list.setSelectedItemIndex (0, juce::sendNotificationSync);
    CHECK (desk.model.asked == juce::StringArray{ "load drums" });

    desk.model.show (desk.model.current); // what plays is still speech, the last of the factory's
    CHECK (list.getText() == "speech");
    desk.click ("next");
    CHECK (desk.model.asked[1] == "load my-room");
    desk.click ("next");
    CHECK (desk.model.asked[2] == "load drums");
    desk.click ("previous");
    CHECK (desk.model.asked[3] == "load my-room");

    desk.model.show (dictionaryOf ("from-a-file", { "a", "b" }));
    CHECK (list.getText() == "from-a-file");
    desk.click ("previous");
    CHECK (desk.model.asked[4] == "load my-room");
}

TEST_CASE ("a preset is saved under the name that was typed and a taken name is offered to be replaced")
{
    Desk desk;
    desk.click ("save_as");
    auto& name = desk.get<juce::TextEditor> ("preset_name");
    auto& save = desk.get<juce::TextButton> ("save");
    CHECK (name.getText() == "speech");
    CHECK (save.getButtonText() == "Save");
    const auto type = [&name] (const juce::String& text)
    {
        name.setText (text, true);
        waitFor (50); // the change is told by a message
    };
    type ("my-room");
    CHECK (save.getButtonText() == "Replace");
    type ("  ");
    CHECK_FALSE (save.isEnabled());
    type (" cellar ");
    desk.click ("save");
    CHECK (desk.model.asked == juce::StringArray{ "save cellar" });
    CHECK (desk.get<juce::Component> ("presets").isVisible());

    desk.click ("save_as");
    desk.click ("cancel_save");
    CHECK (desk.model.asked.size() == 1);
    CHECK (desk.get<juce::Component> ("presets").isVisible());
}

TEST_CASE ("a message shows until it is dismissed")
{
    Desk desk;
    CHECK_FALSE (desk.get<juce::Button> ("dismiss").isVisible());
    desk.model.tell ("speech.safetensors: W holds a negative value");
    CHECK (desk.textOf ("message") == "speech.safetensors: W holds a negative value");
    desk.click ("dismiss");
    CHECK (desk.model.asked == juce::StringArray{ "dismiss" });
    CHECK_FALSE (desk.textOf ("message").contains ("negative"));
    CHECK_FALSE (desk.get<juce::Button> ("dismiss").isVisible());
}

TEST_CASE ("learning is started with what was chosen and ended by its buttons")
{
    Desk desk;
    desk.get<juce::ComboBox> ("learn_from").setSelectedItemIndex (1, juce::sendNotificationSync);
    desk.get<juce::ComboBox> ("learn_as").setSelectedItemIndex (1, juce::sendNotificationSync);
    CHECK_FALSE (desk.get<juce::Button> ("learn_start").isEnabled()); // a source needs a name
    auto& name = desk.get<juce::TextEditor> ("learn_name");
    name.insertTextAtCaret ("Hand  Clap!-");
    waitFor (50); // the change is told by a message
    desk.get<juce::Slider> ("learn_atoms").setValue (24, juce::sendNotificationSync);
    desk.click ("learn_start");
    CHECK (desk.model.learned.from == plugin::CaptureFrom::reference);
    CHECK (desk.model.learned.as == plugin::LearnAs::newSource);
    CHECK (desk.model.learned.name == "hand-clap");
    CHECK (desk.model.learned.numAtoms == 24);

    desk.model.reach ({ Stage::capturing, 12.5, 60.0, 0.5f, 0.0, 0.0 });
    CHECK (desk.textOf ("learn_status").contains ("12.5 s of at most 60 s"));
    CHECK (desk.textOf ("learn_status").contains ("-6.0 dB"));
    CHECK_FALSE (desk.get<juce::Component> ("learn_as").isEnabled());
    desk.click ("learn_finish");

    desk.model.reach ({ Stage::training, 12.5, 60.0, 0.5f, 0.42, 1.25 });
    CHECK (desk.textOf ("learn_status").contains ("42 %, divergence 1.25"));
    CHECK_FALSE (desk.get<juce::Button> ("learn_finish").isVisible());
    desk.click ("learn_stop");
    desk.click ("learn_cancel");
    CHECK (desk.model.asked ==
           juce::StringArray{ "start hand-clap", "finish capture", "finish training", "cancel" });

    desk.model.reach ({});
    CHECK (desk.get<juce::Button> ("learn_start").isVisible());
    CHECK_FALSE (desk.get<juce::Button> ("learn_cancel").isVisible());
}

TEST_CASE ("without a dictionary only a new one can be learned")
{
    Desk desk{ plugin::DictionaryInfo{} };
    auto& as = desk.get<juce::ComboBox> ("learn_as");
    CHECK (as.getText() == "New dictionary");
    CHECK_FALSE (as.isItemEnabled (as.getItemId (0)));
    desk.model.show (dictionaryOf ("speech", { "speech", "noise" }));
    CHECK (as.isItemEnabled (as.getItemId (0)));
    CHECK (as.getText() == "Noise");
}

TEST_CASE ("knobs that do nothing for an unfolded dictionary cannot be turned, and it is taught nothing")
{
    Desk desk;
    auto unfolded = dictionaryOf ("speech", { "speech", "noise" });
    unfolded.isUnfolded = true;
    auto& as = desk.get<juce::ComboBox> ("learn_as");
    for (const bool isUnfolded : { true, false, true })
    {
        unfolded.isUnfolded = isUnfolded;
        unfolded.canBeTaught = ! isUnfolded;
        unfolded.hasNotes = ! isUnfolded;
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
        CHECK (as.isItemEnabled (as.getItemId (0)) == ! isUnfolded);
        CHECK (as.getText() == (isUnfolded ? "New dictionary" : "Noise"));
        CHECK (desk.get<juce::Component> ("learn_name").isEnabled() == isUnfolded);
    }
}
