// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Guidance/NoteGates.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
std::vector<bool> pitchesWithOnsets (const Source& source)
{
    std::vector<bool> found (128, false);
    for (size_t i = 0; i < source.onsets.size(); ++i)
        if (source.onsets[i] != 0 && source.pitches[i] >= 0)
            found[static_cast<size_t> (source.pitches[i])] = true;
    return found;
}
} // namespace

void NoteGates::prepare (const std::vector<Source>& sources, Eigen::Index numParts,
                         const std::vector<Eigen::Index>& columns, double sampleRateHz)
{
    const auto samples = [sampleRateHz] (float seconds)
    { return static_cast<Eigen::Index> (std::lround (static_cast<double> (seconds) * sampleRateHz)); };
    const NoteTiming timing;
    onsetSamples = samples (timing.onsetSeconds);
    attackSamples = samples (timing.attackSeconds);
    releaseSamples = samples (timing.releaseSeconds);
    atoms.clear();
    for (size_t part = 0; part < static_cast<size_t> (numParts); ++part)
    {
        const auto& source = sources[part];
        const auto hasOnset = pitchesWithOnsets (source);
        for (size_t i = 0; i < source.pitches.size(); ++i)
        {
            if (source.pitches[i] < 0)
                continue; // it sounds whatever is played
            const auto column = columns[static_cast<size_t> (source.firstAtom) + i];
            const size_t note = part * numPitches + static_cast<size_t> (source.pitches[i]);
            atoms.push_back ({ column, note, ! source.onsets.empty() && source.onsets[i] != 0,
                               hasOnset[static_cast<size_t> (source.pitches[i])], part == 0 });
        }
    }
    notes.assign (static_cast<size_t> (numParts) * numPitches, {});
    pedals.assign (static_cast<size_t> (numParts), 0);
    reset();
}

void NoteGates::reset() noexcept
{
    std::fill (notes.begin(), notes.end(), Note{});
    std::fill (pedals.begin(), pedals.end(), char{ 0 });
    queued.clear();
    hasReceivedNotes = false;
}

void NoteGates::queue (const NoteEvent& event, Eigen::Index position) noexcept
{
    queued.add (event, position, [this] (const EventQueue::Waiting& oldest) noexcept { apply (oldest); });
}

void NoteGates::moveTo (Eigen::Index end, ActivationSolver& solver) noexcept
{
    queued.takeUntil (end, [this] (const EventQueue::Waiting& next) noexcept { apply (next); });
    for (const auto& atom : atoms)
        solver.setNoteEnabled (atom.column, isOpen (atom, end));
}

bool NoteGates::isOpen (const NoteAtom& atom, Eigen::Index end) const noexcept
{
    if (! hasReceivedNotes)
        return atom.isOfFirstPart;
    const Note& note = notes[atom.note];
    if (note.onset == never)
        return false;
    if (atom.isOnset)
        return end - note.onset <= onsetSamples;
    return (! atom.waits || end > note.body) && (note.end == never || end <= note.end + releaseSamples);
}

void NoteGates::apply (const EventQueue::Waiting& happening) noexcept
{
    const auto& [event, position] = happening;
    if (event.part < 0 || static_cast<size_t> (event.part) >= pedals.size() || event.pitch < 0 ||
        event.pitch >= numPitches)
        return;
    const auto part = static_cast<size_t> (event.part);
    Note& note = notes[part * numPitches + static_cast<size_t> (event.pitch)];
    switch (event.kind)
    {
    case NoteEvent::Kind::on:
        hasReceivedNotes = true;
        return begin (note, position);
    case NoteEvent::Kind::off:
        note.isHeld = false;
        if (pedals[part] == 0 && note.end == never)
            note.end = position;
        return;
    case NoteEvent::Kind::pedalDown:
        pedals[part] = 1;
        return;
    case NoteEvent::Kind::pedalUp:
        pedals[part] = 0;
        return endWithoutKeys (part, position);
    case NoteEvent::Kind::allOff:
        pedals[part] = 0;
        for (int pitch = 0; pitch < numPitches; ++pitch)
            notes[part * numPitches + static_cast<size_t> (pitch)].isHeld = false;
        return endWithoutKeys (part, position);
    }
}

/** A key that is struck again while its note sounds has its other atoms open all the time. */
void NoteGates::begin (Note& note, Eigen::Index position) const noexcept
{
    const bool sounds = note.onset != never && (note.end == never || position <= note.end + releaseSamples);
    if (! sounds)
        note.body = position + attackSamples;
    note.onset = position;
    note.end = never;
    note.isHeld = true;
}

void NoteGates::endWithoutKeys (size_t part, Eigen::Index position) noexcept
{
    for (size_t i = part * numPitches; i < (part + 1) * numPitches; ++i)
        if (! notes[i].isHeld && notes[i].end == never)
            notes[i].end = position;
}

} // namespace unbraid::core
