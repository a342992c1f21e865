// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/FocusRing.h"
#include "Editor/Panels/AboutPanel.h"
#include "Editor/Panels/Browser.h"
#include "Editor/Panels/ChooseCard.h"
#include "Editor/Panels/ControlsBar.h"
#include "Editor/Panels/EnginePanel.h"
#include "Editor/Panels/HeaderPanel.h"
#include "Editor/Panels/LearnPanel.h"
#include "Editor/Panels/MarksPanel.h"
#include "Editor/Panels/MessageBar.h"
#include "Editor/Panels/MixStrip.h"
#include "Editor/Panels/NumbersPanel.h"
#include "Editor/Panels/PictureArea.h"
#include "Editor/Panels/SourceList.h"
#include "Editor/Panels/ViewBar.h"
#include "Editor/Widgets/PopUp.h"
#include "Editor/Widgets/ShowingTimer.h"

#include <optional>

namespace unbraid::editor
{

/** The full view, *Mix* and *Lab*: header, picture with its views at the left, the sources at the right, controls
    below; and what takes the place of some of it when it is asked for: the browser, learning, what is known of the
    dictionary. */
class FullView : public juce::Component
{
public:
    /** picture  the picture and its views; lives elsewhere, so that it continues while another view is shown
        [message] */
    FullView (plugin::PluginModel& model, PictureArea& picture);
    ~FullView() override;

    void show (const plugin::DictionaryInfo& dictionary);

    /** With what explains the engine, its panel, the activations, the dictionary and the numbers, or without it. [message] */
    void setLab (bool shouldBeLab);

    /** Whether notes can come in. [message] */
    void setMidi (bool canHaveNotes) { hasMidi = canHaveNotes; }

    /** Updates levels, audible sources, and learning. */
    void pollLevels();
    void showNumbers (const plugin::EngineNumbers& numbers, const std::optional<ProgramNumbers>& program);

    std::function<void()> onMenu;
    std::function<void()> onLoadFile, onChooseRecordings;
    std::function<void (double)> onSpan; // seconds were chosen

    /** Takes the newest change back: a fit to the marks, a mark while the picture is frozen, or what the model has; or makes it
        again. */
    void undo();
    void redo();

    void openBrowser (bool shouldBeOpen);
    void openLearning (bool shouldBeOpen);
    void openNumbers();
    void openEngine();
    void closePopUp();
    [[nodiscard]] bool isBrowsing() const { return browser.isVisible(); }
    void setNumHovering (int numFiles) { learn.setNumHovering (numFiles); }
    void setFrozen (bool isFrozen);

    HeaderPanel header;
    ViewBar views;
    SourceList sources;
    Browser browser;
    LearnPanel learn;

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void connectViews();
    void connectPanels();
    void setView (View view);
    void moveSpan (int direction);
    void beginMark (bool isAlone);
    void showSide();
    void showMarks();
    void showHeader();
    void followFit();
    void layOut();
    void layOutMessage (juce::Rectangle<int> area);
    void layOutSources (juce::Rectangle<int> area);

    plugin::PluginModel& model;
    PictureArea& picture;
    plugin::DictionaryInfo dictionary;
    bool isLearning = false;       // the panel is open
    bool isBrowserInFront = false; // of that panel, while both are open
    bool isLab = false, hasMidi = false;
    std::optional<unsigned> numberBeforeFit; // of the dictionary, while it is fitted to the marks
    bool isFitNewest = false;                // the fit came after the last change of the marks
    FlatButton learnFromInput, addSource;
    NumbersPanel numbers, numbersInPopUp;
    MarksPanel marks;
    MixStrip mix;
    AboutPanel about;
    ControlsBar controls;
    EnginePanel engine;
    ChooseCard choose;
    MessageBar message;
    std::unique_ptr<PopUp> popUp;
    std::unique_ptr<PopUp> retired; // the last one, which may still be calling
};

} // namespace unbraid::editor
