// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <optional>
#include <string_view>
#include <vector>

namespace unbraid::core
{

/** How a drum may sound after a hit. */
struct DrumRing
{
    float holdSeconds = 0.0f;  // from the hit: at any level
    float totalSeconds = 0.0f; // from the hit: until it is silent
};

/** That of the drum that a source is named after; none: it is no drum. [any] */
std::optional<DrumRing> drumRing (std::string_view sourceName) noexcept;

/** The source that a note of General MIDI's percussion strikes: 35 and 36 kick; 37, 38 and 40 snare; 39 clap, else
    snare; 42 and 44 hi-hat; 46 open-hi-hat, else hi-hat; 41, 43, 45, 47, 48 and 50 toms; 49, 52, 55 and 57 crash, else
    cymbals; 51, 53 and 59 ride, else cymbals; 54 tambourine; 56 cowbell.
    returns  its index; none where there is no such source
    [any] */
std::optional<size_t> struckSource (const std::vector<Source>& sources, int note) noexcept;

/** True for a dictionary of drums: a source is named after a drum, and none has pitches. [any] */
bool isOfDrums (const Dictionary& dictionary) noexcept;

/** True for a dictionary of drums that hits can guide: not for a plain one, whose drums lose by it. [any] */
bool canFollowHits (const Dictionary& dictionary) noexcept;

} // namespace unbraid::core
