// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/PluginProcessor.h"

#include "Plugin/Audio/EngineChoice.h"
#include "Plugin/Audio/NoteInput.h"
#include "Plugin/Loading/FactoryPrograms.h"
#include "Plugin/Loading/SessionDictionary.h"
#include "Plugin/Session/SessionParameters.h"

namespace unbraid::plugin
{

namespace
{
constexpr auto firstDictionary = "speech";
} // namespace

juce::AudioProcessor::BusesProperties PluginProcessor::ourBuses (BusSet set)
{
    const auto stereo = juce::AudioChannelSet::stereo();
    auto buses = BusesProperties().withInput ("Input", stereo, true).withOutput ("Mix", stereo, true);
    if (set == BusSet::stereo)
        return buses;
    buses = buses.withInput ("Reference", stereo, false);
    for (int strip = 1; strip <= numStrips; ++strip)
        buses = buses.withOutput ("Source " + juce::String (strip), stereo, false);
    return buses;
}

PluginProcessor::PluginProcessor (EditorFactory factory, EngineBuilder builder, BusSet buses)
    : AudioProcessor (ourBuses (buses))
    , editorFactory (factory)
    , busSet (buses)
    , parameterSet (*this)
    , loader (
          path, parameterSet, [this] { somethingChanged(); }, std::move (builder))
{
    loader.setStagger (slot.stagger());
    if (auto loaded = loader.loadNow (firstDictionary); ! loaded.ok())
        loader.setMessage (loaded.error().message());
    follow();
    changes.steps.clear();
    isMade = true;
}

PluginProcessor::~PluginProcessor()
{
    following.end();
}

core::Status PluginProcessor::loadNow (const std::string& nameOrFile)
{
    auto loaded = loader.loadNow (nameOrFile);
    follow();
    return loaded;
}

bool PluginProcessor::isBusesLayoutSupported (const BusesLayout& layout) const
{
    return isSupported (layout);
}

/** Reports the latency at once, on any thread: an LV2 host may render a whole file before a message arrives. */
void PluginProcessor::prepareToPlay (double sampleRate, int)
{
    loadMeter.reset();
    loader.prepare (sampleRate, getMainBusNumInputChannels(), getMainBusNumOutputChannels());
    setLatencySamples (loader.latencySamples());
}

void PluginProcessor::reset()
{
    path.reset();
}

void PluginProcessor::processBlock (juce::AudioBuffer<float>& block, juce::MidiBuffer& midi)
{
    const LoadTimer timer (loadMeter, secondsOf (block));
    processNotes (midi);
    process (block, parameterSet.read());
    sendNotes (midi);
}

void PluginProcessor::processBlockBypassed (juce::AudioBuffer<float>& block, juce::MidiBuffer& midi)
{
    const LoadTimer timer (loadMeter, secondsOf (block));
    processNotes (midi);
    auto controls = parameterSet.read();
    controls.isBypassed = true;
    process (block, controls);
    sendNotes (midi);
}

/** 0: not known. */
double PluginProcessor::secondsOf (const juce::AudioBuffer<float>& block) const noexcept
{
    return getSampleRate() > 0.0 ? block.getNumSamples() / getSampleRate() : 0.0;
}

/** Hands the notes of the block to the engines; none goes out again. */
void PluginProcessor::processNotes (juce::MidiBuffer& midi) noexcept
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
    const bool isOn = parameterSet.midiOut->get(); // an engine guided by notes detects none
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
    const bool wantsInput = learner.session.wants (CaptureFrom::input);
    if (! wantsInput && ! learner.session.wants (CaptureFrom::reference))
        return;
    if (isTransportRunning())
        learner.session.add (wantsInput ? buses.input : referencePointers (*this, block),
                             block.getNumSamples(), getSampleRate());
}

/** True also where the host has no transport. */
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
    if (! isMade)
        return; // who makes it follows at the end
    if (juce::MessageManager::existsAndIsCurrentThread())
        follow();
    else
        following.ask();
}

/** Reports changes to host and editor. [message] */
void PluginProcessor::follow()
{
    if (loader.sampleRateHz() > 0.0)
        setLatencySamples (loader.latencySamples());
    presets.follow();
    if (isRestored.exchange (false))
    {
        presets.forgetTrial();
        changes.steps.clear();
    }
    shownPicture.follow();
    learner.follow();
    sendChangeMessage();
}

/** There is something to save. */
void PluginProcessor::dictionaryReplaced()
{
    learner.colourIfLearned();
    updateHostDisplay (ChangeDetails().withNonParameterStateChanged (true).withProgramChanged (true));
}

void PluginProcessor::colourChanged()
{
    updateHostDisplay (ChangeDetails().withNonParameterStateChanged (true));
    sendChangeMessage();
}

/** Another look is something to save; another size alone does not ask for it. */
void PluginProcessor::setView (const ViewState& next)
{
    if (keptView.exchange (next).look != next.look)
        updateHostDisplay (ChangeDetails().withNonParameterStateChanged (true));
}

bool PluginProcessor::isBusOn (int strip) const
{
    const auto* bus = getBus (false, 1 + strip); // after Mix
    return bus != nullptr && bus->isEnabled();
}

int PluginProcessor::numChannelsOf (CaptureFrom bus) const
{
    return bus == CaptureFrom::input ? getMainBusNumInputChannels() : getChannelCountOfBus (true, 1);
}

PictureSource::Input PluginProcessor::inputNow() const
{
    return { loader.sampleRateHz(), getMainBusNumInputChannels() };
}

juce::AudioProcessorEditor* PluginProcessor::createEditor()
{
    return editorFactory == nullptr ? nullptr : editorFactory (*this, *this);
}

int PluginProcessor::getNumPrograms()
{
    return static_cast<int> (factoryPrograms.size()) + 1;
}

int PluginProcessor::getCurrentProgram()
{
    const auto loaded = loader.dictionary();
    return loaded.isFactory ? programOf (loaded.name) : 0;
}

/** An LV2's preset comes on a thread that may wait, and its host may render at once: it plays, with its mixer, before this returns. */
void PluginProcessor::setCurrentProgram (int index)
{
    if (index <= 0 || index >= getNumPrograms())
        return;
    const auto* name = factoryPrograms[static_cast<size_t> (index - 1)];
    if (wrapperType != wrapperType_LV2)
        return loader.loadSoon (name);
    if (const auto loaded = loader.loadNow (name); ! loaded.ok())
        return loader.setMessage (loaded.error().message());
    juce::MessageManager::getInstance()->callFunctionOnMessageThread (
        [] (void* processor) -> void*
        {
            static_cast<PluginProcessor*> (processor)->follow();
            return nullptr;
        },
        this);
}

const juce::String PluginProcessor::getProgramName (int index)
{
    if (index < 0 || index >= getNumPrograms())
        return {};
    return index == 0 ? programThatStays : factoryPrograms[static_cast<size_t> (index - 1)];
}

void PluginProcessor::getStateInformation (juce::MemoryBlock& state)
{
    Session session;
    session.parameters = valuesOf (parameterSet);
    const bool isFrozen = parameterSet.freeze->get();
    storeDictionary (loader.dictionary(), isFrozen ? loader.frozenAtoms() : std::vector<core::AdaptedAtoms>(),
                     session);
    session.colours = colours.chosen();
    session.stagger = loader.stagger();
    session.view = keptView.get();
    const auto bytes = serialiseSession (session);
    state.replaceAll (bytes.data(), bytes.size());
}

void PluginProcessor::setStateInformation (const void* data, int size)
{
    (void)restoreNow (data, size);
}

core::Status PluginProcessor::restoreNow (const void* data, int size)
{
    auto restored = restore (data, size);
    if (restored.ok())
        isRestored = true;
    else
        loader.setMessage (restored.error().message());
    somethingChanged();
    return restored;
}

/** All is checked before anything is changed. A dictionary that is not on this computer is no reason to lose the rest. */
core::Status PluginProcessor::restore (const void* data, int size)
{
    const auto* bytes = static_cast<const std::byte*> (data);
    auto parsed = parseSession ({ bytes, static_cast<size_t> (std::max (size, 0)) });
    if (! parsed.ok())
        return parsed.error();
    const auto& session = parsed.value();
    if (auto checked = checkValues (session.parameters, parameterSet); ! checked.ok())
        return checked;
    const auto found = dictionaryOf (session);
    const auto playing = found.ok() ? found.value() : inPlaceOf (session);
    const auto used = loader.use (playing, found.ok() ? session.adapted : std::vector<core::AdaptedAtoms>(),
                                  parameterSet.engineChoice (session.parameters), session.stagger);
    if (! used.ok())
        return used.error();
    if (used.value() == EngineLoader::Outcome::superseded)
        return core::Done{}; // by what was asked for while its engine was built
    setValues (session.parameters, parameterSet);
    colours.replace (session.colours);
    if (session.view)
        (void)keptView.exchange (*session.view);
    if (! found.ok())
        loader.setMessage (absentText (found.error(), playing));
    else if (playing.isFactory && playing.shared->hash != session.dictionaryHash)
        loader.setMessage ("the session was saved with another version of the factory dictionary " +
                           session.dictionaryName + "; the one that is installed plays");
    return core::Done{};
}

} // namespace unbraid::plugin
