// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorFakes.h"
#include "Host/HeadlessWindow.h"

using namespace unbraid;
using namespace unbraid::test;
using Stage = plugin::LearnStatus::Stage;

TEST_CASE ("levels and learning are polled only while the editor can be seen")
{
    Desk desk;
    const auto rests = [&desk]
    {
        desk.model.levels.strips[0].raiseTo (0.5f);
        const int before = desk.model.polls;
        waitFor (200);
        return desk.model.polls == before && desk.model.levels.strips[0].take() > 0.0f;
    };
    const auto polls = [&desk]
    {
        const int before = desk.model.polls;
        for (int tries = 0; tries < 100 && desk.model.polls == before; ++tries)
            waitFor (50);
        return desk.model.polls > before;
    };
    CHECK (rests());
    {
        HeadlessWindow window (*desk.editor);
        CHECK (polls());
        window.setVisible (false);
        CHECK (rests());
        window.setVisible (true);
        CHECK (polls());
        window.getPeer()->setMinimised (true);
        CHECK (rests());
        window.getPeer()->setMinimised (false);
        CHECK (polls());
    }
    CHECK (rests());
}

TEST_CASE ("the editor can be closed while learning and the model goes on")
{
    Desk desk;
    for (const auto stage : { Stage::capturing, Stage::training })
    {
        plugin::LearnStatus status;
        status.stage = stage;
        desk.model.reach (status);
        {
            HeadlessWindow window (*desk.editor);
            waitFor (50);
        }
        desk.model.sendChangeMessage(); // on its way while the editor goes
        desk.editor.reset();
        waitFor (50);
        desk.model.show (dictionaryOf ("drums", { "kick", "snare" }));
        desk.open();
        CHECK (desk.get<juce::Button> ("learn_cancel").isVisible());
        CHECK (desk.textOf ("strip_1_name") == "Kick");
    }
}

TEST_CASE ("all controls stay inside the window at every allowed size and scale")
{
    auto dictionary = dictionaryOf ("band", { "a", "b", "c", "d", "e", "f", "g", "h" });
    dictionary.hasNotes = dictionary.tellsNotes = true;
    Desk desk (dictionary);
    auto* limits = desk.editor->getConstrainer();
    for (const auto size : { juce::Point<int> (limits->getMinimumWidth(), limits->getMinimumHeight()),
                             juce::Point<int> (1000, 720), juce::Point<int> (1120, 680),
                             juce::Point<int> (limits->getMaximumWidth(), limits->getMaximumHeight()) })
        for (const float scale : { 1.0f, 1.5f, 2.0f })
        {
            desk.editor->setScaleFactor (scale);
            desk.editor->setSize (size.x, size.y);
            desk.full().openEngine();
            CHECK (desk.editor->getLocalBounds().getBottomRight() == size);
            for (const auto* id : { "dictionary", "bypass", "menu", "reduction", "wet", "engine", "freeze",
                                    "updates", "note_threshold", "view", "fit", "mix_level", "strip_1" })
            {
                INFO (id << " at " << size.toString().toStdString());
                auto* control = found (*desk.editor, id);
                REQUIRE (control != nullptr);
                const auto area = desk.editor->getLocalArea (control, control->getLocalBounds());
                CHECK_FALSE (area.isEmpty());
                CHECK (desk.editor->getLocalBounds().contains (area));
                CHECK (control->getParentComponent()->getLocalBounds().contains (control->getBounds()));
            }
        }
}

TEST_CASE ("no two controls of a page lie over each other")
{
    Desk desk (dictionaryOf ("band", { "a", "b", "c", "d", "e", "f", "g", "h" }));
    for (const auto& [size, isFrozen] :
         { std::pair{ juce::Point<int> (840, 520), false }, std::pair{ juce::Point<int> (840, 520), true },
           std::pair{ juce::Point<int> (1120, 680), false }, std::pair{ juce::Point<int> (1120, 680), true },
           std::pair{ juce::Point<int> (1920, 1080), true } })
    {
        desk.editor->setSize (size.x, size.y);
        desk.full().setFrozen (isFrozen);
        CHECK (desk.get<juce::Component> ("mark_only").isVisible() == isFrozen);
        for (auto* page : std::initializer_list<juce::Component*>{
                 &desk.full().header, &desk.full().views, found (*desk.editor, "strip_1"), &desk.full() })
            for (auto* one : page->getChildren())
                for (auto* other : page->getChildren())
                    if (one != other && one->isVisible() && other->isVisible() &&
                        ! one->getBounds().isEmpty() && ! other->getBounds().isEmpty())
                    {
                        INFO (page->getComponentID()
                              << ": " << one->getComponentID() << " " << one->getBounds().toString() << ", "
                              << other->getComponentID() << " " << other->getBounds().toString());
                        CHECK_FALSE (one->getBounds().intersects (other->getBounds()));
                    }
    }
}

TEST_CASE ("why nothing can be marked or learned is said in full, in its place, at every size")
{
    auto unfolded = dictionaryOf ("speech", { "speech", "noise" });
    unfolded.canBeTaught = false;
    Desk desk (unfolded);
    const HeadlessWindow window (*desk.editor);
    const auto checkSays = [&desk] (const char* id, const juce::String& words)
    {
        auto& reason = desk.get<editor::ReasonText> (id);
        INFO (id << " " << reason.getBounds().toString() << ": " << reason.text());
        CHECK (reason.isShowing());
        CHECK (reason.text().contains (words));
        CHECK (reason.getWidth() >= reason.wantedWidth());
        CHECK (reason.getParentComponent()->getLocalBounds().contains (reason.getBounds()));
        for (auto* other : reason.getParentComponent()->getChildren())
            if (other != &reason && other->isVisible())
                CHECK_FALSE (other->getBounds().intersects (reason.getBounds()));
    };
    for (const auto look : { plugin::Look::mix, plugin::Look::lab })
        for (const auto size : { editor::smallestFull, editor::defaultFull, editor::largestFull })
        {
            desk.model.setView ({ look, {}, {} });
            desk.model.show (unfolded);
            desk.editor->setSize (size.x, size.y);
            CHECK_FALSE (desk.get<juce::Component> ("why_no_marks").isVisible());
            desk.full().setFrozen (true);
            CHECK_FALSE (desk.get<juce::Component> ("mark_only").isVisible());
            checkSays ("why_no_marks", "speech-plain");
            desk.full().openLearning (true);
            checkSays ("why_no_learning", "plain dictionary");
            desk.full().openLearning (false);

            desk.model.show (dictionaryOf ("speech-plain", { "speech", "noise" }));
            CHECK (desk.get<juce::Component> ("mark_only").isVisible());
            for (const char* id : { "why_no_marks", "why_no_learning" })
                CHECK (desk.get<editor::ReasonText> (id).text().isEmpty());
            desk.full().setFrozen (false);
        }
    desk.model.show ({});
    desk.full().openLearning (true);
    checkSays ("why_no_learning", "no dictionary");
}
