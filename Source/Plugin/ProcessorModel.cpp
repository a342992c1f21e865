// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/AtomShapes.h"

#include "Core/Models/ModelKind.h"
#include "Plugin/PluginProcessor.h"
#include "Plugin/SessionParameters.h"
#include "Plugin/UserPresets.h"

namespace unbraid::plugin
{

namespace
{
bool isSame (const LoadedDictionary& a, const LoadedDictionary& b)
{
    return a.shared == b.shared && a.name == b.name;
}
} // namespace

// Dictionaries

void PluginProcessor::load (const juce::String& nameOrFile)
{
    loader.load (nameOrFile.toStdString());
}

bool PluginProcessor::isBusOn (int strip) const
{
    const auto* bus = getBus (false, 1 + strip); // after Mix
    return bus != nullptr && bus->isEnabled();
}

void PluginProcessor::savePreset (const juce::String& name)
{
    auto saved = saveAmongUsers (loader.dictionary(), parameterSet, colours, name.toStdString());
    if (! saved.ok())
        loader.setMessage (saved.error().message());
    else
        useQuietly (saved.value(), loader.frozenAtoms());
}

/** Plays it without a step of the history. */
void PluginProcessor::useQuietly (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted)
{
    const juce::ScopedValueSetter<bool> quiet (isQuiet, true);
    loader.useSoon (dictionary, std::move (adapted), false);
}

core::Status PluginProcessor::fileRenamed (const std::string& name, const std::string& newName)
{
    const auto moved = renameAmongUsers (name, newName);
    if (! moved.ok())
        return moved.error();
    const juce::ScopedValueSetter<bool> quiet (isQuiet, true);
    loader.rename (moved.value().from, moved.value().to);
    sendChangeMessage();
    return core::Done{};
}

void PluginProcessor::renamePreset (const juce::String& name, const juce::String& newName)
{
    const auto rename = [this] (const std::string& from, const std::string& to)
    {
        const auto renamed = fileRenamed (from, to);
        if (! renamed.ok())
            loader.setMessage (renamed.error().message());
        return renamed.ok();
    };
    const auto from = name.toStdString();
    const auto to = newName.toStdString();
    if (rename (from, to))
        changes.steps.add ({ "dictionary " + to, [=] { rename (to, from); }, [=] { rename (from, to); } });
}

juce::File PluginProcessor::userFolder()
{
    const auto folder = userPresetFolder();
    if (! folder.ok())
        loader.setMessage (folder.error().message());
    return folder.ok() ? juce::File (folder.value().string()) : juce::File();
}

AtomCurves PluginProcessor::atoms()
{
    const auto playing = loader.playing();
    AtomCurves curves;
    if (const auto& shared = playing.dictionary.shared)
    {
        std::vector<std::string> names;
        for (const auto& source : describe (playing, colours).sources)
            names.push_back (source.name.toStdString());
        curves = playing.isGuided ? partShapes (shared->content, names) : atomShapes (shared->content, names);
    }
    curves.number = playing.number;
    return curves;
}

// Undo

PluginProcessor::Moment PluginProcessor::now() const
{
    return { loader.dictionary(), valuesOf (parameterSet), colours.chosen() };
}

/** Where another dictionary plays than the host was told of, or the preset of the same changed something: tells it, and
    makes a step. */
void PluginProcessor::noteNewDictionary (Moment before, bool isPreset)
{
    const bool isReset = isPreset && valuesOf (parameterSet) != before.values;
    if (isSame (loader.dictionary(), told) && ! isReset)
        return;
    told = loader.dictionary();
    learner.colourIfLearned();
    if (! isQuiet)
    {
        const auto after = now();
        changes.steps.add ({ "dictionary " + (told.name.empty() ? "none" : told.name),
                             [this, was = std::move (before)] { goTo (was); },
                             [this, after] { goTo (after); } });
    }
    updateHostDisplay (ChangeDetails().withNonParameterStateChanged (true).withProgramChanged (
        true)); // there is something to save
}

void PluginProcessor::goTo (const Moment& moment)
{
    colours.replace (moment.colours);
    setValues (moment.values, parameterSet);
    useQuietly (moment.dictionary, {});
}

void PluginProcessor::setColour (int source, int colour)
{
    const auto info = dictionary();
    if (source < 0 || source >= static_cast<int> (info.sources.size()) || colour < 1 || colour > numColours)
        return;
    const auto name = info.sources[static_cast<size_t> (source)].name.toStdString();
    const auto before = colours.chosen();
    colours.choose (name, colour);
    addColourStep (name, before);
}

void PluginProcessor::addColourStep (const std::string& source, const SourceColours::ByName& before)
{
    const auto change = [this] (const SourceColours::ByName& chosen)
    {
        colours.replace (chosen);
        updateHostDisplay (ChangeDetails().withNonParameterStateChanged (true));
        sendChangeMessage();
    };
    const auto after = colours.chosen();
    changes.steps.add ({ "colour of " + source, [=] { change (before); }, [=] { change (after); },
                         "colour_of_" + source, 0.001 * juce::Time::getMillisecondCounterHiRes() });
    change (after);
}

// The engine

int PluginProcessor::numChannelsOf (CaptureFrom bus) const
{
    return bus == CaptureFrom::input ? getMainBusNumInputChannels() : getChannelCountOfBus (true, 1);
}

PictureSource::Input PluginProcessor::inputNow() const
{
    return { loader.sampleRateHz(), getMainBusNumInputChannels() };
}

EngineNumbers PluginProcessor::numbers()
{
    const auto playing = loader.playing();
    EngineNumbers found;
    found.sampleRateHz = playing.sampleRateHz;
    found.window = playing.window;
    found.hop = playing.hop;
    found.latencySamples = playing.latencySamples;
    found.isBuilding = playing.isBuilding;
    if (const auto& shared = playing.dictionary.shared; shared != nullptr && playing.window > 0)
    {
        const auto kind = core::modelKind (shared->content);
        found.areUpdatesTrained = ! kind.takesUpdates;
        found.updates = kind.takesUpdates ? parameterSet.updates->get() : kind.trainedUpdates;
    }
    found.load = loadMeter.mean();
    found.worstLoad = loadMeter.worst();
    found.numLate = loadMeter.numLate();
    if (playing.sampleRateHz > 0.0)
        found.frameSeconds = found.load * playing.hop / playing.sampleRateHz;
    return found;
}

} // namespace unbraid::plugin
