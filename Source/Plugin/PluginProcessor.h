// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/EngineLoader.h"
#include "Plugin/LearnSession.h"
#include "Plugin/NoteOutput.h"
#include "Plugin/PluginModel.h"

namespace unbraid::plugin
{

/** The plugin as hosts see it, and the app's and `unbraid live`'s engine as well.

    Threads:
      [audio]    processBlock and reset: reads the parameters, hands the buses to SignalPath, lends sound to a capture.
                 It waits for nobody; what others make for it lies in atomic slots (SignalPath, LearnSession).
      [message]  editor, presets, sessions, and the only one to tell the host of a new latency.
      [worker]   EngineLoader's thread, one for all instances: reads files, builds engines, frees old ones.
      [learner]  Learner's thread, while it trains.
    A change in one of the last three reaches the message thread as an asynchronous update, and from there host and
    editor. */
class PluginProcessor : public juce::AudioProcessor,
                        public PluginModel,
                        private juce::AsyncUpdater,
                        private juce::Timer
{
public:
    /** Begins with the factory dictionary `speech`.
        factory  makes editors; null: there are none */
    explicit PluginProcessor (EditorFactory factory = nullptr);
    ~PluginProcessor() override;

    /** Loads a dictionary by name or file and applies its preset before it returns. [message] error: as in
        `dictionaries::load`, or not usable at this rate */
    core::Status loadNow (const std::string& nameOrFile);

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
    const juce::String getName() const override { return "Unbraid"; }
    bool acceptsMidi() const override { return true; }
    bool producesMidi() const override { return true; }
    double getTailLengthSeconds() const override { return loader.tailSeconds(); }
    int getNumPrograms() override { return 1; }
    int getCurrentProgram() override { return 0; }
    void setCurrentProgram (int) override {}
    const juce::String getProgramName (int) override { return "Default"; }
    void changeProgramName (int, const juce::String&) override {}
    void getStateInformation (juce::MemoryBlock& state) override;
    void setStateInformation (const void* data, int size) override;

    // PluginModel
    Parameters& parameters() override { return parameterSet; }
    Meters& meters() override { return path.meters; }
    std::vector<PresetInfo> presets() override;
    DictionaryInfo dictionary() override;
    void load (const juce::String& nameOrFile) override;
    void savePreset (const juce::String& name) override;
    juce::String message() override { return loader.message(); }
    void dismissMessage() override { loader.setMessage ({}); }
    void startCapture (const LearnOptions& options) override;
    void finishCapture() override;
    void finishTraining() override { learnSession.finishTraining(); }
    void cancelLearning() override;
    LearnStatus learning() override { return learnSession.status(); }
    double sampleRateHz() const override { return loader.sampleRateHz(); }
    int latencySamples() const override { return loader.latencySamples(); }

private:
    static BusesProperties ourBuses();
    void hearNotes (juce::MidiBuffer& midi) noexcept;
    void sendNotes (juce::MidiBuffer& midi) noexcept;
    void process (juce::AudioBuffer<float>& block, const Controls& controls) noexcept;
    void lendToCapture (juce::AudioBuffer<float>& block, const BusPointers& buses) noexcept;
    [[nodiscard]] bool isTransportRunning() const noexcept;
    void somethingChanged();
    void handleAsyncUpdate() override;
    void timerCallback() override;
    core::Status restore (const void* data, int size);

    EditorFactory editorFactory;
    Parameters parameterSet;
    SignalPath path;
    NoteOutput noteOutput;
    unsigned sender = 0; // the path's beginning whose notes go out
    LearnSession learnSession;
    std::shared_ptr<const SharedDictionary> told; // the dictionary that the host knows of
    EngineLoader loader;                          // last: its thread works on all above
};

} // namespace unbraid::plugin
