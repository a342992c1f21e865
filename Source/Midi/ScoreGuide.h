// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Midi/MidiScore.h"

#include <string>
#include <vector>

namespace unbraid::midi
{

/** Event of a note of a part. */
struct GuideEvent
{
    double seconds = 0.0; // of the recording
    core::NoteEvent event;
};

/** From when to when a score has notes. */
struct NoteSpan
{
    double beginSeconds = 0.0; // of the recording; below 0: before it
    double endSeconds = 0.0;
};

/** The notes that guide a separation. */
struct Guide
{
    std::vector<std::string> parts; // names of the sources that follow notes
    std::vector<GuideEvent> events; // in order of time
    NoteSpan span;
    bool isOfHits = false; // of drums, by notes of General MIDI
};

using Score = std::vector<ScoreEvent>; // of readScore: some note is in it

/** A part for each of the channels 1 to 7 that has notes, named channel-1 ...; none where there is no such channel.
    offsetSeconds  where the score begins in the recording; below 0: what comes before it is played at once
    [worker] */
Guide guideByChannel (const Score& score, double offsetSeconds);

/** Two parts, whatever the channels are: the notes from `split` up as channel-1, those below as channel-2. Pedals are those of both.
    [worker] */
Guide guideByPitch (const Score& score, int split, double offsetSeconds);

/** The hits of channel 10, or where that has no notes of all channels, on sources of a dictionary of drums (core::struckSource); none
    where the score hits none of them. [worker] */
Guide guideByHits (const Score& score, const std::vector<core::Source>& sources, double offsetSeconds);

/** Whether the score has notes on channel 10, that of drums. [any] */
bool hasDrumChannel (const Score& score) noexcept;

} // namespace unbraid::midi
