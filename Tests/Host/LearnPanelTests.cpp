// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorFakes.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using namespace unbraid::test;
using Stage = plugin::LearnStatus::Stage;

namespace
{
constexpr int pollsOfHalfASecond = 16;

plugin::LearnStatus stageOf (plugin::LearnStatus::Stage stage)
{
    plugin::LearnStatus status;
    status.stage = stage;
    status.maxSeconds = 60.0;
    return status;
}

/** As long as a name may be. */
juce::String longestName()
{
    return juce::String::repeatedString (juce::String::fromUTF8 ("w\xe9\x9b\xa8"), 24);
}

/** Every state in which the panel says something. */
std::vector<plugin::LearnStatus> allStages()
{
    std::vector<plugin::LearnStatus> stages{ stageOf (Stage::idle) };
    for (const auto& result : { juce::String ("my-voice: 16 atoms from 11.4 s of sound"),
                                longestName() + ": 256 atoms from 3599.9 s of sound, which ends at 22050 Hz",
                                juce::String ("fitted to 29.9 s of sound by 128 marks") })
    {
        stages.push_back (stageOf (Stage::idle));
        stages.back().result = result;
    }
    stages.push_back (stageOf (Stage::capturing)); // nothing is to be heard yet
    stages.push_back (stageOf (Stage::capturing));
    stages.back().capturedSeconds = 59.9;
    stages.back().capturedPeak = 1.0e-4f;
    for (const bool isFit : { false, true })
    {
        stages.push_back (stageOf (Stage::training)); // it reads
        stages.back().isFit = isFit;
        stages.push_back (stages.back());
        stages.back().iteration = stages.back().numIterations = 100;
        stages.back().secondsLeft = 3599.0;
        stages.back().divergenceByIteration = stages.back().heldOutByIteration = { 1.0f, 0.5f };
    }
    return stages;
}

/** What the panel says, wherever it does, is whole. */
void checkMessages (Desk& desk)
{
    int numSaid = 0;
    visit (desk.full().learn,
           [&] (juce::Component& component)
           {
               auto* reason = dynamic_cast<editor::ReasonText*> (&component);
               bool isShown = reason != nullptr && reason->text().isNotEmpty();
               for (auto* part = &component; isShown && part != &desk.full().learn;
                    part = part->getParentComponent())
                   isShown = part->isVisible();
               if (! isShown)
                   return;
               ++numSaid;
               INFO (desk.editor->getWidth() << ": " << reason->text());
               CHECK (reason->isWhole());
               CHECK (desk.full().learn.getLocalBounds().contains (
                   desk.full().learn.getLocalArea (reason, reason->getLocalBounds())));
           });
    CHECK (numSaid > 0);
}
} // namespace

TEST_CASE ("Whatever the panel to learn says is whole, at the default size and at the smallest")
{
    Desk desk;
    auto unfolded = dictionaryOf ("speech", { "speech", "noise" });
    unfolded.canBeTaught = false;
    auto longUnfolded = unfolded;
    longUnfolded.name = longestName();
    desk.full().openLearning (true);
    for (const auto& size : { editor::defaultFull, editor::smallestFull })
        for (const bool hasReference : { true, false })
        {
            desk.editor->setSize (size.x, size.y);
            desk.model.hasReference = hasReference;
            for (const auto& dictionary :
                 { dictionaryOf ("speech-plain", { "speech", "noise" }), unfolded, longUnfolded, {} })
                for (const auto& stage : allStages())
                    for (const char* name : { "", "alto" })
                    {
                        desk.model.show (dictionary);
                        desk.get<juce::TextEditor> ("learn_name").setText (name, false);
                        desk.get<juce::TextEditor> ("learn_name").onTextChange();
                        desk.model.reach (stage);
                        desk.editor->pollNow();
                        checkMessages (desk);
                    }
        }
}

TEST_CASE ("Why a recording is refused is whole in its row")
{
    Desk desk;
    desk.full().openLearning (true);
    for (const auto* error : { "no audio that can be read", "no such file", "too short: no sound in it",
                               "samples that are no numbers", "silent: nothing but zeros",
                               "silent: peak -72 dBFS, needs -60 or more", "768000 Hz, needs 8000 to 192000",
                               "damaged: 1048576 of 44100000 frames that the header of the file promises" })
    {
        plugin::RecordingInfo refused;
        refused.file = juce::File ("/tmp/alto.wav");
        refused.isChecked = true;
        refused.error = error;
        desk.model.recordingList = { refused };
        for (const auto& size : { editor::defaultFull, editor::smallestFull })
        {
            desk.editor->setSize (size.x, size.y);
            desk.editor->pollNow();
            auto& why = desk.get<editor::ReasonText> ("why_refused");
            INFO (error << " at " << size.x);
            CHECK (why.text() == error);
            CHECK (why.isWhole());
            CHECK (why.getParentComponent()->getLocalBounds().contains (why.getBounds()));
        }
    }
}

TEST_CASE (
    "A second click where learning was started ends nothing: Finish stands there, and Cancel elsewhere")
{
    Desk desk;
    desk.full().openLearning (true);
    const auto place = [&desk] (const juce::String& id)
    {
        REQUIRE (desk.get<juce::Button> (id).isVisible());
        return desk.get<juce::Button> (id).getBounds();
    };
    const auto start = place ("learn_start");
    auto capturing = stageOf (Stage::capturing);
    desk.model.reach (capturing);
    CHECK (place ("learn_finish") == start);
    CHECK_FALSE (place ("learn_cancel").intersects (start));
    CHECK_FALSE (desk.get<juce::Button> ("learn_finish").isEnabled()); // there is nothing to finish with
    capturing.capturedSeconds = 2.0;
    desk.model.reach (capturing);
    CHECK (desk.get<juce::Button> ("learn_finish").isEnabled());
    auto training = stageOf (Stage::training);
    training.iteration = 3;
    desk.model.reach (training);
    CHECK (place ("learn_stop") == start);
    CHECK_FALSE (place ("learn_cancel").intersects (start));
    CHECK_FALSE (desk.get<juce::Button> ("learn_stop").isEnabled()); // the click was for Finish
    for (int poll = 0; poll < pollsOfHalfASecond; ++poll)
        desk.editor->pollNow();
    CHECK (desk.get<juce::Button> ("learn_stop").isEnabled());
}

TEST_CASE (
    "A kit needs no name and no atoms, and is offered where nothing else can be learned into the dictionary")
{
    Desk desk;
    auto info = desk.model.current;
    info.canBeTaught = false;
    desk.model.show (info);
    desk.full().sources.onLearnKit();
    CHECK (desk.full().learn.isVisible());
    const auto& begin = desk.get<juce::Button> ("learn_start");
    CHECK (begin.isEnabled());
    CHECK_FALSE (desk.get<juce::Component> ("learn_atoms").isVisible());
    desk.model.show (info); // another look at the same keeps the choice
    desk.click ("learn_start");
    CHECK (desk.model.learned.as == plugin::LearnAs::kit);
    CHECK (desk.model.learned.name == plugin::ownKit);
    desk.get<editor::Segments> ("learn_as").choose (2);
    CHECK (desk.get<juce::Component> ("learn_atoms").isVisible());
    CHECK_FALSE (begin.isEnabled());
}

TEST_CASE ("A voice is learned by one button, which its end and its deletion are not")
{
    Desk desk;
    desk.model.setView ({ plugin::Look::voice, {}, {} });
    auto info = desk.model.current;
    desk.model.show (info);
    auto& line = desk.get<editor::VoiceLearning> ("voice_learning");
    CHECK_FALSE (line.isVisible());
    info.offersVoice = true;
    desk.model.show (info);
    REQUIRE (line.isVisible());
    const auto& learn = desk.get<juce::Button> ("voice_button");
    const auto& finish = desk.get<juce::Button> ("voice_finish");
    const auto& cancel = desk.get<juce::Button> ("voice_cancel");
    const auto reach = [&] (Stage stage, double seconds = 0.0)
    {
        desk.model.stage = stageOf (stage);
        desk.model.stage.capturedSeconds = seconds;
        desk.model.stage.isVoice = stage != Stage::idle;
        desk.editor->pollNow();
    };
    desk.click ("voice_button");
    CHECK (desk.model.asked.strings.getLast() == "start my-voice");
    CHECK (desk.model.learned.as == plugin::LearnAs::voice);
    reach (Stage::capturing, 1.0);
    CHECK_FALSE (learn.isVisible());
    CHECK_FALSE (finish.isEnabled()); // too little to know a voice by
    for (const auto* button : { &finish, &cancel })
        CHECK_FALSE (button->getBounds().intersects (learn.getBounds())); // a second click ends nothing
    reach (Stage::capturing, 12.3);
    CHECK (line.words() == "Speak on: 12 of 20 s");
    desk.click ("voice_cancel");
    CHECK (desk.model.asked.strings.getLast() == "cancel");
    desk.click ("voice_finish");
    CHECK (desk.model.asked.strings.getLast() == "finish capture");
    desk.model.asked.clear();
    reach (Stage::capturing, 20.1);
    CHECK (desk.model.asked.strings.getLast() == "finish capture");
    reach (Stage::training);
    CHECK (line.words() == "Learning...");
    CHECK (cancel.isVisible());
    CHECK_FALSE (finish.isVisible());

    info.offersVoice = false;
    info.knowsVoice = true;
    desk.model.stage = stageOf (Stage::idle);
    desk.model.stage.result = "my-voice: 18.2 s of speech";
    desk.model.show (info);
    CHECK (line.words() == "Done: your voice is learned");
    for (const auto* button : { &learn, &finish, &cancel })
        CHECK_FALSE (button->isVisible()); // none deletes it
    desk.open();                           // later
    desk.model.stage.result.clear();
    desk.model.show (info);
    CHECK (desk.get<editor::VoiceLearning> ("voice_learning").words() == "Keeps the voice it learned");
}

TEST_CASE ("A sound that is captured for something else than a voice is not ended by the line of the voice")
{
    Desk desk;
    desk.model.setView ({ plugin::Look::voice, {}, {} });
    auto info = desk.model.current;
    info.offersVoice = true;
    desk.model.show (info);
    desk.model.stage = stageOf (Stage::capturing);
    desk.model.stage.capturedSeconds = 30.0;
    desk.editor->pollNow();
    CHECK_FALSE (desk.model.asked.contains ("finish capture"));
    CHECK_FALSE (desk.get<juce::Button> ("voice_button").isEnabled());
}

TEST_CASE ("A voice is deleted in the menus, one step further than a click, where the dictionary knows one")
{
    Desk desk;
    const auto namesOf = [] (const juce::PopupMenu& menu)
    {
        juce::StringArray names;
        for (juce::PopupMenu::MenuItemIterator item (menu); item.next();)
            names.add (item.getItem().text);
        return names;
    };
    for (const auto& menu : { desk.editor->windowMenu(), desk.editor->loadMenu() })
        CHECK_FALSE (namesOf (menu).contains ("Delete my voice"));
    auto info = desk.model.current;
    info.name = "my-voice";
    info.knowsVoice = true;
    desk.model.show (info);
    for (const auto& menu : { desk.editor->windowMenu(), desk.editor->loadMenu() })
        for (juce::PopupMenu::MenuItemIterator item (menu); item.next();)
        {
            if (item.getItem().text != "Delete my voice")
                continue;
            CHECK (item.getItem().action == nullptr);
            REQUIRE (item.getItem().subMenu != nullptr);
            juce::PopupMenu::MenuItemIterator sure (*item.getItem().subMenu);
            REQUIRE (sure.next());
            CHECK (sure.getItem().text == "Delete my-voice for good");
            sure.getItem().action();
        }
    CHECK (desk.model.asked.strings == juce::StringArray ({ "delete voice", "delete voice" }).strings);
}

TEST_CASE ("The reference is offered where the host has connected it")
{
    Desk desk;
    desk.full().openLearning (true);
    auto& from = desk.get<editor::Segments> ("learn_from");
    CHECK (from.isVisible());
    from.choose (1);
    desk.model.hasReference = false; // as in the app, always
    desk.editor->pollNow();
    CHECK_FALSE (from.isVisible());
    desk.click ("learn_start");
    CHECK (desk.model.learned.from == plugin::CaptureFrom::input);
}
