// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"
#include "Core/Transcription/HitFinder.h"
#include "Core/Transcription/NoteFinder.h"
#include "Core/Transcription/NoteLoudness.h"

#include <optional>

namespace unbraid::core
{

/** Everything a dictionary can tell as notes: those of its pitches, and hits of the sources that are named after drums. */
class Transcriber
{
public:
    /** Whether there is anything to find. [any] */
    static bool canFind (const Dictionary& dictionary) noexcept
    {
        return NoteFinder::canFind (dictionary) || HitFinder::canFind (dictionary);
    }

    /** Which dictionary of a tree tells notes: 0 the tree's own, from 1 on its branches; the first that can. Nothing where none can.
        [any] */
    static std::optional<Eigen::Index> tellingNode (const Dictionary& dictionary) noexcept;

    /** dictionary  valid
        [worker] allocates */
    void prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                  const NoteFindingSettings& settings);

    /** Forgets all notes without ending them. [audio] */
    void reset() noexcept;

    /** Out of range it is clamped. [audio] */
    void setThreshold (float threshold) noexcept;

    /** Takes the next frame.
        returns  what was found by it, in no order; valid until the next call
        [audio] real-time safe. */
    std::span<const FoundNote> find (const FrameView& frame) noexcept;

    /** The ends of all notes that still sound, as at the newest frame. [audio] */
    std::span<const FoundNote> endAll() noexcept;

    /** Samples from the beginning of a note to the newest input sample that is needed to find it. [any] */
    [[nodiscard]] Eigen::Index delaySamples() const noexcept;

private:
    std::span<const FoundNote> both (std::span<const FoundNote> ofPitches,
                                     std::span<const FoundNote> ofDrums) noexcept;
    void hear (FoundNote& note) noexcept;

    NoteFinder notes;
    HitFinder hits;
    NoteLoudness loudness; // of notes that are told
    bool hasNotes = false, hasHits = false;
    float loudest = 0.0f;      // of the last minutes
    float fallPerFrame = 0.0f; // of it
    std::vector<FoundNote> found;
};

} // namespace unbraid::core
