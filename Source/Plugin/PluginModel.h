// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Meters.h"
#include "Plugin/Parameters.h"
#include "Plugin/PictureFrame.h"

#include <functional>
#include <optional>

namespace unbraid::plugin
{

/** A source as a strip shows it. */
struct SourceInfo
{
    juce::String name;
    bool isTarget = true;
    int numAtoms = 0;
    int colour = 0; // 1 to 8; 0: none, of a residual
};

/** The dictionary that plays. */
struct DictionaryInfo
{
    juce::String name; // empty: none plays, all is dry
    bool isFactory = false;
    bool isChanged = false;          // learned into, not saved
    bool hasNotes = false;           // so that notes can guide it
    bool areUpdatesTrained = false;  // so that settings do not move them
    bool canBeTaught = false;        // sources can be learned into it
    std::vector<SourceInfo> sources; // in the order of the strips; those beyond the last share it
    juce::StringArray modes;         // latency modes it serves
    juce::String summary;            // one line: atoms, window, divergence
    juce::String licence, trainedOn;
    juce::String divergence, geometry, command; // how it was made, a few words each
    unsigned number = 0; // another one with every dictionary that is loaded, and where notes guide it
    int numAtoms = 0;
    juce::File file; // it lies there; none: made in memory, or not to be found any more
};

/** The atoms of the dictionary that plays, to be drawn. */
struct AtomCurves
{
    unsigned number = 0;              // of the dictionary, see DictionaryInfo
    std::vector<float> frequenciesHz; // [rows] rising
    std::vector<float> values;        // [atoms x rows] atom by atom, the largest of each is 1
    std::vector<float> centresHz;     // [atoms] mean frequency, weighted by the spectrum
    std::vector<float> pitchesHz;     // [atoms] of the note; 0: it has none
    std::vector<int> sources;         // [atoms] index into DictionaryInfo::sources; rising
    int numParts = 0; // the first sources, which notes guide: each has the same atoms; 0: no notes guide
};

/** A dictionary that can be loaded by name. The fields after `isRead` are there once its file was read. */
struct PresetInfo
{
    juce::String name;
    bool isFactory = false;
    juce::File file;
    bool isRead = false;
    juce::StringArray sources;
    int numAtoms = 0;
    double windowMs = 0.0;
    juce::String licence;
    juce::String about; // what it is for, a sentence or two of its model card; empty: it has none
    juce::String error; // why it cannot be loaded; empty: it can
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
    int colour = 0; // of the new source, 1 to 8; 0: the next that is free
};

/** A recording that a source is to be learned from. */
struct RecordingInfo
{
    juce::File file;
    bool isChecked = false; // what follows is known
    double seconds = 0.0;
    juce::String error; // why it is refused; empty: it is not
};

/** A stretch of the frozen sound of which it is known who sounds. */
struct SpanMark
{
    bool isAlone = false;            // true: only this source sounds; false: it is silent
    int source = 0;                  // index into DictionaryInfo::sources
    std::int64_t begin = 0, end = 0; // as PictureFrame::position

    bool operator== (const SpanMark&) const = default;
};

/** What people ask about the engine. */
struct EngineNumbers
{
    double sampleRateHz = 0.0; // 0 before the host prepared
    int window = 0, hop = 0;   // of the engine that plays, samples; 0: it has none
    int latencySamples = 0;
    int updates = 0;                // per frame
    bool areUpdatesTrained = false; // as many as the dictionary was unfolded into
    double load = 0.0;              // share of a block's time that it takes, mean of the last second
    double worstLoad = 0.0;         // the largest of one block since it was last forgotten
    double frameSeconds = 0.0;      // processor time that one frame takes, mean
    int numLate = 0;                // blocks that took longer than they last, since prepared
    bool isBuilding = false;        // another engine is built in the background and takes over soon
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
    int iteration = 0, numIterations = 0;
    double secondsLeft = 0.0; // of the training, an estimate; 0: not known
    std::vector<float> divergenceByIteration{};
    std::vector<float> heldOutByIteration{}; // of sound kept back; empty: there was too little of it
    bool isFit = false;                      // the training is one by marks
    juce::String result{};                   // what the last one learned, one line; empty: none, or it failed
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

    /** Gives one of the user's dictionaries another name. An error is a `message`. */
    virtual void renamePreset (const juce::String& name, const juce::String& newName) = 0;

    /** Where the user's dictionaries lie; the folder is made if it is not there. */
    virtual juce::File userFolder() = 0;

    /** The atoms of the dictionary that plays; of none without one. */
    virtual AtomCurves atoms() = 0;

    /** Another colour for a source, 1 to 8; it is kept with the session and with saved presets. */
    virtual void setColour (int source, int colour) = 0;

    /** The newest thing that went wrong, as one line; empty: nothing. */
    virtual juce::String message() = 0;
    virtual void dismissMessage() = 0;

    /** Begins to keep the sound; what plays goes on. */
    virtual void startCapture (const LearnOptions& options) = 0;

    /** Ends the capture and trains on it in the background; the result is loaded when it is there. */
    virtual void finishCapture() = 0;

    /** Puts recordings on the list to learn from; they are looked through in the background. */
    virtual void addRecordings (const juce::StringArray& files) = 0;
    virtual void removeRecording (const juce::File& file) = 0;
    virtual std::vector<RecordingInfo> recordings() = 0;

    /** Trains on the recordings of the list that are not refused; the result is loaded when it is there, and the list is
        emptied. `from` of the options says nothing. */
    virtual void learnFromRecordings (const LearnOptions& options) = 0;

    /** Keeps the sound of the last seconds as it is now for `fit`; a second freeze replaces it. [message] */
    virtual void freezeSound() = 0;

    /** Fits the dictionary that plays to the frozen sound, in the background; the result is loaded when it is there. */
    virtual void fit (const std::vector<SpanMark>& marks) = 0;

    /** Ends training now and uses what there is. */
    virtual void finishTraining() = 0;

    /** Ends capture or training and leaves everything as it was. */
    virtual void cancelLearning() = 0;
    virtual LearnStatus learning() = 0;

    [[nodiscard]] virtual double sampleRateHz() const = 0; // 0 before the host prepared
    [[nodiscard]] virtual int latencySamples() const = 0;
    virtual EngineNumbers numbers() = 0;
    virtual void forgetWorstLoad() = 0;

    /** Whether the host takes the output bus of a strip. */
    [[nodiscard]] virtual bool isBusOn (int strip) const = 0;

    /** From now on frames are kept for `readPicture` and sound for `freezeSound`, until as many calls of `closePicture`. */
    virtual void openPicture() = 0;
    virtual void closePicture() = 0;

    /** Shows the frames since the last call, oldest first. For one reader. */
    virtual void readPicture (const std::function<void (const PictureFrame&)>& show) = 0;

    /** Takes the last change of parameters, dictionary or colours back, or makes it again. */
    virtual void undo() = 0;
    virtual void redo() = 0;

    /** What would come back, in words ("Reduction", "dictionary drums"); empty: nothing. */
    virtual juce::String undoName() = 0;
    virtual juce::String redoName() = 0;
};

/** Makes the editor of a processor; the processor's owner says which. */
using EditorFactory = juce::AudioProcessorEditor* (*)(juce::AudioProcessor&, PluginModel&);

} // namespace unbraid::plugin
