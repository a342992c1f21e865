// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/NoteRows.h"

#include "Editor/Look/Words.h"

#include <algorithm>

namespace unbraid::editor
{

namespace
{
constexpr int notesPerOctave = 12;

int noteOf (int atom, const plugin::AtomCurves& curves)
{
    return nearestNote (static_cast<double> (curves.pitchesHz[static_cast<size_t> (atom)]));
}

/** From that of the lowest C in MIDI. */
int octaveOf (int atom, const plugin::AtomCurves& curves)
{
    return noteOf (atom, curves) / notesPerOctave;
}
} // namespace

std::vector<int> activeOctaves (const std::vector<int>& atoms, const std::vector<bool>& isActive,
                                const plugin::AtomCurves& curves)
{
    std::vector<int> octaves;
    for (const int atom : atoms)
        if (isActive[static_cast<size_t> (atom)])
            octaves.push_back (octaveOf (atom, curves));
    std::vector<int> rows;
    if (octaves.empty())
        return rows;
    const auto [lowest, highest] = std::minmax_element (octaves.begin(), octaves.end());
    for (const int atom : atoms)
        if (const int octave = octaveOf (atom, curves); octave >= *lowest && octave <= *highest)
            rows.push_back (atom);
    return rows;
}

std::vector<OctaveEnd> octaveEnds (const std::vector<int>& rows, const plugin::AtomCurves& curves)
{
    std::vector<OctaveEnd> ends;
    for (size_t row = 0; row < rows.size(); ++row)
    {
        const int note = noteOf (rows[row], curves);
        const bool isLowest = row + 1 == rows.size() || noteOf (rows[row + 1], curves) != note;
        if (isLowest && note % notesPerOctave == 0)
            ends.push_back ({ static_cast<int> (row) + 1, note });
    }
    return ends;
}

} // namespace unbraid::editor
