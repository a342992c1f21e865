// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PresetModel.h"

#include <array>

/** Common parts of all controls of *Reduction*. All functions: [message] */
namespace unbraid::editor
{

/** Values that have a mark and a number, dB, from removed to untouched, as on faders: louder is to the right. */
constexpr std::array<float, 5> reductionMarksDb{ -60.0f, -40.0f, -20.0f, -10.0f, 0.0f };

/** "-40", "+12", and "-inf" of the lowest, with a true minus. */
juce::String reductionMarkText (float db);

/** Whether a dictionary has a source that can be turned down. */
bool canReduce (const plugin::DictionaryInfo& dictionary);

/** Name of what is reduced: "Noise reduction", "Reduction of Drums and Other"; why nothing does, where all sources are targets. */
juce::String reductionName (const plugin::DictionaryInfo& dictionary);

/** For tooltips: what it does for the sound. */
constexpr auto reductionPurpose =
    "Level of the non-target sources (noise, other) in the mix: 0 dB leaves them "
    "as they were, -inf removes them.";

} // namespace unbraid::editor
