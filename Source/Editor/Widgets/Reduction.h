// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PresetModel.h"

#include <array>

/** Common parts of all controls of *Reduction*. All functions: [message] */
namespace unbraid::editor
{

/** Values that have a mark and a number, dB, from removed to untouched. */
constexpr std::array<float, 5> reductionMarksDb{ -60.0f, -40.0f, -20.0f, -10.0f, 0.0f };

/** "-40", "+12", and "-inf" of the lowest, with a true minus. */
juce::String reductionMarkText (float db);

/** Whether a dictionary has a source that can be turned down. */
bool canReduce (const plugin::DictionaryInfo& dictionary);

/** Name of what is reduced: "Noise reduction", "Reduction of Drums and Other"; why nothing does, where all sources are targets. */
juce::String reductionName (const plugin::DictionaryInfo& dictionary);

/** Position of a level on a control of reduction, 0 to 1 and even in dB, and back: untouched at the left, more reduction to the
    right, as every denoiser has it. A level above 0 dB reduces nothing: it stands at the left end.
    removingDb  the lowest level, below 0 */
double shareOfReduction (double db, double removingDb);
double reductionAtShare (double share, double removingDb);

/** For tooltips: what it does for the sound. */
constexpr auto reductionPurpose =
    "Level of the non-target sources (noise, other) in the mix: 0 dB leaves them "
    "as they were, -inf removes them.";

} // namespace unbraid::editor
