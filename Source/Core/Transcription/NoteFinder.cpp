// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteFinder.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Models/GuidedDictionary.h"
#include "Core/Transcription/TrainedNotes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unbraid::core
{

namespace
{
constexpr double attackSeconds = 0.03;   // from a note's beginning to where its level has risen
constexpr double gapSeconds = 0.12;      // between two beginnings of one pitch
constexpr double shortestSeconds = 0.05; // from a beginning to its end
constexpr double lateSeconds = 0.008;    // by which trained atoms tell later than they were trained to
constexpr double sureSeconds = 0.015;    // of an onset that is judged, from its candidate to where it is sure
} // namespace

void NoteFinder::listVoices (const Dictionary& dictionary)
{
    constexpr size_t numPitches = 128;
    const auto columns = packedColumns (dictionary);
    voices.clear();
    voiceOfAtom.assign (columns.empty() ? 0 : static_cast<size_t> (columns.back()) + 1, -1);
    int part = 0;
    for (const auto& source : dictionary.sources)
    {
        std::vector<int> voiceOfPitch (numPitches, -1);
        for (size_t atom = 0; atom < source.pitches.size(); ++atom)
        {
            if (source.pitches[atom] < 0)
                continue;
            int& voice = voiceOfPitch[static_cast<size_t> (source.pitches[atom])];
            if (voice < 0)
            {
                voice = static_cast<int> (voices.size());
                voices.push_back ({ part, source.pitches[atom] });
            }
            const auto column = columns[static_cast<size_t> (source.firstAtom) + atom];
            voiceOfAtom[static_cast<size_t> (column)] = voice;
        }
        part += source.pitches.empty() ? 0 : 1;
    }
}

bool NoteFinder::canFind (const Dictionary& dictionary) noexcept
{
    return canBeGuided (dictionary) || ToldNotes::areIn (dictionary);
}

void NoteFinder::prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                          const NoteFindingSettings& settings)
{
    listVoices (dictionary);
    const auto samplesIn = [&] (double seconds)
    { return static_cast<Eigen::Index> (seconds * geometry.sampleRateHz); };
    isTold = ToldNotes::areIn (dictionary);
    frames = geometry;
    gapFrames = framesIn (gapSeconds, geometry);
    attack = isTold ? 0 : samplesIn (attackSeconds);
    const bool isJudged = isTold && settings.looksAhead;
    const double late = isJudged ? 0.0 : lateSeconds; // candidates are early
    riseFrames = isJudged ? framesIn (sureSeconds, geometry) : 0;
    lag = isTold ? geometry.hop / 2 + samplesIn (TrainedNotes::delaySeconds + late)
                 : geometry.hop + geometry.synthesis / 2; // the synthesis window of two frames
    const auto numVoices = static_cast<Eigen::Index> (voices.size());
    sums.setZero (numVoices);
    levels.prepare (numVoices, geometry, dictionary.spectrum == Spectrum::power,
                    isTold ? 0 : framesIn (std::clamp (settings.confirmSeconds, 0.0f, 1.0f), geometry));
    std::vector<NoteHistory::Voice> pitches;
    for (const auto& voice : voices)
        pitches.push_back ({ voice.part, voice.pitch });
    told.prepare (dictionary, voiceOfAtom, std::move (pitches), geometry, settings.looksAhead);
    found.reserve (mostFound());
    setThreshold (settings.threshold);
    reset();
}

void NoteFinder::reset() noexcept
{
    for (auto& voice : voices)
        voice = { voice.part, voice.pitch };
    levels.reset();
    told.reset();
    found.clear();
}

void NoteFinder::setThreshold (float wanted) noexcept
{
    threshold = NoteFindingSettings::allowed (wanted);
}

std::span<const FoundNote> NoteFinder::find (const Eigen::VectorXf& activations, float level) noexcept
{
    found.clear();
    if (voices.empty())
        return found;
    listen (activations, level);
    for (size_t index = 0; index < voices.size(); ++index)
        follow (index);
    return found;
}

std::span<const FoundNote> NoteFinder::endAll() noexcept
{
    found.clear();
    for (auto& voice : voices)
        if (voice.sounds)
            end (voice, positionOf (levels.frame()));
    return found;
}

Eigen::Index NoteFinder::delaySamples() const noexcept
{
    const Eigen::Index rest = isTold ? frames.hop / 2 : 0; // what is told may be told a frame late
    return framesLate() * frames.hop + lag + attack + rest;
}

void NoteFinder::listen (const Eigen::VectorXf& activations, float level) noexcept
{
    sums.setZero();
    for (size_t atom = 0; atom < voiceOfAtom.size(); ++atom)
        if (voiceOfAtom[atom] >= 0)
            sums[voiceOfAtom[atom]] += activations[static_cast<Eigen::Index> (atom)];
    levels.take (sums, level);
    if (isTold)
        told.take (activations, voiceOfAtom, level);
}

/** From the frame in which something happens to the one in which it is found. */
Eigen::Index NoteFinder::framesLate() const noexcept
{
    return isTold ? told.framesAhead() : levels.framesToConfirm();
}

/** The moment that a frame shows: of levels the centre of the two frames that a mean was taken over, of what is told the one
    it was trained for. */
Eigen::Index NoteFinder::positionOf (Eigen::Index frame) const noexcept
{
    return frame * frames.hop - lag;
}

bool NoteFinder::begins (Eigen::Index index) const noexcept
{
    return isTold ? told.begins (index, threshold) : levels.hasRisen (index, threshold);
}

bool NoteFinder::isOver (Eigen::Index index) const noexcept
{
    return isTold ? told.isOver (index) : levels.isReleased (index, voices[static_cast<size_t> (index)].peak);
}

void NoteFinder::follow (size_t index) noexcept
{
    auto& voice = voices[index];
    const auto row = static_cast<Eigen::Index> (index);
    const auto shortest = static_cast<Eigen::Index> (shortestSeconds * frames.sampleRateHz);
    voice.peak = std::max (voice.peak, levels.at (levels.frame(), row));
    const Eigen::Index frame = levels.frame() - framesLate();
    const bool isFree = voice.lastFrame == 0 || frame - voice.lastFrame > gapFrames;
    const Eigen::Index now = positionOf (isTold ? frame : levels.frame());
    if (isFree && frame > 0 && begins (row))
        begin (index, frame);
    else if (voice.sounds && isOver (row) && now >= voice.beginning + shortest)
        end (voice, now);
}

void NoteFinder::begin (size_t index, Eigen::Index frame) noexcept
{
    auto& voice = voices[index];
    const Eigen::Index position = std::max<Eigen::Index> (0, positionOf (frame) - attack);
    if (voice.sounds)
        end (voice, position);
    voice.sounds = true;
    voice.beginning = position;
    voice.lastFrame = frame;
    voice.peak = 0.0f;
    if (isTold)
        told.begin (static_cast<Eigen::Index> (index));
    for (Eigen::Index later = frame; later <= levels.frame(); ++later)
        voice.peak = std::max (voice.peak, levels.at (later, static_cast<Eigen::Index> (index)));
    found.push_back (
        { true, voice.part, voice.pitch, velocityOf (voice.peak, levels.loudestNow()), position });
}

void NoteFinder::end (Voice& voice, Eigen::Index position) noexcept
{
    voice.sounds = false;
    found.push_back ({ false, voice.part, voice.pitch, 0, position });
}

} // namespace unbraid::core
