// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Plugin/Parameters.h"

namespace unbraid::plugin
{

/** The reduction in dB that a dictionary's mixer sets. [any] */
float presetReductionDb (const core::Dictionary& dictionary);

/** Sets the parameters to what a dictionary's preset says: its mixer, the sources' default gains, all else of strips
    and engine to its default. Dry/wet, delta, latency, stereo link and bypass stay as they are. [message] */
void applyPreset (const core::Dictionary& dictionary, Parameters& parameters);

/** Writes what the parameters stand at into a dictionary, so that `applyPreset` brings it back. [message] */
void storePreset (const Parameters& parameters, core::Dictionary& dictionary);

/** Moves the strips' values with their sources: where a source was split each of its parts begins with its values, and where parts
    became one it has those of the first. [message] */
void moveStrips (const std::vector<core::Source>& before, const std::vector<core::Source>& after,
                 Parameters& parameters);

} // namespace unbraid::plugin
