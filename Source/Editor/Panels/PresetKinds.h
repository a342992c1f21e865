// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PluginModel.h"

#include <array>

namespace unbraid::editor
{

/** A group of dictionaries, by where they come from or by what they take apart. */
struct PresetKind
{
    const char* name;
    bool needsFile; // its dictionaries are known once their files were read
    bool (*holds) (const plugin::PresetInfo&);
};

/** All, factory and user; then, from the fourth on, kinds of sound. [any] */
const std::array<PresetKind, 7>& presetKinds();

/** A factory dictionary for comparisons, beside the one that people want, see core::forComparison. [any] */
bool isForComparison (const plugin::PresetInfo& preset);

/** As lists show them: those for comparison last, else as they were. [any] */
std::vector<plugin::PresetInfo> inOrder (std::vector<plugin::PresetInfo> presets);

/** The dictionaries that a source can be split further by: those that suit it first, none that is a tree itself, is for comparison, or
    could not be read.
    source  its name, of a branch that of the source which the branch splits */
std::vector<plugin::PresetInfo> splittersOf (const juce::String& source,
                                             const std::vector<plugin::PresetInfo>& presets);

/** Whether all these words are among its name, sources, licence and what it is for. [any] */
bool matches (const plugin::PresetInfo& preset, const juce::String& words);

} // namespace unbraid::editor
