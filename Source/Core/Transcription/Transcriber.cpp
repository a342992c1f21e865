// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/Transcriber.h"

#include <algorithm>

namespace unbraid::core
{

void Transcriber::prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                           const NoteFindingSettings& settings)
{
    hasNotes = NoteFinder::canFind (dictionary);
    hasHits = HitFinder::canFind (dictionary);
    notes.prepare (dictionary, geometry, settings);
    hits.prepare (dictionary, geometry, settings);
    found.reserve (notes.mostFound() + hits.mostFound());
}

void Transcriber::reset() noexcept
{
    notes.reset();
    hits.reset();
}

void Transcriber::setThreshold (float threshold) noexcept
{
    notes.setThreshold (threshold);
    hits.setThreshold (threshold);
}

std::span<const FoundNote> Transcriber::find (const FrameView& frame) noexcept
{
    std::span<const FoundNote> ofPitches, ofDrums;
    if (hasNotes && frame.atoms)
        ofPitches = notes.find (frame.atoms->activations, frame.activeLevel());
    if (hasHits)
        ofDrums = hits.find (frame.masks, frame.mixture, frame.isSilent);
    return both (ofPitches, ofDrums);
}

std::span<const FoundNote> Transcriber::endAll() noexcept
{
    return both (notes.endAll(), hits.endAll());
}

std::span<const FoundNote> Transcriber::both (std::span<const FoundNote> ofPitches,
                                              std::span<const FoundNote> ofDrums) noexcept
{
    found.assign (ofPitches.begin(), ofPitches.end());
    found.insert (found.end(), ofDrums.begin(), ofDrums.end());
    return found;
}

Eigen::Index Transcriber::delaySamples() const noexcept
{
    return std::max (hasNotes ? notes.delaySamples() : 0, hasHits ? hits.delaySamples() : 0);
}

} // namespace unbraid::core
