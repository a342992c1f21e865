// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/Transcriber.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
constexpr double velocitiesPerSecond = 0.5; // by which the loudest note is forgotten
} // namespace

std::optional<Eigen::Index> Transcriber::tellingNode (const Dictionary& dictionary) noexcept
{
    if (canFind (dictionary))
        return 0;
    for (size_t branch = 0; branch < dictionary.branches.size(); ++branch)
        if (canFind (*dictionary.branches[branch].dictionary))
            return static_cast<Eigen::Index> (1 + branch);
    return {};
}

void Transcriber::prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                           const NoteFindingSettings& settings)
{
    hasNotes = NoteFinder::canFind (dictionary);
    hasHits = HitFinder::canFind (dictionary);
    notes.prepare (dictionary, geometry, settings);
    hits.prepare (dictionary, geometry, settings);
    loudness.prepare (geometry, notes.areTold() ? notes.framesToFind() : 0, notes.framesSinceTold());
    fallPerFrame =
        static_cast<float> (velocitiesPerSecond * static_cast<double> (geometry.hop) / geometry.sampleRateHz);
    loudest = FoundNote::unknownLoudness;
    found.reserve (notes.mostFound() + hits.mostFound());
}

void Transcriber::reset() noexcept
{
    notes.reset();
    hits.reset();
    loudness.reset();
    loudest = FoundNote::unknownLoudness;
}

void Transcriber::setThreshold (float threshold) noexcept
{
    notes.setThreshold (threshold);
    hits.setThreshold (threshold);
}

std::span<const FoundNote> Transcriber::find (const FrameView& frame) noexcept
{
    std::span<const FoundNote> ofPitches, ofDrums;
    if (notes.areTold())
        loudness.take (frame.mixture, frame.isSilent);
    if (hasNotes && frame.atoms)
        ofPitches = notes.find (frame.atoms->activations, frame.activeLevel());
    if (hasHits)
        ofDrums = hits.find (frame.masks, frame.mixture, frame.isSilent);
    both (ofPitches, ofDrums);
    loudest -= fallPerFrame;
    for (auto& note : found)
        if (notes.areTold() && note.isBeginning && note.part != drumPart)
            hear (note);
    return found;
}

/** The velocity of a note that has just begun. */
void Transcriber::hear (FoundNote& note) noexcept
{
    note.loudness = loudness.of (note.pitch);
    loudest = std::max (loudest, note.loudness);
    note.velocity = velocityBeside (note.loudness, loudest);
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
