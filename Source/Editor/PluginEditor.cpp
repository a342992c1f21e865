// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/PluginEditor.h"

#include "Editor/EditorMenu.h"
#include "Editor/Widgets/OwnedMenu.h"

namespace unbraid::editor
{

namespace
{
constexpr int tooltipDelayMs = 600;

bool isHosted (const juce::AudioProcessor& processor)
{
    return processor.wrapperType != juce::AudioProcessor::wrapperType_Undefined &&
           processor.wrapperType != juce::AudioProcessor::wrapperType_Standalone;
}
} // namespace

PluginEditor::PluginEditor (juce::AudioProcessor& owner, plugin::PluginModel& modelToShow,
                            const juce::File& settingsFile)
    : juce::AudioProcessorEditor (owner)
    , model (modelToShow)
    , settings (settingsFile)
    , look (std::make_unique<EditorLook> (settings.isLight() ? lightTheme() : darkTheme()))
    , pictures (model)
    , ring (page)
    , tooltips (&page, tooltipDelayMs) // so that they are as large as the rest
    , choosers (model)
    , keys (model, pictures, isHosted (owner))
    , timer (*this, [this] { tick(); })
{
    setLookAndFeel (look.get());
    addAndMakeVisible (page);
    setWantsKeyboardFocus (true);
    pictures.setSpanSeconds (settings.spanSeconds());
    setResizable (true, true);
    makeView();
    model.addChangeListener (this);
    changeListenerCallback (nullptr);
}

PluginEditor::~PluginEditor()
{
    model.removeChangeListener (this);
    full.reset();
    voice.reset();
    setLookAndFeel (nullptr);
}

/** The view of the look, in its own size. */
void PluginEditor::makeView()
{
    full.reset();
    voice.reset();
    shownLook = model.view().look;
    if (shownLook == plugin::Look::voice)
        makeVoice();
    else
        makeFull();
    ring.toFront (false);
    applyLimits();
}

void PluginEditor::makeVoice()
{
    voice = std::make_unique<VoiceView> (model);
    voice->onExpand = [this] { setLook (plugin::Look::mix); };
    voice->onBrowse = [this] { browseVoice(); };
    voice->onMenu = [this] { showMenu(); };
    page.addAndMakeVisible (*voice);
}

void PluginEditor::makeFull()
{
    full = std::make_unique<FullView> (model, pictures);
    pictures.setView (View::sources);
    full->addAndMakeVisible (pictures);
    full->setMidi (isHosted (processor) && processor.acceptsMidi());
    full->setLab (shownLook == plugin::Look::lab);
    full->onMenu = [this] { showMenu(); };
    full->onLoadFile = [this] { choosers.loadDictionary(); };
    full->onChooseRecordings = [this] { choosers.chooseRecordings(); };
    full->onSpan = [this] (double seconds) { settings.setSpanSeconds (seconds); };
    page.addAndMakeVisible (*full);
}

void PluginEditor::setRoom (Room given)
{
    givenRoom = given;
    applyLimits();
}

Room PluginEditor::room() const
{
    return givenRoom ? givenRoom : roomAround (*this);
}

const SizeLimits& PluginEditor::limits() const noexcept
{
    return voice != nullptr ? voiceLimits : fullLimits;
}

/** Of the view that is shown, at 100 %. */
juce::Point<int> PluginEditor::keptSize() const
{
    const auto view = model.view();
    const auto& size = voice != nullptr ? view.voiceSize : view.fullSize;
    return { size.width, size.height };
}

juce::Point<int> PluginEditor::sizeNow() const
{
    const float scale = 0.01f * static_cast<float> (shownPercent);
    return { juce::roundToInt (static_cast<float> (getWidth()) / scale),
             juce::roundToInt (static_cast<float> (getHeight()) / scale) };
}

void PluginEditor::keepSize()
{
    auto view = model.view();
    const auto size = sizeNow();
    (voice != nullptr ? view.voiceSize : view.fullSize) = { size.x, size.y };
    model.setView (view);
}

void PluginEditor::applyLimits()
{
    const auto& sizes = limits();
    shownPercent = fittingScale (settings.scalePercent(), sizes, room());
    const float scale = 0.01f * static_cast<float> (shownPercent);
    const auto scaled = [scale] (juce::Point<int> size) { return (size.toFloat() * scale).roundToInt(); };
    const auto smallest = scaled (sizes.smallest);
    const auto largest = scaled (sizes.largest);
    const auto wanted = scaled (fittingSize (keptSize(), sizes, shownPercent, room()));
    page.setTransform (juce::AffineTransform::scale (scale));
    setResizeLimits (smallest.x, smallest.y, largest.x, largest.y);
    getConstrainer()->setFixedAspectRatio (sizes.hasFixedRatio ? static_cast<double> (smallest.x) / smallest.y
                                                               : 0.0);
    setSize (wanted.x, wanted.y);
    resized();
}

void PluginEditor::setLook (plugin::Look wanted)
{
    auto view = model.view();
    view.look = wanted;
    model.setView (view);
    juce::MessageManager::callAsync (
        [safe = juce::Component::SafePointer<PluginEditor> (this)] // not while a button of the view calls
        {
            if (safe != nullptr)
                safe->changeListenerCallback (nullptr);
        });
}

/** Applies the choice of a session or of the menu. */
void PluginEditor::followView()
{
    const auto wanted = model.view().look;
    const bool isOther = std::exchange (shownLook, wanted) != wanted;
    if (isOther && (full == nullptr || wanted == plugin::Look::voice))
        makeView();
    else if (isOther)
        full->setLab (wanted == plugin::Look::lab);
    else if (keptSize() != sizeNow())
        applyLimits();
}

void PluginEditor::setLight (bool shouldBeLight)
{
    settings.setLight (shouldBeLight);
    auto next = std::make_unique<EditorLook> (shouldBeLight ? lightTheme() : darkTheme());
    setLookAndFeel (next.get());
    look = std::move (next);
    repaint();
    if (onTheme != nullptr)
        onTheme();
}

void PluginEditor::setScalePercent (int percent)
{
    settings.setScalePercent (percent);
    applyLimits();
}

void PluginEditor::changeListenerCallback (juce::ChangeBroadcaster*)
{
    followView();
    const auto current = model.dictionaries().playing();
    if (full != nullptr)
        full->show (current);
    if (voice != nullptr)
        voice->show (current);
}

void PluginEditor::pollNow()
{
    pictures.poll();
    pollLevels();
    const auto numbers = model.status().numbers();
    const auto program =
        programNumbers != nullptr ? std::optional<ProgramNumbers> (programNumbers()) : std::nullopt;
    if (full != nullptr)
        full->showNumbers (numbers, program);
    if (voice != nullptr)
        voice->showNumbers (numbers, program);
}

void PluginEditor::pollLevels()
{
    if (full != nullptr)
        full->pollLevels();
    if (voice != nullptr)
        voice->pollLevels();
    ring.follow();
}

/** Words and figures change as often as they can be read. */
void PluginEditor::tick()
{
    constexpr int ticksForWords = ShowingTimer::ticksPerSecond / 4;
    if (numTicks++ % ticksForWords == 0)
        pollNow();
    else
        pollLevels();
}

void PluginEditor::resized()
{
    const auto size = sizeNow();
    page.setBounds (0, 0, size.x, size.y);
    for (auto* view : std::initializer_list<juce::Component*>{ full.get(), voice.get() })
        if (view != nullptr)
            view->setBounds (page.getLocalBounds());
    if ((full != nullptr || voice != nullptr) && size != keptSize())
        keepSize();
    ring.follow();
}

void PluginEditor::paint (juce::Graphics& graphics)
{
    graphics.fillAll (look->theme().window);
}

void PluginEditor::showMenu()
{
    auto& button = full != nullptr ? full->header.menuButton() : voice->menuButton();
    windowMenu().showMenuAsync (menuOptions (*this, button));
}

juce::PopupMenu PluginEditor::windowMenu()
{
    EditorMenu menu;
    menu.look = shownLook;
    menu.isLight = settings.isLight();
    menu.scalePercent = shownPercent;
    menu.limits = limits();
    menu.room = room();
    menu.setLook = whileAlive (*this, [] (auto& editor, plugin::Look wanted) { editor.setLook (wanted); });
    menu.setLight = whileAlive (*this, [] (auto& editor, bool isLight) { editor.setLight (isLight); });
    menu.setScalePercent =
        whileAlive (*this, [] (auto& editor, int percent) { editor.setScalePercent (percent); });
    if (full != nullptr && shownLook == plugin::Look::lab)
        menu.openNumbers = whileAlive (*full, [] (FullView& view) { view.openNumbers(); });
    if (const auto playing = model.dictionaries().playing(); playing.knowsVoice)
        menu.voice = playing.name;
    menu.deleteVoice = whileAlive (*this, [] (auto& editor) { editor.model.dictionaries().deleteVoice(); });
    return menu.make();
}

void PluginEditor::browseVoice()
{
    loadMenu().showMenuAsync (menuOptions (*this, voice->dictionaryButton()));
}

juce::PopupMenu PluginEditor::loadMenu()
{
    return dictionaryMenu (
        model.dictionaries(),
        { whileAlive (*this, [] (auto& editor, const juce::String& name)
                      { editor.model.dictionaries().load (name); }),
          whileAlive (*this, [] (auto& editor) { editor.choosers.loadDictionary(); }),
          whileAlive (*this, [] (auto& editor) { editor.model.dictionaries().deleteVoice(); }) });
}

bool PluginEditor::isInterestedInFileDrag (const juce::StringArray&)
{
    return true; // what it is not for is refused with a reason
}

void PluginEditor::fileDragEnter (const juce::StringArray& files, int, int)
{
    if (full == nullptr || FileChoosers::isDictionary (files[0]))
        return;
    full->openLearning (true);
    full->setNumHovering (files.size());
}

void PluginEditor::fileDragExit (const juce::StringArray&)
{
    if (full != nullptr)
        full->setNumHovering (0);
}

void PluginEditor::filesDropped (const juce::StringArray& files, int, int)
{
    fileDragExit (files);
    if (choosers.take (files) && full != nullptr)
        full->openLearning (true);
}

bool PluginEditor::keyPressed (const juce::KeyPress& key)
{
    return keys.press (key, full.get());
}

bool PluginEditor::keyStateChanged (bool)
{
    return keys.release();
}

juce::AudioProcessorEditor* createEditor (juce::AudioProcessor& processor, plugin::PluginModel& model)
{
    return new PluginEditor (processor, model);
}

} // namespace unbraid::editor
