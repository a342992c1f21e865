// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Audio/BusLayout.h"
#include "Plugin/Audio/InstanceSlot.h"
#include "Plugin/Audio/NoteOutput.h"
#include "Plugin/Learning/Learning.h"
#include "Plugin/Loading/Dictionaries.h"
#include "Plugin/Loading/EngineStatus.h"
#include "Plugin/MessageCall.h"
#include "Plugin/Model/PluginModel.h"
#include "Plugin/Picture/PictureSource.h"
#include "Plugin/Session/ParameterGestures.h"
#include "Plugin/Session/UndoSteps.h"

namespace unbraid::plugin
{

/** The plugin as hosts see it, and the app's and `unbraid live`'s engine as well.

    Threads:
      [audio]    processBlock and reset: reads the parameters, hands the buses to SignalPath, lends sound to a capture.
                 It never waits; what others make for it lies in atomic slots (SignalPath, LearnSession).
      [message]  editor, presets, sessions, and the only one to tell the host of a new latency. No call of PluginModel
                 waits for an engine.
      [worker]   EngineLoader's thread, one for all instances: reads files, builds engines, frees old ones.
      [host]     prepareToPlay, setStateInformation and loadNow, on whatever thread: build before they return.
      [learner]  Learner's thread, while it trains; RecordingList's, while it looks through what is to be learned from.
    While an editor watches, the audio thread also leaves frames and sound (FrameFeed, RecentSound) in rings that the
    message thread lends it.
    A change in one of the last three reaches the message thread as a MessageCall, and from there host and editor. The
    host may make and free the plugin on any thread. */
class PluginProcessor : public juce::AudioProcessor, public PluginModel
{
public:
    /** Begins with the factory dictionary `speech`. Its frames are staggered against those of the other instances;
        copies of it, made by its state, are not.
        factory  makes editors; null: there are none
        builder  makes the engines
        buses    of `Unbraid` or of `Unbraid Stereo` */
    explicit PluginProcessor (EditorFactory factory = nullptr, EngineBuilder builder = SeparationEngine::make,
                              BusSet buses = BusSet::mixAndSources);
    ~PluginProcessor() override;

    /** Loads a dictionary by name or file and applies its preset before it returns. [message] error: as in
        `dictionaries::load`, or not usable at this rate */
    core::Status loadNow (const std::string& nameOrFile);

    /** Takes a session, as `setStateInformation` does, and says why it cannot. [host] */
    core::Status restoreNow (const void* data, int size);

    /** Share of a hop, 0 to below 1, by which its frames end earlier, see core::SeparatorSpec: instances that play together
        do their work in different blocks. A session keeps it, so that bounces repeat and copies of an instance null.
        [any but audio] */
    [[nodiscard]] float stagger() const { return loader.stagger(); }

    /** Takes effect with the next engine; one that plays is replaced in the background. [host, message] */
    void setStagger (float share) { loader.setStagger (share); }

    // AudioProcessor
    void prepareToPlay (double sampleRate, int maximumBlock) override;
    void releaseResources() override {}
    void reset() override;
    void processBlock (juce::AudioBuffer<float>& block, juce::MidiBuffer& midi) override;
    void processBlockBypassed (juce::AudioBuffer<float>& block, juce::MidiBuffer& midi) override;
    using juce::AudioProcessor::processBlock;
    using juce::AudioProcessor::processBlockBypassed;
    bool isBusesLayoutSupported (const BusesLayout& layout) const override;
    juce::AudioProcessorParameter* getBypassParameter() const override { return parameterSet.bypass; }
    juce::AudioProcessorEditor* createEditor() override;
    bool hasEditor() const override { return editorFactory != nullptr; }
    const juce::String getName() const override
    {
        return busSet == BusSet::stereo ? "Unbraid Stereo" : "Unbraid";
    }
    bool acceptsMidi() const override { return busSet != BusSet::stereo; }
    bool producesMidi() const override { return busSet != BusSet::stereo; }
    double getTailLengthSeconds() const override { return loader.tailSeconds(); }
    int getNumPrograms() override;
    int getCurrentProgram() override;
    void setCurrentProgram (int index) override; // on whatever thread, the audio thread included
    const juce::String getProgramName (int index) override;
    void changeProgramName (int, const juce::String&) override {}
    void getStateInformation (juce::MemoryBlock& state) override;
    void setStateInformation (const void* data, int size) override;

    // PluginModel
    Parameters& parameters() override { return parameterSet; }
    Meters& meters() override { return path.meters; }
    PresetModel& dictionaries() override { return presets; }
    StatusModel& status() override { return engineStatus; }
    PictureModel& picture() override { return shownPicture; }
    HistoryModel& history() override { return changes; }
    LearnModel& learning() override { return learner; }
    ViewState view() const override { return keptView.get(); }
    void setView (const ViewState& view) override;

private:
    static BusesProperties ourBuses (BusSet buses);
    [[nodiscard]] double secondsOf (const juce::AudioBuffer<float>& block) const noexcept;
    void processNotes (juce::MidiBuffer& midi) noexcept;
    void sendNotes (juce::MidiBuffer& midi) noexcept;
    void process (juce::AudioBuffer<float>& block, const Controls& controls) noexcept;
    void lendToCapture (juce::AudioBuffer<float>& block, const BusPointers& buses) noexcept;
    [[nodiscard]] bool isTransportRunning() const noexcept;
    [[nodiscard]] PictureSource::Input inputNow() const;
    [[nodiscard]] int numChannelsOf (CaptureFrom bus) const;
    [[nodiscard]] bool isBusOn (int strip) const;
    void dictionaryReplaced();
    void colourChanged();
    void somethingChanged();
    void follow();
    core::Status restore (const void* data, int size);

    MessageCall following{ [this] { follow(); } }; // ended before all below goes
    std::atomic<bool> isMade{ false };
    InstanceSlot slot;
    EditorFactory editorFactory;
    const BusSet busSet;
    Parameters parameterSet;
    SignalPath path;
    NoteOutput noteOutput;
    unsigned sender = 0; // the path's beginning whose notes go out
    LoadMeter loadMeter;
    SourceColours colours;
    KeptView keptView;
    PictureSource shownPicture{ path.feed, path.recent, [this] { return inputNow(); } };
    UndoSteps changes{ [this] { follow(); }, [this] { sendChangeMessage(); } };
    std::atomic<bool> isRestored{ false }; // what was before is not to be taken back
    ParameterGestures gestures{ parameterSet, changes.steps, [this] { sendChangeMessage(); } };
    EngineLoader loader; // after all that its thread works on
    EngineStatus engineStatus{ loader, loadMeter, parameterSet,
                               [this] (int strip) { return isBusOn (strip); } };
    Learning learner{ { loader, shownPicture, colours, parameterSet,
                        [this] (CaptureFrom bus) { return numChannelsOf (bus); },
                        [this] (const LoadedDictionary& kit) { return presets.splitDrums (kit); },
                        [this] { somethingChanged(); }, [this] { sendChangeMessage(); } } };
    Dictionaries presets{ { loader, parameterSet, colours, changes.steps, [this] { somethingChanged(); },
                            [this] { dictionaryReplaced(); }, [this] { colourChanged(); },
                            [this] { sendChangeMessage(); } } };
};

} // namespace unbraid::plugin
