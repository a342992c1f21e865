// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Loading/DictionaryInfo.h"
#include "Plugin/Loading/EngineLoader.h"
#include "Plugin/Loading/PresetShelf.h"
#include "Plugin/Model/PresetModel.h"
#include "Plugin/Session/History.h"
#include "Plugin/Session/SourceColours.h"

#include <functional>
#include <map>
#include <optional>

namespace unbraid::plugin
{

/** The dictionaries as an editor sees them: loads, saves and renames them, applies their presets, and makes a step of the
    history of every change. [message] */
class Dictionaries : public PresetModel
{
public:
    /** The objects that it uses; all outlive it. */
    struct Parts
    {
        EngineLoader& loader;
        Parameters& parameters;
        SourceColours& colours;
        History& steps;
        std::function<void()> onRead;     // files of presets were read; [any but audio]
        std::function<void()> onReplaced; // another dictionary plays, or its preset changed something
        std::function<void()> onColour;   // a source has another colour
        std::function<void()> onChange;
    };

    explicit Dictionaries (Parts partsToUse);

    std::vector<PresetInfo> presets() override { return shelf.list(); }
    DictionaryInfo playing() override { return describe (parts.loader.playing(), parts.colours); }
    void load (const juce::String& nameOrFile) override;
    void tryOut (const juce::String& name) override;
    void endTrial() override;
    [[nodiscard]] juce::String trial() const override;
    void savePreset (const juce::String& name) override;
    void renamePreset (const juce::String& name, const juce::String& newName) override;
    void deleteVoice() override;
    juce::File userFolder() override;
    AtomCurves atoms() override;
    void split (int source, const juce::String& dictionary) override;

    /** Splits the source `drums` of what plays by a kit. False: there is none, or no strips for the kit, which is a `message`. */
    bool splitDrums (const LoadedDictionary& kit);
    void setColour (int source, int colour) override;

    /** The loader may have another dictionary: applies its preset and makes a step, where it has one. */
    void follow();

    /** Ends a trial, keeping what plays: a session was restored. */
    void forgetTrial() { beforeTrial.reset(); }

private:
    /** The state that a change of dictionary replaces. */
    struct Moment
    {
        LoadedDictionary dictionary;
        std::map<std::string, float> values; // of the parameters
        SourceColours::ByName colours;
    };
    [[nodiscard]] Moment now() const;
    core::Result<LoadedDictionary> splitOf (const std::string& source, const LoadedDictionary& branch) const;
    core::Status splitBy (const std::string& source, const LoadedDictionary& branch);
    void noteNew (Moment before, bool isPreset);
    void addStep (Moment before);
    void goTo (const Moment& moment);
    void useQuietly (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted);
    void addColourStep (const std::string& source, const SourceColours::ByName& before);
    core::Status fileRenamed (const std::string& name, const std::string& newName);

    Parts parts;
    PresetShelf shelf{ parts.onRead };
    LoadedDictionary known; // that played when it last followed
    bool isQuiet = false;   // the dictionary that comes next makes no step
    std::optional<Moment> beforeTrial;
    std::string tried; // name
};

} // namespace unbraid::plugin
