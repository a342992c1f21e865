// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Support/Result.h"
#include "Midi/ScoreGuide.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace unbraid::cli
{

using midi::Guide;

/** The bytes of a MIDI file. Error: as every score that cannot be read. */
core::Result<std::vector<std::byte>> readScoreBytes (const std::filesystem::path& file);

/** Everything in a MIDI file that is about notes. Errors: those of reading, or a file without notes. */
core::Result<std::vector<midi::ScoreEvent>> readScoreFile (const std::filesystem::path& file);

/** The guide that a MIDI file gives: a part for each of its channels 1 to 7 that has notes, named channel-1 ..., or
    with `split` the notes at or above it as channel-1 and those below as channel-2, whatever their channels are.
    offsetSeconds  where the score begins in the recording; below 0: what comes before it is played at once
    Errors: those of reading, a file with notes on channels above 7 alone. */
core::Result<Guide> readGuide (const std::filesystem::path& file, std::optional<int> split,
                               double offsetSeconds);

/** The guide that a MIDI file gives to a dictionary of drums: the hits of its channel 10, or, where that has no notes, of all
    channels, by notes of General MIDI (core::struckSource), which it says on standard error.
    sources  of the dictionary
    offsetSeconds  see readGuide
    Errors: those of reading, a file without a hit of any of the sources. */
core::Result<Guide> readHitGuide (const std::filesystem::path& file, const std::vector<core::Source>& sources,
                                  double offsetSeconds);

/** Says so on standard error where all notes of the score lie outside a recording of this name and length. */
void warnOfScoreOutside (const Guide& guide, const std::string& name, double seconds);

/** A MIDI note from its number or its name, middle C (60) being C4. Error: neither. */
core::Result<int> noteFromText (const std::string& text, const std::string& option);

} // namespace unbraid::cli
