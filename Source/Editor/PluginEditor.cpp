// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/PluginEditor.h"

#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr int tooltipDelayMs = 600;
constexpr juce::uint32 holdMs = 300; // a key held longer is momentary
const juce::String dictionaryEnding = ".safetensors";

bool isHosted (const juce::AudioProcessor& processor)
{
    return processor.wrapperType != juce::AudioProcessor::wrapperType_Undefined &&
           processor.wrapperType != juce::AudioProcessor::wrapperType_Standalone;
}

bool isDictionary (const juce::String& file)
{
    return file.endsWithIgnoreCase (dictionaryEnding);
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
    , tooltips (this, tooltipDelayMs)
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
    compact.reset();
    setLookAndFeel (nullptr);
}

/** One of the two views, in its own size. */
void PluginEditor::makeView()
{
    full.reset();
    compact.reset();
    const bool isCompact = settings.isCompact();
    pictures.setCompact (isCompact);
    if (isCompact)
    {
        compact = std::make_unique<CompactView> (model, pictures);
        compact->onExpand = [this] { setCompact (false); };
        compact->onBrowse = [this] { browseCompact(); };
        page.addAndMakeVisible (*compact);
    }
    else
    {
        full = std::make_unique<FullView> (model, pictures);
        full->addAndMakeVisible (pictures);
        full->onMenu = [this] { showMenu(); };
        full->onLoadFile = [this] { loadFile(); };
        full->onChooseRecordings = [this] { chooseRecordings(); };
        full->onSpan = [this] (double seconds) { settings.setSpanSeconds (seconds); };
        page.addAndMakeVisible (*full);
    }
    ring.toFront (false);
    applyLimits();
}

void PluginEditor::applyLimits()
{
    const bool isCompact = compact != nullptr;
    const float scale = 0.01f * static_cast<float> (settings.scalePercent());
    const auto scaled = [scale] (juce::Point<int> size) { return (size.toFloat() * scale).roundToInt(); };
    const auto smallest = scaled (isCompact ? smallestCompact : smallestFull);
    const auto largest = scaled (isCompact ? largestCompact : largestFull);
    const auto wanted = scaled (isCompact ? settings.compactSize() : settings.fullSize());
    setResizeLimits (smallest.x, smallest.y, largest.x, largest.y);
    getConstrainer()->setFixedAspectRatio (isCompact ? static_cast<double> (smallest.x) / smallest.y : 0.0);
    page.setTransform (juce::AffineTransform::scale (scale));
    setSize (wanted.x, wanted.y);
    resized();
}

void PluginEditor::setCompact (bool shouldBeCompact)
{
    settings.setCompact (shouldBeCompact);
    juce::MessageManager::callAsync (
        [safe = juce::Component::SafePointer<PluginEditor> (this)] // not while a button of the view calls
        {
            if (safe == nullptr || (safe->compact != nullptr) == safe->settings.isCompact())
                return;
            safe->makeView();
            safe->changeListenerCallback (nullptr);
        });
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
    const auto current = model.dictionaries().playing();
    if (full != nullptr)
        full->show (current);
    if (compact != nullptr)
    {
        pictures.show (current);
        compact->show (current);
    }
}

void PluginEditor::pollNow()
{
    pictures.poll();
    pollLevels();
    const auto numbers = model.status().numbers();
    if (full != nullptr)
        full->showNumbers (numbers);
    if (compact != nullptr)
        compact->showNumbers (numbers);
}

void PluginEditor::pollLevels()
{
    if (full != nullptr)
        full->pollLevels();
    if (compact != nullptr)
        compact->pollLevels();
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
    const float scale = 0.01f * static_cast<float> (settings.scalePercent());
    const auto size = juce::Point<int> (juce::roundToInt (static_cast<float> (getWidth()) / scale),
                                        juce::roundToInt (static_cast<float> (getHeight()) / scale));
    page.setBounds (0, 0, size.x, size.y);
    for (auto* view : std::initializer_list<juce::Component*>{ full.get(), compact.get() })
        if (view != nullptr)
            view->setBounds (page.getLocalBounds());
    if (full != nullptr && size != settings.fullSize())
        settings.setFullSize (size);
    if (compact != nullptr && size != settings.compactSize())
        settings.setCompactSize (size);
    ring.follow();
}

void PluginEditor::paint (juce::Graphics& graphics)
{
    graphics.fillAll (look->theme().window);
}

void PluginEditor::showMenu()
{
    juce::PopupMenu sizes;
    for (const int percent : scalesPercent)
        sizes.addItem (juce::String (percent) + " %", true, settings.scalePercent() == percent,
                       [this, percent] { setScalePercent (percent); });
    juce::PopupMenu menu;
    menu.addItem ("Light", true, settings.isLight(), [this] { setLight (! settings.isLight()); });
    menu.addItem ("One knob (compact)", [this] { setCompact (true); });
    menu.addSubMenu ("Size", sizes);
    menu.addSeparator();
    menu.addItem ("Numbers", [this] { full->openNumbers(); });
    menu.addItem ("Browse dictionaries", [this] { full->openBrowser (true); });
    menu.showMenuAsync (juce::PopupMenu::Options().withTargetComponent (full->header.menuButton()));
}

void PluginEditor::browseCompact()
{
    juce::PopupMenu menu;
    const auto current = model.dictionaries().playing();
    for (const auto& preset : model.dictionaries().presets())
        menu.addItem (preset.name, true, preset.name == current.name,
                      [this, name = preset.name] { model.dictionaries().load (name); });
    menu.addSeparator();
    menu.addItem ("Load file...", [this] { loadFile(); });
    menu.showMenuAsync (juce::PopupMenu::Options().withTargetComponent (compact->dictionaryButton()));
}

void PluginEditor::loadFile()
{
    chooser = std::make_unique<juce::FileChooser> ("Load a dictionary", juce::File(), "*" + dictionaryEnding);
    chooser->launchAsync (juce::FileBrowserComponent::openMode | juce::FileBrowserComponent::canSelectFiles,
                          [this] (const juce::FileChooser& chosen)
                          {
                              if (const auto file = chosen.getResult(); file != juce::File())
                                  model.dictionaries().load (file.getFullPathName());
                          });
}

void PluginEditor::chooseRecordings()
{
    chooser = std::make_unique<juce::FileChooser> ("Recordings of one source alone", juce::File(),
                                                   "*.wav;*.flac;*.ogg;*.opus;*.mp3;*.aif;*.aiff;*.caf");
    chooser->launchAsync (juce::FileBrowserComponent::openMode | juce::FileBrowserComponent::canSelectFiles |
                              juce::FileBrowserComponent::canSelectMultipleItems,
                          [this] (const juce::FileChooser& chosen)
                          {
                              juce::StringArray files;
                              for (const auto& file : chosen.getResults())
                                  files.add (file.getFullPathName());
                              if (! files.isEmpty())
                                  model.learning().addRecordings (files);
                          });
}

bool PluginEditor::isInterestedInFileDrag (const juce::StringArray&)
{
    return true; // what it is not for is refused with a reason
}

void PluginEditor::fileDragEnter (const juce::StringArray& files, int, int)
{
    if (full == nullptr || isDictionary (files[0]))
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
    juce::StringArray recordings;
    for (const auto& file : files)
        if (isDictionary (file))
            model.dictionaries().load (file);
        else
            recordings.add (file);
    if (recordings.isEmpty())
        return;
    if (full != nullptr)
        full->openLearning (true);
    model.learning().addRecordings (recordings);
}

bool PluginEditor::soloOrMute (const juce::KeyPress& key)
{
    const int strip = key.getKeyCode() - '1';
    if (! juce::isPositiveAndBelow (strip, plugin::numStrips) || key.getModifiers().isCommandDown() ||
        key.getModifiers().isAltDown())
        return false;
    if (key.getModifiers().isShiftDown())
        full->sources.toggleMute (strip);
    else
        full->sources.toggleSolo (strip);
    return true;
}

bool PluginEditor::pictureKey (const juce::KeyPress& key)
{
    if (key == juce::KeyPress::spaceKey && ! isHosted (*getAudioProcessor())) // there it starts the transport
        full->setFrozen (! pictures.isFrozen());
    else if (key.getTextCharacter() == 'z')
        pictures.fit();
    else if (key.getTextCharacter() == '+' || key.getTextCharacter() == '=')
        full->views.onSpan (1);
    else if (key.getTextCharacter() == '-')
        full->views.onSpan (-1);
    else
        return false;
    return true;
}

bool PluginEditor::keyPressed (const juce::KeyPress& key)
{
    const auto flip = [] (juce::AudioParameterBool& parameter)
    {
        parameter.beginChangeGesture();
        parameter.setValueNotifyingHost (parameter.get() ? 0.0f : 1.0f);
        parameter.endChangeGesture();
    };
    if (key == juce::KeyPress ('z', juce::ModifierKeys::commandModifier, 0))
        full != nullptr ? full->undo() : model.history().undo();
    else if (key ==
             juce::KeyPress ('z', juce::ModifierKeys::commandModifier | juce::ModifierKeys::shiftModifier, 0))
        full != nullptr ? full->redo() : model.history().redo();
    else if (key == juce::KeyPress ('f', juce::ModifierKeys::commandModifier, 0) && full != nullptr)
        full->openBrowser (true);
    else if (key == juce::KeyPress::escapeKey && full != nullptr && full->isBrowsing())
        full->openBrowser (false);
    else if (key.getTextCharacter() == 'b')
        flip (*model.parameters().bypass);
    else if (key.getTextCharacter() == 'd')
    {
        if (! std::exchange (isDeltaHeld, true)) // it repeats while it is held
        {
            deltaDownMs = juce::Time::getMillisecondCounter();
            flip (*model.parameters().delta);
        }
    }
    else
        return full != nullptr && (soloOrMute (key) || pictureKey (key));
    return true;
}

/** Delta is on for as long as its key is held; a short touch leaves it. */
bool PluginEditor::keyStateChanged (bool)
{
    if (! isDeltaHeld || juce::KeyPress::isKeyCurrentlyDown ('d') || juce::KeyPress::isKeyCurrentlyDown ('D'))
        return false;
    isDeltaHeld = false;
    if (juce::Time::getMillisecondCounter() - deltaDownMs < holdMs)
        return false;
    auto& delta = *model.parameters().delta;
    delta.beginChangeGesture();
    delta.setValueNotifyingHost (delta.get() ? 0.0f : 1.0f);
    delta.endChangeGesture();
    return true;
}

juce::AudioProcessorEditor* createEditor (juce::AudioProcessor& processor, plugin::PluginModel& model)
{
    return new PluginEditor (processor, model);
}

} // namespace unbraid::editor
