// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** The rows of a piano roll: of the atoms of a part, those in the octaves, C to B, from the lowest active one to the
    highest; none where none is active. [message]
    atoms    of a part, in any order, which is kept
    isActive  [atoms of the curves] */
std::vector<int> activeOctaves (const std::vector<int>& atoms, const std::vector<bool>& isActive,
                                const plugin::AtomCurves& curves);

/** Lower end of an octave: below its C. */
struct OctaveEnd
{
    int numRows = 0; // that are above
    int note = 0;    // the C, as in MIDI
};

/** The octaves that end in rows that fall in pitch, the highest first. [message] */
std::vector<OctaveEnd> octaveEnds (const std::vector<int>& rows, const plugin::AtomCurves& curves);

} // namespace unbraid::editor
