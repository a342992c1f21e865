// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <optional>
#include <vector>

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
    bool tellsNotes = false;         // or hits of drums, for MIDI out
    bool areUpdatesTrained = false;  // so that settings do not move them
    bool canBeTaught = false;        // sources can be learned into it
    bool learnsVoices = false;       // it can learn whose voice its first source is
    bool offersVoice = false;        // it can, or a factory dictionary that can would take its place
    bool knowsVoice = false;         // it has learned one
    std::vector<SourceInfo> sources; // in the order of the strips; those beyond the last share it
    juce::StringArray modes;         // latency modes it serves
    juce::String summary;            // one line: atoms, window, divergence
    juce::String licence, trainedOn;
    juce::String divergence, geometry, command; // how it was made, a few words each
    unsigned number = 0; // another one with every dictionary that is loaded, and where notes guide it
    int numAtoms = 0;
    std::optional<float> reductionDb; // that it was loaded with
    juce::File file;                  // it lies there; none: made in memory, or not to be found any more
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
    juce::String purpose; // what it is for, in a few words of its model card; empty: it has none
    juce::String about;   // what it is, a sentence or two of its model card; empty: it has none
    juce::String uses;    // what it is good for and what not, of the card; empty: it does not say
    juce::String error;   // why it cannot be loaded; empty: it can
};

/** The dictionaries: which there are, and the one that plays. All functions are for the message thread and return at
    once. */
class PresetModel
{
public:
    virtual ~PresetModel() = default;

    /** Factory and user dictionaries, by name. Reads folders: not for every frame. */
    virtual std::vector<PresetInfo> presets() = 0;
    virtual DictionaryInfo playing() = 0;

    /** Loads by name or file in the background. The current dictionary plays until then, and if it fails: see `message`. */
    virtual void load (const juce::String& nameOrFile) = 0;

    /** Loads it for a try, as `load` does, without a step of the history, until `endTrial` brings back what played before, with
        the mixer as it was. `load` by the same name keeps it; any other dictionary that takes over ends the trial. */
    virtual void tryOut (const juce::String& name) = 0;
    virtual void endTrial() = 0;

    /** The name of the one that plays for a try; empty: none does. */
    [[nodiscard]] virtual juce::String trial() const = 0;

    /** Saves the current dictionary, with the mixer as it stands, among the user's. An error is a `message`. */
    virtual void savePreset (const juce::String& name) = 0;

    /** Gives one of the user's dictionaries another name. An error is a `message`. */
    virtual void renamePreset (const juce::String& name, const juce::String& newName) = 0;

    /** Deletes the file of the dictionary that plays, which knows a voice, and forgets the voice; `speech` plays then. An error
        is a `message`. */
    virtual void deleteVoice() = 0;

    /** The folder of the user's dictionaries; the folder is made if it is not there. */
    virtual juce::File userFolder() = 0;

    /** The atoms of the dictionary that plays; of none without one. */
    virtual AtomCurves atoms() = 0;

    /** Splits a source further by another dictionary, in the same frames and at no further latency: its strip is replaced by those of
        that dictionary's sources, with its level. A source of a branch stands for the one that the branch splits. An error is a
        `message`.
        dictionary  name or file; empty: the source becomes one again */
    virtual void split (int source, const juce::String& dictionary) = 0;

    /** Another colour for a source, 1 to 8; it is kept with the session and with saved presets. */
    virtual void setColour (int source, int colour) = 0;
};

} // namespace unbraid::plugin
