// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Solvers/ActivationSolver.h"
#include "Core/Guidance/EventQueue.h"

#include <limits>
#include <vector>

namespace unbraid::core
{

/** When the atoms of a note may sound. */
struct NoteTiming
{
    float onsetSeconds = 0.15f; // from its beginning: those of its onset
    float attackSeconds =
        0.05f; // from its beginning: after this, all others; at once where it has no onset atoms
    float releaseSeconds = 0.25f; // from its end: until they are shut
};

/** Enables the atoms of the notes that sound and disables all others: a note that is not in the score cannot take the
    energy of another one. Events are queued with their position in samples and take effect with the first frame that
    contains it, however the sound is cut into blocks. Until the first note all atoms of the first part are enabled and
    those of the other parts disabled: without notes it is the plain dictionary.
    Source: Ewert & Mueller 2012 (activations that are set to zero stay zero). */
class NoteGates
{
public:
    static constexpr size_t capacity = EventQueue::capacity;

    /** sources       of the guided dictionary; the first numParts follow notes, see guidedDictionary
        columns       the packed column of each of the dictionary's atoms
        sampleRateHz  of the sound: the timing of notes is counted in its samples
        [worker] allocates */
    void prepare (const std::vector<Source>& sources, Eigen::Index numParts,
                  const std::vector<Eigen::Index>& columns, double sampleRateHz);

    /** As after prepare. [audio] */
    void reset() noexcept;

    /** position  of the sample at which it happens, counted since prepare or reset
        [audio] real-time safe. */
    void queue (const NoteEvent& event, Eigen::Index position) noexcept;

    /** Moves the gates to where they stand in a frame.
        end  position one past the frame's newest sample
        [audio] real-time safe. */
    void moveTo (Eigen::Index end, ActivationSolver& solver) noexcept;

private:
    static constexpr Eigen::Index never = std::numeric_limits<Eigen::Index>::max();
    static constexpr int numPitches = 128;

    struct Note
    {
        Eigen::Index onset = never; // where it began; never: it has not
        Eigen::Index body = never;  // from where on its other atoms are open
        Eigen::Index end = never;   // where it ended; never: it sounds
        bool isHeld = false;        // its key is down
    };

    struct NoteAtom
    {
        Eigen::Index column = 0;
        size_t note = 0;
        bool isOnset = false;
        bool waits = false; // its note has onset atoms, which come first
        bool isOfFirstPart = false;
    };

    void apply (const EventQueue::Waiting& waiting) noexcept;
    void begin (Note& note, Eigen::Index position) const noexcept;
    void endWithoutKeys (size_t part, Eigen::Index position) noexcept;
    [[nodiscard]] bool isOpen (const NoteAtom& atom, Eigen::Index end) const noexcept;

    std::vector<NoteAtom> atoms;
    std::vector<Note> notes;  // [parts x 128]
    std::vector<char> pedals; // [parts] 1 where it is down
    EventQueue queued;
    bool hasReceivedNotes = false;
    Eigen::Index onsetSamples = 0, attackSamples = 0, releaseSamples = 0;
};

} // namespace unbraid::core
