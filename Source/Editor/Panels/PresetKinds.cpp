// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/PresetKinds.h"

#include <algorithm>

namespace unbraid::editor
{

namespace
{
bool hasAny (const plugin::PresetInfo& preset, const juce::StringArray& names)
{
    return std::any_of (preset.sources.begin(), preset.sources.end(),
                        [&names] (const juce::String& source) { return names.contains (source); });
}

enum class Kind
{
    speech,
    drums,
    instruments
};

Kind kindOf (const plugin::PresetInfo& preset)
{
    if (hasAny (preset, { "speech" }))
        return Kind::speech;
    return hasAny (preset, { "kick", "snare", "hi-hat", "toms", "cymbals" }) ? Kind::drums
                                                                             : Kind::instruments;
}

/** A factory dictionary for comparisons, beside the one that people want: of its name, or `band`, which separates a voice, a
    bass, a guitar and a trio better. `speech-plain` can be taught. */
bool isVariant (const plugin::PresetInfo& preset)
{
    const bool isPlain = preset.name.endsWith ("-plain") || preset.name.endsWith ("-is");
    const juce::StringArray gaveWay{ "bass", "guitar", "vocals", "voice-guitar", "piano-bass-drums" };
    return preset.isFactory && preset.name != "speech-plain" && (isPlain || gaveWay.contains (preset.name));
}

bool isOfKind (const plugin::PresetInfo& preset, Kind kind)
{
    return kindOf (preset) == kind && ! isVariant (preset);
}

const std::array<PresetKind, 7> kinds{
    { { "All", [] (const plugin::PresetInfo& preset) { return ! isVariant (preset); } },
      { "Factory",
        [] (const plugin::PresetInfo& preset) { return preset.isFactory && ! isVariant (preset); } },
      { "User", [] (const plugin::PresetInfo& preset) { return ! preset.isFactory; } },
      { "Speech", [] (const plugin::PresetInfo& preset) { return isOfKind (preset, Kind::speech); } },
      { "Drums", [] (const plugin::PresetInfo& preset) { return isOfKind (preset, Kind::drums); } },
      { "Instruments",
        [] (const plugin::PresetInfo& preset) { return isOfKind (preset, Kind::instruments); } },
      { "For comparison", isVariant } }
};
} // namespace

const std::array<PresetKind, 7>& presetKinds()
{
    return kinds;
}

bool matches (const plugin::PresetInfo& preset, const juce::String& words)
{
    const auto text = preset.name + " " + preset.sources.joinIntoString (" ") + " " + preset.licence + " " +
                      preset.about + " " + preset.uses;
    const auto wanted = juce::StringArray::fromTokens (words.trim(), " ", {});
    return std::all_of (wanted.begin(), wanted.end(),
                        [&text] (const juce::String& word) { return text.containsIgnoreCase (word); });
}

} // namespace unbraid::editor
