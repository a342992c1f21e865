// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Meters.h"
#include "Plugin/Parameters.h"

#include <optional>

namespace unbraid::plugin
{

/** A source as a strip shows it. */
struct SourceInfo
{
    juce::String name;
    bool isTarget = true;
    int numAtoms = 0;
};

/** The dictionary that plays. */
struct DictionaryInfo
{
    juce::String name; // empty: none plays, all is dry
    bool isFactory = false;
    bool isChanged = false;          // learned into, not saved
    bool hasNotes = false;           // so that notes can guide it
    bool isUnfolded = false;         // its updates are as they were trained
    bool canBeTaught = false;        // sources can be learned into it
    std::vector<SourceInfo> sources; // in the order of the strips; those beyond the last share it
    juce::StringArray modes;         // latency modes it serves
    juce::String summary;            // one line: atoms, window, divergence
    juce::String licence, trainedOn;
};

/** A dictionary that can be loaded by name. */
struct PresetInfo
{
    juce::String name;
    bool isFactory = false;
};

/** Where the sound to learn from comes from. */
enum class CaptureFrom
{
    input,
    reference
};

/** What a learned sound becomes. */
enum class LearnAs
{
    newSource,    // of the current dictionary; replaces the source of that name
    noise,        // the current dictionary's `noise` (or `residual`): turned down, adapting
    newDictionary // a dictionary of this source alone
};

/** What is to be learned. */
struct LearnOptions
{
    CaptureFrom from = CaptureFrom::input;
    LearnAs as = LearnAs::noise;
    juce::String name; // of the source; lower-case words joined by '-'; not asked for noise
    int numAtoms = 16;
};

/** Where learning stands. */
struct LearnStatus
{
    enum class Stage
    {
        idle,
        capturing, // sound is kept while the host's transport runs
        training
    };
    Stage stage = Stage::idle;
    double capturedSeconds = 0.0;
    double mostSeconds = 0.0;
    float capturedPeak = 0.0f;
    double progress = 0.0; // 0 to 1, of the training
    double divergence = 0.0;
};

/** Everything an editor may see and do: the parameters, the meters, and the few things that are neither. The processor
    implements it; no editor sees more of it. All functions are for the message thread and return at once. */
class PluginModel
    : public juce::ChangeBroadcaster // a change: dictionary, presets, message, latency or stage of learning
{
public:
    virtual Parameters& parameters() = 0;
    virtual Meters& meters() = 0;

    /** Factory and user dictionaries, by name. Reads folders: not for every frame. */
    virtual std::vector<PresetInfo> presets() = 0;
    virtual DictionaryInfo dictionary() = 0;

    /** Loads by name or file in the background. What plays goes on until then, and if it fails: see `message`. */
    virtual void load (const juce::String& nameOrFile) = 0;

    /** Saves the current dictionary, with the mixer as it stands, among the user's. An error is a `message`. */
    virtual void savePreset (const juce::String& name) = 0;

    /** The newest thing that went wrong, as one line; empty: nothing. */
    virtual juce::String message() = 0;
    virtual void dismissMessage() = 0;

    /** Begins to keep the sound; what plays goes on. */
    virtual void startCapture (const LearnOptions& options) = 0;

    /** Ends the capture and trains on it in the background; the result is loaded when it is there. */
    virtual void finishCapture() = 0;

    /** Ends training now and uses what there is. */
    virtual void finishTraining() = 0;

    /** Ends capture or training and leaves everything as it was. */
    virtual void cancelLearning() = 0;
    virtual LearnStatus learning() = 0;

    [[nodiscard]] virtual double sampleRateHz() const = 0; // 0 before the host prepared
    [[nodiscard]] virtual int latencySamples() const = 0;
};

/** Makes the editor of a processor; the processor's owner says which. */
using EditorFactory = juce::AudioProcessorEditor* (*)(juce::AudioProcessor&, PluginModel&);

} // namespace unbraid::plugin
