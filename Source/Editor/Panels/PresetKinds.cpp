// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/PresetKinds.h"

#include "Core/Support/FactoryGroups.h"

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

/** Of one whose file was read. */
Kind kindOf (const plugin::PresetInfo& preset)
{
    if (hasAny (preset, { "speech", "me" }))
        return Kind::speech;
    return hasAny (preset, { "kick", "snare", "hi-hat", "toms", "cymbals" }) ? Kind::drums
                                                                             : Kind::instruments;
}

bool isOfKind (const plugin::PresetInfo& preset, Kind kind)
{
    return preset.isRead && preset.error.isEmpty() && kindOf (preset) == kind && ! isForComparison (preset);
}

bool isTree (const plugin::PresetInfo& preset)
{
    return std::any_of (preset.sources.begin(), preset.sources.end(),
                        [] (const juce::String& source) { return source.containsChar ('.'); });
}

/** Whether a dictionary takes apart what a source of that name holds. */
bool suits (const plugin::PresetInfo& preset, const juce::String& source)
{
    const auto kind = kindOf (preset);
    if (source == "drums")
        return kind == Kind::drums;
    if (source == "vocals" || source == "voice" || source == "speech")
        return kind == Kind::speech;
    const juce::StringArray instruments{ "piano", "guitar", "bass", "strings", "winds", "saxophone" };
    return kind == Kind::instruments &&
           (instruments.contains (source) ? preset.sources.contains (source) : hasAny (preset, instruments));
}

const std::array<PresetKind, 7> kinds{
    { { "All", false, [] (const plugin::PresetInfo&) { return true; } },
      { "Factory", false, [] (const plugin::PresetInfo& preset) { return preset.isFactory; } },
      { "User", false, [] (const plugin::PresetInfo& preset) { return ! preset.isFactory; } },
      { "Speech", true, [] (const plugin::PresetInfo& preset) { return isOfKind (preset, Kind::speech); } },
      { "Drums", true, [] (const plugin::PresetInfo& preset) { return isOfKind (preset, Kind::drums); } },
      { "Instruments", true,
        [] (const plugin::PresetInfo& preset) { return isOfKind (preset, Kind::instruments); } },
      { "For comparison", false, isForComparison } }
};
} // namespace

bool isForComparison (const plugin::PresetInfo& preset)
{
    return preset.isFactory && core::isForComparison (preset.name.toStdString());
}

std::vector<plugin::PresetInfo> inOrder (std::vector<plugin::PresetInfo> presets)
{
    std::stable_partition (presets.begin(), presets.end(),
                           [] (const plugin::PresetInfo& preset) { return ! isForComparison (preset); });
    return presets;
}

std::vector<plugin::PresetInfo> splittersOf (const juce::String& source,
                                             const std::vector<plugin::PresetInfo>& presets)
{
    std::vector<plugin::PresetInfo> found;
    for (const auto& preset : presets)
        if (preset.isRead && preset.error.isEmpty() && ! isForComparison (preset) && ! isTree (preset))
            found.push_back (preset);
    std::stable_partition (found.begin(), found.end(),
                           [&source] (const plugin::PresetInfo& preset) { return suits (preset, source); });
    return found;
}

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
