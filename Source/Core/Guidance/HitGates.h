// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Guidance/EventQueue.h"

#include <array>
#include <limits>
#include <vector>

namespace unbraid::core
{

/** Where a source stands between the hits of its drum. */
struct HitGate
{
    bool isStruck = true; // a hit may begin
    bool rings = true;    // one may sound
    float level = 1.0f;   // to which its sound may have decayed, an amplitude; 0 where it does not ring
};

/** Opens each drum around its hits and while it rings, and shuts it elsewhere. Hits are notes of General MIDI, of any part,
    see struckSource; they are queued with their position in samples and take effect with the first frame that contains it.
    Until the first hit of any drum all drums are open; sources that are not named after drums always are.
    Source: Dittmar & Gaertner 2014 (activations where a score has hits). */
class HitGates
{
public:
    /** sources       of the dictionary
        sampleRateHz  of the sound
        [worker] allocates */
    void prepare (const std::vector<Source>& sources, double sampleRateHz);

    /** As after prepare. [audio] */
    void reset() noexcept;

    /** position  of the sample at which it happens, counted since prepare or reset
        [audio] real-time safe. */
    void queue (const NoteEvent& event, Eigen::Index position) noexcept;

    /** Moves on to a frame.
        end  position one past its newest sample
        [audio] real-time safe. */
    void moveTo (Eigen::Index end) noexcept;

    /** In the frame moved to. [audio] */
    [[nodiscard]] HitGate gate (size_t source) const noexcept;

private:
    static constexpr Eigen::Index never = std::numeric_limits<Eigen::Index>::min() / 2;
    static constexpr int numNotes = 128;

    struct Drum
    {
        Eigen::Index holdSamples = 0; // from a hit: until it decays
        Eigen::Index ringSamples = 0; // from a hit: until it is silent; 0: it is no drum
        Eigen::Index hit = never;     // where it was last struck
    };

    void apply (const EventQueue::Waiting& happening) noexcept;
    static float levelAfter (const Drum& drum, Eigen::Index passed) noexcept;

    EventQueue queued;
    std::vector<Drum> drums;            // of the sources
    std::array<int, numNotes> struck{}; // source of each note; -1: none
    Eigen::Index strikeSamples = 0;
    Eigen::Index now = 0;
    bool hasReceivedHits = false;
};

} // namespace unbraid::core
