// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <filesystem>

namespace unbraid::files
{

/** The content of song.json in a song's folder; 0 where unknown. */
struct SongFacts
{
    double tempo = 0.0;        // beats a minute
    unsigned pitchClasses = 0; // of its scale: a bit each, the lowest for C
};

/** Reads `tempo`, `root` (0 to 11 from C) and `scale` (semitones above the root); without a file nothing is known.
    [worker].  Error: a file that is no JSON object, values outside their ranges. */
core::Result<SongFacts> readSongFacts (const std::filesystem::path& folder);

} // namespace unbraid::files
