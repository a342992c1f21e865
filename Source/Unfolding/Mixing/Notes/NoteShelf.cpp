// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Notes/NoteShelf.h"

#include "Unfolding/Mixing/ReadSound.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>
#include <tuple>

namespace unbraid::unfolding
{

namespace
{
constexpr int highestNumber = 127; // of pitches and velocities

/** PITCH-VELOCITY at the beginning of a name. */
std::optional<RecordedNote> noteFromName (const std::string& name)
{
    RecordedNote note;
    const char* const end = name.data() + name.size();
    const auto pitch = std::from_chars (name.data(), end, note.pitch);
    if (pitch.ec != std::errc() || pitch.ptr == end || *pitch.ptr != '-')
        return std::nullopt;
    const auto velocity = std::from_chars (pitch.ptr + 1, end, note.velocity);
    const bool isEnded = velocity.ptr == end || *velocity.ptr == '-';
    const bool isInRange = note.pitch >= 0 && note.pitch <= highestNumber && note.velocity >= 1 &&
                           note.velocity <= highestNumber;
    if (velocity.ec != std::errc() || ! isEnded || ! isInRange)
        return std::nullopt;
    return note;
}
} // namespace

const RecordedNote& Instrument::nearest (int pitch, int velocity) const
{
    const auto distance = [=] (const RecordedNote& note)
    { return std::pair (std::abs (note.pitch - pitch), std::abs (note.velocity - velocity)); };
    return *std::min_element (notes.begin(), notes.end(),
                              [&] (const auto& a, const auto& b) { return distance (a) < distance (b); });
}

bool Instrument::reaches (int pitch) const
{
    return std::abs (nearest (pitch, highestNumber).pitch - pitch) <= maxShift;
}

core::Result<NoteShelf> NoteShelf::create (const SoundCorpus& corpus, Eigen::Index source)
{
    std::map<std::filesystem::path, Instrument> found;
    const auto& files = corpus.files[static_cast<size_t> (source)];
    for (size_t i = 0; i < files.size(); ++i)
    {
        auto note = noteFromName (files[i].stem().string());
        if (! note)
            return cannotMix (files[i], "no pitch and velocity in its name",
                              "a name such as 060-080.flac: MIDI note and velocity");
        note->sound = static_cast<Eigen::Index> (i);
        found[files[i].parent_path()].add (*note);
    }
    NoteShelf shelf;
    for (auto& [folder, instrument] : found)
        shelf.instruments.push_back (std::move (instrument));
    return shelf;
}

} // namespace unbraid::unfolding
