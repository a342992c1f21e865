// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Transcription/FoundNote.h"

#include <map>
#include <span>
#include <utility>
#include <vector>

namespace unbraid::core
{

/** A note of a recording. */
struct TranscribedNote
{
    double beginSeconds = 0.0;
    double endSeconds = 0.0;
    int part = 0; // see FoundNote
    int pitch = 0;
    int velocity = 0;
};

/** The notes of a whole recording: beginnings and ends brought together, velocities beside the loudest of all. */
class NoteList
{
public:
    explicit NoteList (double sampleRateHz);

    /** What a Transcriber found, in its order. [worker] allocates */
    void add (std::span<const FoundNote> found);

    /** By beginning, those of one moment by pitch; the list is empty then. [worker] */
    std::vector<TranscribedNote> inOrder();

private:
    void scaleVelocities();

    double rate;
    std::vector<TranscribedNote> notes;
    std::vector<float> loudness;                    // of each, see FoundNote
    std::map<std::pair<int, int>, size_t> sounding; // part and pitch -> index of its newest note
};

} // namespace unbraid::core
