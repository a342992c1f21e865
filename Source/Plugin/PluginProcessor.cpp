// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/PluginProcessor.h"

#include "Files/DictionaryLibrary.h"
#include "Plugin/BusLayout.h"
#include "Plugin/DictionaryInfo.h"
#include "Plugin/NoteInput.h"
#include "Plugin/PresetMixer.h"
#include "Plugin/SessionParameters.h"

namespace unbraid::plugin
{

namespace
{
constexpr auto firstDictionary = "speech";
constexpr int lookAtLearningHz = 10;
} // namespace

juce::AudioProcessor::BusesProperties PluginProcessor::ourBuses()
{
    const auto stereo = juce::AudioChannelSet::stereo();
    auto buses = BusesProperties()
                     .withInput ("Input", stereo, true)
                     .withInput ("Reference", stereo, false)
                     .withOutput ("Mix", stereo, true);
    for (int strip = 1; strip <= numStrips; ++strip)
        buses = buses.withOutput ("Source " + juce::String (strip), stereo, false);
    return buses;
}

PluginProcessor::PluginProcessor (EditorFactory factory)
    : AudioProcessor (ourBuses())
    , editorFactory (factory)
    , parameterSet (*this)
    , loader (path, parameterSet, [this] { somethingChanged(); })
{
    if (auto loaded = loadNow (firstDictionary); ! loaded.ok())
        loader.setMessage (loaded.error().message());
}

PluginProcessor::~PluginProcessor()
{
    stopTimer();
    cancelPendingUpdate();
}

core::Status PluginProcessor::loadNow (const std::string& nameOrFile)
{
    auto loaded = loader.loadNow (nameOrFile);
    handleAsyncUpdate();
    return loaded;
}

bool PluginProcessor::isBusesLayoutSupported (const BusesLayout& layout) const
{
    return isSupported (layout);
}

void PluginProcessor::prepareToPlay (double sampleRate, int)
{
    loader.prepare (sampleRate, getMainBusNumInputChannels(), getMainBusNumOutputChannels());
}

void PluginProcessor::reset()
{
    path.reset();
}

void PluginProcessor::processBlock (juce::AudioBuffer<float>& block, juce::MidiBuffer& midi)
{
    hearNotes (midi);
    process (block, parameterSet.read());
    sendNotes (midi);
}

void PluginProcessor::processBlockBypassed (juce::AudioBuffer<float>& block, juce::MidiBuffer& midi)
{
    hearNotes (midi);
    auto controls = parameterSet.read();
    controls.isBypassed = true;
    process (block, controls);
    sendNotes (midi);
}

/** Hands the notes of the block to the engines; none goes out again. */
void PluginProcessor::hearNotes (juce::MidiBuffer& midi) noexcept
{
    const auto mode = parameterSet.guideMode();
    if (mode != GuideMode::off)
        for (const auto message : midi)
            forEachNoteEvent (
                { message.data, static_cast<size_t> (message.numBytes) }, mode, parameterSet.split->get(),
                [&] (const core::NoteEvent& event) { path.queueNote (event, message.samplePosition); });
    midi.clear();
}

void PluginProcessor::sendNotes (juce::MidiBuffer& midi) noexcept
{
    const bool isOn = parameterSet.midiOut->get() && parameterSet.guideMode() == GuideMode::off;
    if (sender != path.beginnings() || ! isOn)
        noteOutput.endAll (midi);
    sender = path.beginnings();
    if (isOn)
        noteOutput.write (path.notes(), midi);
}

void PluginProcessor::process (juce::AudioBuffer<float>& block, const Controls& controls) noexcept
{
    const auto buses = busPointers (*this, block);
    lendToCapture (block, buses);
    path.process (buses, block.getNumSamples(), controls);
}

void PluginProcessor::lendToCapture (juce::AudioBuffer<float>& block, const BusPointers& buses) noexcept
{
    const bool wantsInput = learnSession.wants (CaptureFrom::input);
    if (! wantsInput && ! learnSession.wants (CaptureFrom::reference))
        return;
    if (isTransportRunning())
        learnSession.add (wantsInput ? buses.input : referencePointers (*this, block), block.getNumSamples());
}

/** Where the host has no transport, always. */
bool PluginProcessor::isTransportRunning() const noexcept
{
    const auto* head = getPlayHead();
    if (head == nullptr)
        return true;
    const auto position = head->getPosition();
    return ! position.hasValue() || position->getIsPlaying();
}

void PluginProcessor::somethingChanged()
{
    if (juce::MessageManager::existsAndIsCurrentThread())
        handleAsyncUpdate();
    else
        triggerAsyncUpdate();
}

/** On the message thread: what host and editor are told. */
void PluginProcessor::handleAsyncUpdate()
{
    if (const auto preset = loader.takePreset())
        applyPreset (preset->content, parameterSet);
    if (loader.sampleRateHz() > 0.0)
        setLatencySamples (loader.latencySamples());
    if (auto playing = loader.dictionary().shared; playing != told)
    {
        told = std::move (playing);
        updateHostDisplay (ChangeDetails().withNonParameterStateChanged (true)); // there is something to save
    }
    sendChangeMessage();
}

juce::AudioProcessorEditor* PluginProcessor::createEditor()
{
    return editorFactory == nullptr ? nullptr : editorFactory (*this, *this);
}

std::vector<PresetInfo> PluginProcessor::presets()
{
    std::vector<PresetInfo> found;
    for (const auto& entry : files::listDictionaries (dictionaries::searchPath()))
        found.push_back ({ entry.name, dictionaries::isFactoryFile (entry.path) });
    return found;
}

DictionaryInfo PluginProcessor::dictionary()
{
    return describe (loader.dictionary(), loader.sourceNames());
}

void PluginProcessor::load (const juce::String& nameOrFile)
{
    loader.load (nameOrFile.toStdString());
}

void PluginProcessor::savePreset (const juce::String& name)
{
    auto saved = saveAmongUsers (loader.dictionary(), parameterSet, name.toStdString());
    if (! saved.ok())
        loader.setMessage (saved.error().message());
    else if (auto used = loader.use (saved.value(), loader.frozenAtoms(), false); ! used.ok())
        loader.setMessage (used.error().message());
}

void PluginProcessor::startCapture (const LearnOptions& options)
{
    const bool isInput = options.from == CaptureFrom::input;
    const int numChannels = isInput ? getMainBusNumInputChannels() : getChannelCountOfBus (true, 1);
    if (numChannels == 0)
        return loader.setMessage ("the capture cannot start: the host has not connected the bus Reference");
    auto started = learnSession.startCapture (options, loader.sampleRateHz(), numChannels);
    if (! started.ok())
        return loader.setMessage (started.error().message());
    sendChangeMessage();
}

void PluginProcessor::finishCapture()
{
    const auto loaded = loader.dictionary();
    std::shared_ptr<const core::Dictionary> base;
    if (loaded.shared != nullptr)
        base = std::shared_ptr<const core::Dictionary> (loaded.shared, &loaded.shared->content);
    auto started = learnSession.train (std::move (base));
    if (started.ok())
        startTimerHz (lookAtLearningHz);
    else
        loader.setMessage (started.error().message());
    sendChangeMessage();
}

void PluginProcessor::cancelLearning()
{
    learnSession.cancel();
    stopTimer();
    sendChangeMessage();
}

/** Looks whether the learner is done, and plays what it made. */
void PluginProcessor::timerCallback()
{
    auto result = learnSession.takeResult();
    if (! result)
        return;
    stopTimer();
    auto used = result->ok() ? loader.use (asLearned (loader.dictionary(), std::move (*result).value(),
                                                      learnSession.options()),
                                           {}, learnSession.options().as == LearnAs::newDictionary)
                             : core::Status (result->error());
    if (! used.ok())
        loader.setMessage (used.error().message());
    sendChangeMessage();
}

void PluginProcessor::getStateInformation (juce::MemoryBlock& state)
{
    Session session;
    session.parameters = valuesOf (parameterSet);
    const auto loaded = loader.dictionary();
    session.dictionaryName = loaded.name;
    session.isFactory = loaded.isFactory;
    session.isChanged = loaded.isChanged;
    if (loaded.shared != nullptr)
        session.dictionaryHash = loaded.shared->hash;
    if (loaded.shared != nullptr && ! loaded.isFactory)
        session.dictionary = loaded.shared->content;
    if (parameterSet.freeze->get())
        session.adapted = loader.frozenAtoms();
    const auto bytes = serialiseSession (session);
    state.replaceAll (bytes.data(), bytes.size());
}

void PluginProcessor::setStateInformation (const void* data, int size)
{
    if (auto restored = restore (data, size); ! restored.ok())
        loader.setMessage (restored.error().message());
}

/** All is checked before anything is changed. */
core::Status PluginProcessor::restore (const void* data, int size)
{
    const auto* bytes = static_cast<const std::byte*> (data);
    auto parsed = parseSession ({ bytes, static_cast<size_t> (std::max (size, 0)) });
    if (! parsed.ok())
        return parsed.error();
    const auto& session = parsed.value();
    if (auto checked = checkValues (session.parameters, parameterSet); ! checked.ok())
        return checked;
    auto found = dictionaryOf (session);
    if (! found.ok())
        return found.error();
    if (auto usable = loader.check (found.value(), session.adapted); ! usable.ok())
        return usable;
    setValues (session.parameters, parameterSet);
    if (auto used = loader.use (found.value(), session.adapted, false); ! used.ok())
        return used;
    const auto& playing = found.value();
    if (playing.isFactory && playing.shared->hash != session.dictionaryHash)
        loader.setMessage ("the session was saved with another version of the factory dictionary " +
                           session.dictionaryName + "; the one that is installed plays");
    return core::Done{};
}

} // namespace unbraid::plugin
