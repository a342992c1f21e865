// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/FullView.h"

namespace unbraid::editor
{

namespace
{
const std::array<double, 8> spans{ 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 30.0 };
} // namespace

FullView::FullView (plugin::PluginModel& modelToShow, PictureArea& pictureToShow)
    : header (modelToShow)
    , sources (modelToShow)
    , browser (modelToShow.dictionaries())
    , learn (modelToShow.learning())
    , model (modelToShow)
    , picture (pictureToShow)
    , learnFromInput ("Learn from input", FlatButton::Style::normal, icons::Icon::learn)
    , addSource ("Add source", FlatButton::Style::normal, icons::Icon::add)
    , about (modelToShow.dictionaries())
    , controls (modelToShow)
    , engine (modelToShow.parameters())
    , choose (modelToShow.dictionaries(), modelToShow.parameters())
    , message ([this] { model.status().dismissMessage(); })
{
    learnFromInput.introduce ("learn", "Learn from input",
                              "Learns a source or the noise from the sound that is playing.");
    addSource.introduce ("add", "Add source", "Learns another source from recordings of it alone.");
    learnFromInput.onClick = [this] { openLearning (true); };
    addSource.onClick = [this] { openLearning (true); };
    for (auto* child : std::initializer_list<juce::Component*>{ &header, &views, &sources, &learnFromInput,
                                                                &addSource, &numbers, &mix, &controls })
        addAndMakeVisible (child);
    for (auto* child :
         std::initializer_list<juce::Component*>{ &marks, &about, &learn, &browser, &choose, &message })
        addChildComponent (child);
    addAndMakeVisible (picture.detail());
    connectViews();
    connectPanels();
}

FullView::~FullView()
{
    model.dictionaries().endTrial();
}

void FullView::setLab (bool shouldBeLab)
{
    isLab = shouldBeLab;
    closePopUp();
    views.setLab (isLab);
    controls.setLab (isLab);
    header.loadBox().setEnabled (isLab); // it opens the numbers
    showSide();
}

void FullView::connectViews()
{
    views.onView = [this] (View view) { setView (view); };
    views.onFreeze = [this] (bool isFrozen) { setFrozen (isFrozen); };
    views.onSpan = [this] (int direction) { moveSpan (direction); };
    views.onFit = [this] { picture.fit(); };
    views.onSort = [this] (int order) { picture.sortAtoms (static_cast<AtomSort> (order)); };
    views.onMark = [this] (bool isAlone) { beginMark (isAlone); };
    views.setSpan (picture.spanSeconds());
    picture.onFreeze = [this] { setFrozen (! picture.isFrozen()); };
    picture.onSpan = [this] (double seconds)
    {
        views.setSpan (seconds);
        if (onSpan != nullptr)
            onSpan (seconds);
    };
    picture.onMarks = [this]
    {
        isFitNewest = false;
        views.setMarking (-1);
        showMarks();
    };
    sources.onPointed = [this] (int strip) { picture.isolate (strip); };
    sources.onAudibleChanged = [this] { picture.setAudible (sources.audible()); };
    sources.onAdd = [this] { openLearning (true); };
    sources.onLearnKit = [this]
    {
        openLearning (true);
        learn.chooseKit();
    };
    marks.onClear = [this] { picture.setMarks ({}); };
    marks.onRemove = [this] (size_t index)
    {
        auto kept = picture.marks();
        if (index < kept.size())
            kept.erase (kept.begin() + static_cast<std::ptrdiff_t> (index));
        picture.setMarks (kept);
    };
    marks.onLearn = [this]
    {
        numberBeforeFit = dictionary.number;
        model.learning().fit (picture.marks());
        openLearning (true);
    };
}

void FullView::connectPanels()
{
    message.onHeight = [this] { layOut(); };
    header.dictionary.onBrowse = [this] { openBrowser (true); };
    browser.onBack = [this] { openBrowser (false); };
    header.onUndo = [this] { undo(); };
    header.onRedo = [this] { redo(); };
    header.onNumbers = [this] { openNumbers(); };
    header.onMenu = [this] { onMenu(); };
    controls.onEngine = [this] { openEngine(); };
    learn.onClose = [this] { openLearning (false); };
    learn.onChooseFiles = [this] { onChooseRecordings(); };
    browser.onLoadFile = [this] { onLoadFile(); };
    browser.onChosen = [this] (const plugin::PresetInfo& preset)
    {
        if (isBrowsing())
            about.showPreset (preset, dictionary);
    };
    choose.onBrowse = [this] { openBrowser (true); };
    choose.onLoadFile = [this] { onLoadFile(); };
}

void FullView::show (const plugin::DictionaryInfo& current)
{
    dictionary = current;
    followFit();
    showHeader();
    sources.show (dictionary);
    learn.show (dictionary);
    controls.show (dictionary);
    engine.show (dictionary);
    picture.show (dictionary);
    picture.setAudible (sources.audible());
    if (isBrowsing())
        browser.show (dictionary);
    message.show (model.status().message(), dictionary.name);
    views.setMarkable (dictionary.canBeTaught, "Marks need a plain dictionary, such as speech-plain.");
    choose.setVisible (dictionary.name.isEmpty());
    if (dictionary.name.isEmpty())
        choose.show (hasMidi);
    showMarks();
    showSide();
}

void FullView::showHeader()
{
    const auto& steps = picture.markSteps();
    const bool areMarksNewest = steps.canUndo() && ! isFitNewest;
    header.show (dictionary, areMarksNewest ? juce::String ("marks") : model.history().undoName(),
                 steps.canRedo() ? juce::String ("marks") : model.history().redoName());
}

void FullView::undo()
{
    if (std::exchange (isFitNewest, false) || ! picture.undoMarks())
        model.history().undo();
}

/** After a fitted dictionary has taken over: undo brings the dictionary before it back first, and the marks stay. */
void FullView::followFit()
{
    if (! numberBeforeFit || *numberBeforeFit == dictionary.number)
        return;
    numberBeforeFit.reset();
    isFitNewest = true;
}

void FullView::redo()
{
    if (! picture.redoMarks())
        model.history().redo();
}

void FullView::showNumbers (const plugin::EngineNumbers& now, const std::optional<ProgramNumbers>& program)
{
    header.poll (now, program);
    controls.poll (now);
    numbers.show (now);
    numbersInPopUp.show (now);
}

void FullView::pollLevels()
{
    sources.poll();
    mix.poll (model.meters());
    learn.poll();
}

void FullView::setView (View view)
{
    picture.setView (view);
    showSide();
}

void FullView::setFrozen (bool isFrozen)
{
    if (isFrozen && ! picture.isFrozen())
        model.picture().freeze();
    picture.setFrozen (isFrozen);
    views.setFrozen (isFrozen);
    views.setMarking (-1);
    if (! isFrozen)
        picture.forgetMarks();
    showMarks();
}

void FullView::moveSpan (int direction)
{
    const double now = picture.spanSeconds();
    double wanted = now;
    if (direction > 0)
        wanted =
            *std::find_if (spans.begin(), spans.end() - 1, [now] (double each) { return each > now + 0.01; });
    else
        wanted = *std::find_if (spans.rbegin(), spans.rend() - 1,
                                [now] (double each) { return each < now - 0.01; });
    picture.setSpanSeconds (wanted);
    views.setSpan (wanted);
    if (onSpan != nullptr)
        onSpan (wanted);
}

void FullView::beginMark (bool isAlone)
{
    picture.beginMark (isAlone, sources.selected());
    views.setMarking (isAlone ? 1 : 0);
}

void FullView::showMarks()
{
    const auto stage = model.learning().progress().stage;
    marks.show (picture.marks(), dictionary.sources, picture.endPosition(), model.status().sampleRateHz(),
                stage != plugin::LearnStatus::Stage::idle);
    showHeader();
    layOut();
}

/** Shows the components at the right. */
void FullView::showSide()
{
    const bool isDictionary = views.view() == View::dictionary;
    const bool showsLearning = isLearning && ! (isBrowsing() && isBrowserInFront);
    const bool showsAbout = ! showsLearning && (isBrowsing() || isDictionary);
    learn.setVisible (showsLearning);
    about.setVisible (showsAbout);
    picture.detail().setVisible (showsAbout && ! isBrowsing());
    for (auto* part : std::initializer_list<juce::Component*>{ &sources, &mix })
        part->setVisible (! showsLearning && ! showsAbout);
    if (showsAbout && isBrowsing())
        about.showPreset (browser.chosen(), dictionary);
    else if (showsAbout)
        about.showPlaying (dictionary);
    for (auto* part : std::initializer_list<juce::Component*>{ &views, &picture, &controls })
        part->setVisible (! isBrowsing());
    layOut();
}

void FullView::openBrowser (bool shouldBeOpen)
{
    browser.setVisible (shouldBeOpen);
    picture.setCovered (shouldBeOpen);
    isBrowserInFront = shouldBeOpen;
    if (shouldBeOpen)
        browser.show (dictionary);
    else
        model.dictionaries().endTrial();
    showSide();
    if (shouldBeOpen && isShowing())
        browser.search();
}

void FullView::openLearning (bool shouldBeOpen)
{
    isLearning = shouldBeOpen;
    isBrowserInFront = ! shouldBeOpen;
    showSide();
}

void FullView::openNumbers()
{
    closePopUp();
    popUp = std::make_unique<PopUp> (numbersInPopUp, [this] { closePopUp(); });
    auto& anchor = header.loadBox().isVisible() ? header.loadBox() : header.menuButton();
    popUp->open (*this, getLocalArea (&anchor, anchor.getLocalBounds()));
}

void FullView::openEngine()
{
    closePopUp();
    popUp = std::make_unique<PopUp> (engine, [this] { closePopUp(); });
    auto& anchor = controls.engineButton();
    popUp->open (*this, getLocalArea (&anchor, anchor.getLocalBounds()));
}

/** Not while the pop-up calls. */
void FullView::closePopUp()
{
    if (popUp == nullptr)
        return;
    popUp->setVisible (false);
    retired = std::move (popUp);
}

} // namespace unbraid::editor
