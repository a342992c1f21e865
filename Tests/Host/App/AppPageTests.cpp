// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/AppPage.h"
#include "Editor/EditorSettings.h"
#include "Editor/PluginEditor.h"
#include "FakeDevices.h"
#include "Host/HeadlessWindow.h"
#include "Support/Paths.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using test::Hardware;
using Stage = live::LiveSession::Stage;
using State = app::DeviceBanner::State;

namespace
{
constexpr int blockSamples = 256;

/** Lets the message thread run, with sound going through the device, for a time or until something is so. */
bool runUntil (const Hardware& hardware, const std::function<bool()>& isSo, int maxMs = 20000)
{
    const std::vector<std::vector<float>> quiet (2, std::vector<float> (blockSamples, 0.2f));
    for (int ms = 0; ms < maxMs && ! isSo(); ms += 20)
    {
        (void)hardware.pump (quiet, 2, blockSamples);
        juce::MessageManager::getInstance()->runDispatchLoopUntil (20);
    }
    return isSo();
}

void run (const Hardware& hardware, int ms)
{
    (void)runUntil (
        hardware, [] { return false; }, ms);
}

/** All that Tab reaches, in its order. */
std::vector<juce::Component*> stopsOf (juce::Component& page)
{
    juce::KeyboardFocusTraverser traverser;
    return traverser.getAllComponents (&page);
}

juce::StringArray idsOf (const std::vector<juce::Component*>& stops)
{
    juce::StringArray ids;
    for (auto* stop : stops)
        ids.add (stop->getComponentID());
    return ids;
}

/** Name and role of everything that can have the keyboard; of what has a state, a value too. */
void checkAccessible (juce::Component& page)
{
    using Role = juce::AccessibilityRole;
    for (auto* stop : stopsOf (page))
    {
        INFO (stop->getComponentID() << " / " << stop->getName());
        auto* handler = stop->getAccessibilityHandler();
        REQUIRE (handler != nullptr);
        CHECK (handler->getTitle().isNotEmpty());
        CHECK (handler->getRole() != Role::unspecified);
        CHECK (handler->getRole() != Role::ignored);
        const auto role = handler->getRole();
        if (role == Role::slider || role == Role::comboBox || role == Role::radioButton)
        {
            REQUIRE (handler->getValueInterface() != nullptr);
            CHECK (handler->getValueInterface()->getCurrentValueAsString().isNotEmpty());
        }
        if (auto* tip = dynamic_cast<juce::TooltipClient*> (stop))
            CHECK (tip->getTooltip().isNotEmpty());
    }
}

/** An editor that keeps its looks in a file of the tests. */
juce::AudioProcessorEditor* makeEditor (juce::AudioProcessor& processor, plugin::PluginModel& model)
{
    static const test::TemporaryFolder folder;
    return new editor::PluginEditor (processor, model, juce::File ((folder / "editor.settings").string()));
}

/** A session on fake hardware whose devices are open. */
struct Desk
{
    Desk()
    {
        live::DeviceChoice choice;
        choice.input = choice.output = "Headset";
        REQUIRE (session.open (choice).ok());
    }
    Hardware hardware;
    live::LiveSession session{ makeEditor, test::typesOf (hardware) };
};

juce::Component* childOf (juce::Component& parent, const juce::String& id)
{
    if (parent.getComponentID() == id)
        return &parent;
    for (auto* child : parent.getChildren())
        if (auto* found = childOf (*child, id))
            return found;
    return nullptr;
}
} // namespace

TEST_CASE ("a banner says that the device is gone, and for a moment that it is back", "[banner]")
{
    Desk desk;
    app::DeviceBanner banner (desk.session);
    juce::StringArray announced;
    int numChosen = 0;
    banner.announce = [&] (const juce::String& text) { announced.add (text); };
    banner.onChooseAnother = [&] { ++numChosen; };
    CHECK (banner.state() == State::nothing);
    CHECK_FALSE (banner.isVisible());

    const auto inputs = std::exchange (desk.hardware.inputs, { "Desk Microphone" });
    const auto outputs = std::exchange (desk.hardware.outputs, { "Desk Speakers" });
    REQUIRE (runUntil (desk.hardware, [&] { return banner.state() == State::gone; }));
    CHECK (banner.isVisible());
    CHECK (banner.words() == "Headset is gone. Waiting for it.");
    run (desk.hardware, 2500); // it is looked for meanwhile
    CHECK (banner.words() == "Headset is gone. Waiting for it.");
    CHECK (announced == juce::StringArray{ "Headset is gone. Waiting for it." });
    dynamic_cast<juce::Button*> (childOf (banner, "banner_button"))->onClick();
    CHECK (numChosen == 1);
    CHECK (banner.state() == State::gone);

    desk.hardware.inputs = inputs;
    desk.hardware.outputs = outputs;
    REQUIRE (runUntil (desk.hardware, [&] { return banner.state() == State::back; }));
    CHECK (banner.words() == "Headset is back.");
    run (desk.hardware, app::DeviceBanner::backMs / 2);
    CHECK (banner.state() == State::back);
    REQUIRE (runUntil (desk.hardware, [&] { return banner.state() == State::nothing; }));
    CHECK_FALSE (banner.isVisible());
    CHECK (announced.size() == 2);
}

TEST_CASE ("the banner names the output when it alone is gone", "[banner]")
{
    Desk desk;
    live::DeviceChoice choice;
    choice.input = "Desk Microphone";
    choice.output = "Headset";
    REQUIRE (desk.session.open (choice).ok());
    app::DeviceBanner banner (desk.session);
    desk.hardware.outputs = { "Desk Speakers" };
    CHECK (runUntil (desk.hardware, [&] { return banner.words() == "Headset is gone. Waiting for it."; }));
}

TEST_CASE ("the banner tells what is wrong with a file until it is closed", "[banner]")
{
    Desk desk;
    app::DeviceBanner banner (desk.session);
    banner.showFileError ("the file cannot be played: it is empty");
    CHECK (banner.state() == State::refused);
    auto* close = dynamic_cast<juce::Button*> (childOf (banner, "banner_button"));
    REQUIRE (close != nullptr);
    close->onClick();
    CHECK (banner.state() == State::nothing);
    banner.showFileError ("the file cannot be played: it is empty"); // called repeatedly
    CHECK (banner.state() == State::nothing);
    banner.showFileError ("the file cannot be played: no such file");
    CHECK (banner.state() == State::refused);
    banner.showFileError ({});
    CHECK (banner.state() == State::nothing);
}

TEST_CASE ("the first run stands in place of bar and editor, holds the microphone back and leaves",
           "[first-run]")
{
    Desk desk;
    app::AppPage page (desk.session);
    bool isDone = false;
    page.onFirstRunDone = [&] { isDone = true; };
    page.showFirstRun (true);
    test::HeadlessWindow window (page);
    CHECK (page.getWidth() == app::FirstRunPage::width);
    CHECK (page.getHeight() == app::FirstRunPage::height);
    CHECK_FALSE (page.bar.isVisible());
    auto* first = childOf (page, "first_run");
    REQUIRE (first != nullptr);

    CHECK (idsOf (stopsOf (*first)) == juce::StringArray{ "first_skip", "first_microphone", "first_output",
                                                          "first_tone", "first_record", "first_live" });
    checkAccessible (*first);
    const auto loudest = [&]
    {
        float most = 0.0f;
        for (int block = 0; block < 40; ++block)
        {
            const auto out =
                desk.hardware.pump ({ std::vector<float> (blockSamples, 0.3f) }, 1, blockSamples);
            for (const float value : out[0])
                most = std::max (most, std::abs (value));
        }
        return most;
    };
    run (desk.hardware, 200);
    (void)loudest(); // glides are over
    CHECK (loudest() == 0.0f);

    auto press = [&] (const juce::String& id)
    {
        auto* button = dynamic_cast<juce::Button*> (childOf (page, id));
        REQUIRE (button != nullptr);
        button->onClick();
    };
    press ("first_record");
    auto& rehearsal = desk.session.engine().rehearsal;
    CHECK (rehearsal.status().isRecording);
    while (rehearsal.status().isRecording)
        (void)desk.hardware.pump ({ std::vector<float> (blockSamples, 0.3f) }, 1, blockSamples);
    run (desk.hardware, 200);
    CHECK (idsOf (stopsOf (*first)) == juce::StringArray{ "first_skip", "first_microphone", "first_output",
                                                          "first_tone", "first_side", "first_play",
                                                          "first_record", "first_live" });
    checkAccessible (*first);
    press ("first_play");
    CHECK (rehearsal.status().isPlaying);
    press ("first_live");
    run (desk.hardware, 200);
    CHECK (isDone);
    CHECK_FALSE (page.isFirstRun());
    CHECK (page.bar.isVisible());
    CHECK (rehearsal.take() == nullptr);
    desk.session.processor().parameters().wet->setValueNotifyingHost (0.0f); // as it came in
    (void)loudest();
    CHECK (loudest() > 0.1f);
}

TEST_CASE ("devices are chosen on the page of the first run, and one that is refused changes nothing",
           "[first-run]")
{
    Desk desk;
    app::DeviceChooser microphone (desk.session, true);
    juce::String refused;
    microphone.onRefused = [&] (const juce::String& why) { refused = why; };
    CHECK (microphone.shownName() == "Headset");
    CHECK (microphone.menu().getNumItems() == 2);
    microphone.choose ("Fake", "Desk Microphone");
    CHECK (microphone.shownName() == "Desk Microphone");
    CHECK (desk.session.description() == "Desk Microphone to Headset, 48 kHz, 256 samples");
    CHECK (refused.isEmpty());
    microphone.choose ("Fake", "Gramophone");
    CHECK (refused.contains ("Gramophone"));
    CHECK (desk.session.stage() == Stage::running);
    CHECK (microphone.shownName() == "Desk Microphone");
}

TEST_CASE ("the words of the level say what to do", "[first-run]")
{
    const auto wordsAt = [] (float db)
    {
        app::AimMeter meter;
        const float peak = juce::Decibels::decibelsToGain (db);
        meter.show (peak, 0.0f);
        return meter.words();
    };
    CHECK (wordsAt (-80.0f) == "nothing comes in");
    CHECK (wordsAt (-38.0f) == juce::String::fromUTF8 ("too quiet: \xe2\x88\x92"
                                                       "38 dBFS"));
    CHECK (wordsAt (-14.0f) == juce::String::fromUTF8 ("good: \xe2\x88\x92"
                                                       "14 dBFS"));
    CHECK (wordsAt (-3.0f) == juce::String::fromUTF8 ("too loud: \xe2\x88\x92"
                                                      "3 dBFS"));
}

TEST_CASE ("bar and editor are reached by Tab in the order of reading, and everything has its name",
           "[app-page]")
{
    Desk desk;
    app::AppPage page (desk.session);
    test::HeadlessWindow window (page);
    run (desk.hardware, 200);
    const auto ids = idsOf (stopsOf (page));
    CHECK (ids.indexOf ("devices") == 0);
    CHECK (ids.indexOf ("set_up") == 1);
    CHECK (ids.indexOf ("record") == 2);
    CHECK (ids.indexOf ("player_open") == 3);
    CHECK (ids.indexOf ("bypass") > ids.indexOf ("player_open"));
    checkAccessible (page.bar);
    for (auto* part :
         std::initializer_list<juce::Component*>{ childOf (page, "level_in"), childOf (page, "devices") })
        CHECK (page.bar.getLocalBounds().contains (part->getBounds()));
    const auto [least, most] = page.limits();
    CHECK (least.y == editor::smallestFull.y + app::LiveBar::height);
    for (const int width : { 480, 600, 840, 1120, 3840 })
    {
        page.bar.setSize (width, app::LiveBar::height);
        for (auto* child : page.bar.getChildren())
            if (child->isVisible())
            {
                INFO (width << " " << child->getComponentID());
                CHECK (page.bar.getLocalBounds().contains (child->getBounds()));
            }
    }
}

TEST_CASE ("Voice shows the latency from microphone to loudspeaker where the bar has no room for it",
           "[app-page]")
{
    Desk desk;
    desk.session.processor().setView ({ plugin::Look::voice, {}, {} });
    app::AppPage page (desk.session);
    const test::HeadlessWindow window (page);
    run (desk.hardware, 200);
    auto* ours = dynamic_cast<editor::PluginEditor*> (desk.session.processor().getActiveEditor());
    REQUIRE (ours != nullptr);
    auto* dial = childOf (page, "reduction");
    REQUIRE (dial != nullptr);
    auto* voice = dynamic_cast<editor::VoiceView*> (dial->getParentComponent());
    REQUIRE (voice != nullptr);
    const auto inToOutMs = page.bar.inToOutMs();
    REQUIRE (inToOutMs);
    REQUIRE (desk.session.deviceLatencyMs());
    CHECK (*inToOutMs == Approx (desk.session.processorLatencyMs() + *desk.session.deviceLatencyMs()));
    CHECK (*desk.session.deviceLatencyMs() > 1.0);
    CHECK_FALSE (page.bar.showsTiming());
    ours->pollNow();
    const juce::String total (juce::roundToInt (*inToOutMs));
    CHECK (voice->shownNumbers().startsWith (total + " ms in to out"));
    const juce::String load (juce::roundToInt (100.0 * desk.session.processLoad()));
    CHECK (voice->shownNumbers().endsWith ("CPU " + load + " %")); // of the program, not of the callback

    page.bar.setSize (1120, app::LiveBar::height);
    CHECK (page.bar.showsTiming());
    ours->pollNow();
    CHECK_FALSE (voice->shownNumbers().contains ("in to out"));
}

TEST_CASE ("the bar has the theme of the editor", "[app-page]")
{
    Desk desk;
    app::AppPage page (desk.session);
    auto* ours = dynamic_cast<editor::PluginEditor*> (desk.session.processor().getActiveEditor());
    REQUIRE (ours != nullptr);
    int numTold = 0;
    page.onTheme = [&] { ++numTold; };
    const bool wasLight = ! page.theme().isDark;
    ours->setLight (! wasLight);
    CHECK (numTold == 1);
    CHECK (page.theme().isDark == wasLight);
    ours->setLight (wasLight);
}

TEST_CASE ("a sound file that is dropped on the bar or on the first run is played", "[app-page]")
{
    const juce::String file (std::string (paths::resources) + "/Audio/noisy-voice.flac");
    Desk desk;
    app::AppPage page (desk.session);
    const auto isPlaying = [&] { return desk.session.player().status().isPlaying; };
    CHECK_FALSE (isPlaying());
    page.bar.filesDropped ({ file }, 0, 0);
    CHECK (runUntil (desk.hardware, isPlaying));
    desk.session.player().stop();

    page.showFirstRun (true);
    test::HeadlessWindow window (page);
    dynamic_cast<app::FirstRunPage*> (childOf (page, "first_run"))->filesDropped ({ file }, 0, 0);
    CHECK (runUntil (desk.hardware, isPlaying));
    CHECK (runUntil (desk.hardware, [&] { return childOf (page, "first_stop_file")->isVisible(); }));
    float loudest = 0.0f; // not held back
    for (int block = 0; block < 2000; ++block)
    {
        const auto out = desk.hardware.pump ({ std::vector<float> (blockSamples, 0.0f) }, 2, blockSamples);
        for (const float value : out[0])
            loudest = std::max (loudest, std::abs (value));
    }
    CHECK (loudest > 0.01f);
    checkAccessible (*childOf (page, "first_run"));

    page.showFirstRun (false);
    page.bar.filesDropped ({ file + ".missing" }, 0, 0);
    CHECK (runUntil (desk.hardware, [&] { return page.banner.state() == State::refused; }));
    CHECK (page.banner.isVisible());
}

TEST_CASE ("the banner says where a recording is, offers to show it, and leaves by itself", "[banner]")
{
    Desk desk;
    app::DeviceBanner banner (desk.session);
    juce::Array<juce::File> revealed;
    juce::StringArray announced;
    banner.reveal = [&] (const juce::File& file) { revealed.add (file); };
    banner.announce = [&] (const juce::String& text) { announced.add (text); };
    const auto home = juce::File::getSpecialLocation (juce::File::userHomeDirectory);
    const auto take = home.getChildFile ("Music/Unbraid/take.flac");
    banner.showRecording (take);
    CHECK (banner.state() == State::recorded);
    CHECK (banner.words() == "take.flac is in Music/Unbraid");
    CHECK (announced == juce::StringArray ("take.flac is in Music/Unbraid"));
    auto* button = dynamic_cast<juce::Button*> (childOf (banner, "banner_button"));
    CHECK (button->getButtonText() == "Show in folder");
    button->onClick();
    CHECK (revealed == juce::Array<juce::File> (take));
    CHECK (banner.state() == State::nothing);

    banner.showRecording (juce::File ("/elsewhere/take.flac"));
    CHECK (banner.words() == "take.flac is in /elsewhere");
    banner.showRecording ({}); // another one begins
    CHECK (banner.state() == State::nothing);
    banner.showRecording (take);
    banner.showFileError ("the file cannot be played: it is empty"); // comes first
    CHECK (banner.state() == State::refused);
    button->onClick();
    CHECK (banner.state() == State::recorded);
}

TEST_CASE ("the window that grew for the banner is as high as before when it has gone", "[app-page]")
{
    Desk desk;
    app::AppPage page (desk.session);
    const auto look = desk.session.processor().view().look;
    page.onLimits = [&] // as the window holds it to them
    {
        const auto [smallest, largest] = page.limits();
        page.setSize (juce::jlimit (smallest.x, largest.x, page.getWidth()),
                      juce::jlimit (smallest.y, largest.y, page.getHeight()));
    };
    for (const auto wanted : { plugin::Look::voice, plugin::Look::mix, look })
    {
        auto view = desk.session.processor().view();
        view.look = wanted;
        desk.session.processor().setView (view);
        desk.session.processor().sendSynchronousChangeMessage();
        const int height = page.getHeight();
        page.banner.showFileError ("the file cannot be played: it is empty");
        REQUIRE (page.banner.isVisible());
        CHECK (page.getHeight() <= height + app::DeviceBanner::height);
        page.banner.showFileError ({});
        REQUIRE_FALSE (page.banner.isVisible());
        CHECK (page.getHeight() == height);
    }
}
