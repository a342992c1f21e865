// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/Dictionaries.h"

#include "Core/Models/GuidedDictionary.h"
#include "Plugin/Loading/PresetMixer.h"
#include "Plugin/Loading/UserPresets.h"
#include "Plugin/Picture/AtomShapes.h"
#include "Plugin/Session/SessionParameters.h"

#include <algorithm>

namespace unbraid::plugin
{

namespace
{
constexpr auto afterVoice = "speech"; // plays when a voice was deleted

bool isSame (const LoadedDictionary& a, const LoadedDictionary& b)
{
    return a.shared == b.shared && a.name == b.name && a.standsFor == b.standsFor;
}
} // namespace

Dictionaries::Dictionaries (Parts partsToUse)
    : parts (std::move (partsToUse))
{
}

void Dictionaries::load (const juce::String& nameOrFile)
{
    const bool isKept = trial().isNotEmpty() && trial() == nameOrFile;
    if (! isKept)
    {
        endTrial();
        return parts.loader.load (nameOrFile.toStdString());
    }
    auto before = std::move (*beforeTrial);
    beforeTrial.reset();
    addStep (std::move (before));
    parts.onChange();
}

void Dictionaries::tryOut (const juce::String& name)
{
    if (! beforeTrial)
        beforeTrial = now();
    tried = name.toStdString();
    parts.loader.load (tried);
}

void Dictionaries::endTrial()
{
    if (! beforeTrial)
        return;
    const auto before = std::move (*beforeTrial);
    beforeTrial.reset();
    goTo (before); // newer than the wish for what is tried, which may not be there yet
}

juce::String Dictionaries::trial() const
{
    return beforeTrial && known.name == tried ? juce::String (tried) : juce::String();
}

void Dictionaries::savePreset (const juce::String& name)
{
    auto saved =
        saveAmongUsers (parts.loader.dictionary(), parts.parameters, parts.colours, name.toStdString());
    if (! saved.ok())
        parts.loader.setMessage (saved.error().message());
    else
        useQuietly (saved.value(), parts.loader.frozenAtoms());
}

/** Plays it without a step of the history. */
void Dictionaries::useQuietly (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted)
{
    const juce::ScopedValueSetter<bool> quiet (isQuiet, true);
    parts.loader.useSoon (dictionary, std::move (adapted), false);
}

core::Status Dictionaries::fileRenamed (const std::string& name, const std::string& newName)
{
    const auto moved = renameAmongUsers (name, newName);
    if (! moved.ok())
        return moved.error();
    const juce::ScopedValueSetter<bool> quiet (isQuiet, true);
    parts.loader.rename (moved.value().from, moved.value().to);
    parts.onChange();
    return core::Done{};
}

void Dictionaries::renamePreset (const juce::String& name, const juce::String& newName)
{
    const auto rename = [this] (const std::string& from, const std::string& to)
    {
        const auto renamed = fileRenamed (from, to);
        if (! renamed.ok())
            parts.loader.setMessage (renamed.error().message());
        return renamed.ok();
    };
    const auto from = name.toStdString();
    const auto to = newName.toStdString();
    if (rename (from, to))
        parts.steps.add ({ "dictionary " + to, [=] { rename (to, from); }, [=] { rename (from, to); } });
}

void Dictionaries::deleteVoice()
{
    if (auto deleted = plugin::deleteVoice (parts.loader.dictionary()); ! deleted.ok())
        return parts.loader.setMessage (deleted.error().message());
    parts.steps.clear(); // which would bring it back
    const auto next = dictionaries::load (afterVoice);
    useQuietly (next.ok() ? next.value() : LoadedDictionary{}, {});
}

juce::File Dictionaries::userFolder()
{
    const auto folder = userPresetFolder();
    if (! folder.ok())
        parts.loader.setMessage (folder.error().message());
    return folder.ok() ? juce::File (folder.value().string()) : juce::File();
}

AtomCurves Dictionaries::atoms()
{
    const auto engine = parts.loader.playing();
    AtomCurves curves;
    if (const auto& shared = engine.dictionary.shared)
    {
        std::vector<std::string> names;
        for (const auto& source : describe (engine, parts.colours).sources)
            names.push_back (source.name.toStdString());
        const bool hasParts = engine.isGuided && core::canBeGuided (shared->content); // itself, not a branch
        curves = hasParts ? partShapes (shared->content, names) : atomShapes (shared->content, names);
    }
    curves.number = engine.number;
    return curves;
}

void Dictionaries::follow()
{
    auto before = now();
    before.dictionary = known;
    const auto preset = parts.loader.takePreset();
    if (preset != nullptr)
    {
        applyPreset (preset->content, parts.parameters);
        parts.colours.read (preset->content);
    }
    noteNew (std::move (before), preset != nullptr);
}

Dictionaries::Moment Dictionaries::now() const
{
    return { parts.loader.dictionary(), valuesOf (parts.parameters), parts.colours.chosen() };
}

/** Notices that another dictionary plays than before, or that the preset of the same changed something: says so, and makes a
    step. */
void Dictionaries::noteNew (Moment before, bool isPreset)
{
    const bool isReset = isPreset && valuesOf (parts.parameters) != before.values;
    if (isSame (parts.loader.dictionary(), known) && ! isReset)
        return;
    known = parts.loader.dictionary();
    parts.onReplaced();
    if (isQuiet || (beforeTrial && known.name == tried))
        return;
    if (beforeTrial) // which another dictionary ends
        before = std::move (*beforeTrial);
    beforeTrial.reset();
    addStep (std::move (before));
}

/** From then to now. */
void Dictionaries::addStep (Moment before)
{
    const auto after = now();
    parts.steps.add ({ "dictionary " + (known.name.empty() ? "none" : known.name),
                       [this, was = std::move (before)] { goTo (was); }, [this, after] { goTo (after); } });
}

void Dictionaries::goTo (const Moment& moment)
{
    parts.colours.replace (moment.colours);
    setValues (moment.values, parts.parameters);
    useQuietly (moment.dictionary, {});
}

/** What plays, a source of it split by another dictionary, or by one that is empty: by none. */
core::Result<LoadedDictionary> Dictionaries::splitOf (const std::string& source,
                                                      const LoadedDictionary& branch) const
{
    const auto& loaded = parts.loader.dictionary();
    if (loaded.shared == nullptr)
        return core::Error{ "the source cannot be split further", "dictionary", "none", "one that plays" };
    auto tree = loaded.shared->content;
    std::erase_if (tree.branches, [&source] (const auto& each) { return each.source == source; });
    if (branch.shared != nullptr)
        tree.branches.push_back ({ source, { branch.shared, &branch.shared->content } });
    if (auto valid = core::validate (tree); ! valid.ok())
        return valid.error();
    if (core::leavesOf (tree).size() > static_cast<size_t> (numStrips))
        return core::Error{ "the source cannot be split further", "sources",
                            std::to_string (core::leavesOf (tree).size()),
                            "at most " + std::to_string (numStrips) + ", as there are outputs" };
    auto named = dictionaries::share (std::move (tree), loaded.name);
    named.isChanged = true;
    return named;
}

core::Status Dictionaries::splitBy (const std::string& source, const LoadedDictionary& branch)
{
    const auto made = splitOf (source, branch);
    if (! made.ok())
        return made.error();
    auto before = now();
    moveStrips (core::leavesOf (before.dictionary.shared->content),
                core::leavesOf (made.value().shared->content), parts.parameters);
    useQuietly (made.value(), {});
    Moment after{ made.value(), valuesOf (parts.parameters), before.colours };
    parts.steps.add ({ branch.shared == nullptr ? "source as one" : "source split further",
                       [this, was = std::move (before)] { goTo (was); }, [this, after] { goTo (after); } });
    return core::Done{};
}

void Dictionaries::split (int source, const juce::String& dictionary)
{
    const auto info = playing();
    if (source < 0 || source >= static_cast<int> (info.sources.size()))
        return;
    endTrial();
    const auto name = info.sources[static_cast<size_t> (source)].name;
    const auto branch = dictionary.isEmpty() ? core::Result<LoadedDictionary> (LoadedDictionary{})
                                             : dictionaries::load (dictionary.toStdString());
    const auto done =
        branch.ok() ? splitBy (name.upToFirstOccurrenceOf (".", false, false).toStdString(), branch.value())
                    : core::Status (branch.error());
    if (! done.ok())
        parts.loader.setMessage (done.error().message());
}

bool Dictionaries::splitDrums (const LoadedDictionary& kit)
{
    endTrial();
    const auto shared = parts.loader.dictionary().shared;
    if (shared == nullptr)
        return false;
    const auto& sources = shared->content.sources;
    if (std::none_of (sources.begin(), sources.end(),
                      [] (const core::Source& source) { return source.name == "drums"; }))
        return false;
    const auto done = splitBy ("drums", kit);
    if (! done.ok())
        parts.loader.setMessage ("The kit plays by itself: " + done.error().message());
    return done.ok();
}

void Dictionaries::setColour (int source, int colour)
{
    const auto info = playing();
    if (source < 0 || source >= static_cast<int> (info.sources.size()) || colour < 1 || colour > numColours)
        return;
    const auto name = info.sources[static_cast<size_t> (source)].name.toStdString();
    const auto before = parts.colours.chosen();
    parts.colours.choose (name, colour);
    addColourStep (name, before);
}

void Dictionaries::addColourStep (const std::string& source, const SourceColours::ByName& before)
{
    const auto change = [this] (const SourceColours::ByName& chosen)
    {
        parts.colours.replace (chosen);
        parts.onColour();
    };
    const auto after = parts.colours.chosen();
    parts.steps.add ({ "colour of " + source, [=] { change (before); }, [=] { change (after); },
                       "colour_of_" + source, 0.001 * juce::Time::getMillisecondCounterHiRes() });
    change (after);
}

} // namespace unbraid::plugin
