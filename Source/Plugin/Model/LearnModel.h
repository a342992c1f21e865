// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <cstdint>
#include <vector>

namespace unbraid::plugin
{

/** The input that sound is captured from. */
enum class CaptureFrom
{
    input,
    reference
};

/** The use of a learned sound. */
enum class LearnAs
{
    newSource,     // of the current dictionary; replaces the source of that name
    noise,         // the current dictionary's `noise` (or `residual`): turned down, adapting
    newDictionary, // a dictionary of this source alone
    voice,         // whose voice the first source is: the dictionary that knows it is saved among the user's
    kit // the drums that are struck one at a time: it splits the source `drums` of the current dictionary,
        // where there is one and there are strips for it; else it plays by itself
};

/** The name of a voice that was given none. */
constexpr auto ownVoice = "my-voice";

/** The name of a kit that was given none. */
constexpr auto ownKit = "my-kit";

/** Options of learning. */
struct LearnOptions
{
    CaptureFrom from = CaptureFrom::input;
    LearnAs as = LearnAs::noise;
    juce::String name; // of the source or voice, as `sourceNameFrom` makes it; not asked for noise
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

/** A time span of the frozen sound of which it is known which sources sound. */
struct SpanMark
{
    bool isAlone = false;            // true: only this source sounds; false: it is silent
    int source = 0;                  // index into DictionaryInfo::sources
    std::int64_t begin = 0, end = 0; // as PictureFrame::position

    bool operator== (const SpanMark&) const = default;
};

/** The state of learning. */
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
    double maxSeconds = 0.0;
    float capturedPeak = 0.0f;
    double progress = 0.0; // 0 to 1, of the training
    double divergence = 0.0;
    int iteration = 0, numIterations = 0;
    double secondsLeft = 0.0; // of the training, an estimate; 0: not known
    std::vector<float> divergenceByIteration{};
    std::vector<float> heldOutByIteration{}; // of sound kept back; empty: there was too little of it
    bool isFit = false;                      // the training is one by marks
    bool isVoice = false;                    // a voice is captured, or learned
    juce::String result{};                   // what the last one learned, one line; empty: none, or it failed
};

/** Learning of sources: from captured sound, from recordings, from marks in frozen sound. All functions are for the message
    thread and return at once. */
class LearnModel
{
public:
    virtual ~LearnModel() = default;

    /** Whether there is such an input: the host has connected it. */
    [[nodiscard]] virtual bool canCapture (CaptureFrom from) const = 0;

    /** Begins to keep the sound; playback continues. */
    virtual void startCapture (const LearnOptions& options) = 0;

    /** Ends the capture and trains on it in the background; the result is loaded when it is there. */
    virtual void finishCapture() = 0;

    /** Puts recordings on the list to learn from; they are looked through in the background. */
    virtual void addRecordings (const juce::StringArray& files) = 0;
    virtual void removeRecording (const juce::File& file) = 0;
    virtual std::vector<RecordingInfo> recordings() = 0;

    /** Trains on the recordings of the list that are not refused; the result is loaded when it is there, and the list is
        emptied. `from` of the options is ignored. */
    virtual void learnFromRecordings (const LearnOptions& options) = 0;

    /** Fits the dictionary that plays to the frozen sound, in the background; the result is loaded when it is there. */
    virtual void fit (const std::vector<SpanMark>& marks) = 0;

    /** Ends training now and uses what there is. */
    virtual void finishTraining() = 0;

    /** Ends capture or training and leaves everything as it was. */
    virtual void cancelLearning() = 0;
    virtual LearnStatus progress() = 0;
};

/** The name of a source that is meant by what a person typed, see `core::sourceNameFrom`. [message] */
juce::String sourceNameFrom (const juce::String& typed);

} // namespace unbraid::plugin
