// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteFinder.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Guidance/GuidedDictionary.h"
#include "Core/Transcription/TrainedNotes.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double riseSeconds = 0.064;    // in which a level must rise
constexpr double attackSeconds = 0.03;   // from a note's beginning to where its level has risen
constexpr double gapSeconds = 0.12;      // between two beginnings of one pitch
constexpr double shortestSeconds = 0.05; // from a beginning to its end
constexpr float growth = 1.6f;           // of a level that begins a note
constexpr float confirmedShare = 0.8f;   // of the rise that must be left when it is confirmed
constexpr float releasedShare = 0.1f;    // of a note's loudest level, at which it ends
constexpr float minThreshold = 0.01f;
constexpr float soundingShare = 0.5f; // of a trained dictionary: below it a note is over

/** The share of a trained dictionary's onsets that begins a note: at the default threshold even odds, at twice that two to one. */
float shareFor (float threshold) noexcept
{
    const float odds = threshold / NoteFindingSettings().threshold;
    return odds / (1.0f + odds);
}
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

void NoteFinder::Told::prepare (Eigen::Index numVoices)
{
    for (auto* values : { &newest, &last, &before, &now })
        values->setZero (numVoices);
}

void NoteFinder::Told::reset() noexcept
{
    for (auto* values : { &newest, &last, &before, &now })
        values->setZero();
}

/** Frames of neighbouring copies of an encoder differ: the mean of two counts. */
void NoteFinder::Told::take() noexcept
{
    newest = newest.unaryExpr ([] (float activation) { return TrainedNotes::share (activation); });
    before = now;
    now = 0.5f * (newest + last);
    last = newest;
}

bool NoteFinder::canFind (const Dictionary& dictionary) noexcept
{
    const auto tells = [] (const Source& source) {
        return std::any_of (source.onsets.begin(), source.onsets.end(), [] (int onset) { return onset > 0; });
    };
    return canBeGuided (dictionary) ||
           (dictionary.unfolding &&
            std::any_of (dictionary.sources.begin(), dictionary.sources.end(), tells));
}

/** Which atoms tell of onsets; only unfolded dictionaries were trained to. */
void NoteFinder::listOnsets (const Dictionary& dictionary)
{
    const auto columns = packedColumns (dictionary);
    isOfOnset.assign (voiceOfAtom.size(), false);
    isTrained = false;
    for (const auto& source : dictionary.sources)
        for (size_t atom = 0; dictionary.unfolding && atom < source.onsets.size(); ++atom)
        {
            const auto column = columns[static_cast<size_t> (source.firstAtom) + atom];
            isOfOnset[static_cast<size_t> (column)] = source.onsets[atom] > 0;
            isTrained = isTrained || source.onsets[atom] > 0;
        }
}

void NoteFinder::prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                          const NoteFindingSettings& settings)
{
    listVoices (dictionary);
    listOnsets (dictionary);
    isPower = dictionary.spectrum == Spectrum::power;
    frames = geometry;
    riseFrames = framesIn (riseSeconds, geometry);
    confirmFrames =
        isTrained
            ? 0
            : framesIn (static_cast<double> (std::clamp (settings.confirmSeconds, 0.0f, 1.0f)), geometry);
    gapFrames = framesIn (gapSeconds, geometry);
    depth = riseFrames + confirmFrames + 1;
    kept = keptLoudness (geometry);
    const auto numVoices = static_cast<Eigen::Index> (voices.size());
    newest.setZero (numVoices);
    last.setZero (numVoices);
    levels.setZero (numVoices, depth);
    loudest.setZero (depth);
    onsets.prepare (numVoices);
    sounding.prepare (numVoices);
    found.reserve (2 * voices.size());
    setThreshold (settings.threshold);
    reset();
}

void NoteFinder::reset() noexcept
{
    for (auto& voice : voices)
        voice = { voice.part, voice.pitch };
    for (auto* values : { &last, &loudest })
        values->setZero();
    levels.setZero();
    onsets.reset();
    sounding.reset();
    numFrames = 0;
    found.clear();
}

void NoteFinder::setThreshold (float wanted) noexcept
{
    threshold = std::clamp (wanted, minThreshold, 1.0f);
}

std::span<const FoundNote> NoteFinder::find (const Eigen::VectorXf& activations, float level) noexcept
{
    found.clear();
    if (voices.empty())
        return found;
    measure (activations, level);
    if (isTrained)
        weighEvidence (activations, level);
    for (size_t index = 0; index < voices.size(); ++index)
        follow (index);
    return found;
}

std::span<const FoundNote> NoteFinder::endAll() noexcept
{
    found.clear();
    for (auto& voice : voices)
        if (voice.sounds)
            end (voice, positionOf (numFrames));
    return found;
}

Eigen::Index NoteFinder::delaySamples() const noexcept
{
    if (isTrained)
        return static_cast<Eigen::Index> (TrainedNotes::delaySeconds * frames.sampleRateHz) + frames.hop;
    const Eigen::Index foundIn = depth; // any frame: the difference counts
    return foundIn * frames.hop - positionOf (foundIn - confirmFrames) +
           static_cast<Eigen::Index> (attackSeconds * frames.sampleRateHz);
}

/** The levels of one frame jump with its phase: each is averaged with the last one's. */
void NoteFinder::measure (const Eigen::VectorXf& activations, float level) noexcept
{
    newest.setZero();
    if (level > 0.0f)
    {
        for (size_t atom = 0; atom < voiceOfAtom.size(); ++atom)
            if (voiceOfAtom[atom] >= 0)
                newest[voiceOfAtom[atom]] += level * activations[static_cast<Eigen::Index> (atom)];
        if (isPower)
            newest = newest.cwiseSqrt();
    }
    const float before = loudest[numFrames % depth];
    ++numFrames;
    auto mean = levels.col (numFrames % depth);
    mean = 0.5f * (newest + last);
    last = newest;
    loudest[numFrames % depth] = std::max (kept * before, mean.maxCoeff());
}

void NoteFinder::weighEvidence (const Eigen::VectorXf& activations, float level) noexcept
{
    onsets.newest.setZero();
    sounding.newest.setZero();
    for (size_t atom = 0; level > 0.0f && atom < voiceOfAtom.size(); ++atom)
        if (voiceOfAtom[atom] >= 0)
            (isOfOnset[atom] ? onsets : sounding).newest[voiceOfAtom[atom]] +=
                activations[static_cast<Eigen::Index> (atom)];
    onsets.take();
    sounding.take();
}

float NoteFinder::levelAt (Eigen::Index frame, size_t index) const noexcept
{
    return levels (static_cast<Eigen::Index> (index), (frame + depth) % depth);
}

/** The centre of the two frames that a mean was taken over, which is where the synthesis window is; of a trained dictionary
    the moment that they tell of. */
Eigen::Index NoteFinder::positionOf (Eigen::Index frame) const noexcept
{
    if (isTrained)
        return frame * frames.hop - frames.hop / 2 -
               static_cast<Eigen::Index> (TrainedNotes::delaySeconds * frames.sampleRateHz);
    return (frame - 1) * frames.hop - frames.synthesis / 2;
}

bool NoteFinder::beginsAt (Eigen::Index frame, size_t index) const noexcept
{
    if (isTrained)
    {
        const auto voice = static_cast<Eigen::Index> (index);
        const float needed = shareFor (threshold);
        return onsets.now[voice] >= needed && onsets.before[voice] < needed;
    }
    const float needed = threshold * loudest[numFrames % depth];
    const float before = levelAt (frame - riseFrames, index);
    const float then = levelAt (frame, index);
    return needed > 0.0f && then - before > needed && then > growth * before &&
           levelAt (numFrames, index) - before > confirmedShare * needed;
}

void NoteFinder::follow (size_t index) noexcept
{
    auto& voice = voices[index];
    const float level = levelAt (numFrames, index);
    const auto shortest = static_cast<Eigen::Index> (shortestSeconds * frames.sampleRateHz);
    voice.peak = std::max (voice.peak, level);
    const Eigen::Index frame = numFrames - confirmFrames;
    const bool isFree = voice.lastFrame == 0 || frame - voice.lastFrame > gapFrames;
    if (isFree && frame > 0 && beginsAt (frame, index))
        begin (index, frame);
    else if (voice.sounds && isOver (voice, index) && positionOf (numFrames) >= voice.beginning + shortest)
        end (voice, positionOf (numFrames));
}

bool NoteFinder::isOver (const Voice& voice, size_t index) const noexcept
{
    if (isTrained)
        return sounding.now[static_cast<Eigen::Index> (index)] < soundingShare;
    return levelAt (numFrames, index) < releasedShare * voice.peak;
}

void NoteFinder::begin (size_t index, Eigen::Index frame) noexcept
{
    auto& voice = voices[index];
    const auto attack = isTrained ? 0 : static_cast<Eigen::Index> (attackSeconds * frames.sampleRateHz);
    const Eigen::Index position = std::max<Eigen::Index> (0, positionOf (frame) - attack);
    if (voice.sounds)
        end (voice, position);
    voice.sounds = true;
    voice.beginning = position;
    voice.lastFrame = frame;
    voice.peak = 0.0f;
    for (Eigen::Index later = frame; later <= numFrames; ++later)
        voice.peak = std::max (voice.peak, levelAt (later, index));
    found.push_back (
        { true, voice.part, voice.pitch, velocityOf (voice.peak, loudest[numFrames % depth]), position });
}

void NoteFinder::end (Voice& voice, Eigen::Index position) noexcept
{
    voice.sounds = false;
    found.push_back ({ false, voice.part, voice.pitch, 0, position });
}

} // namespace unbraid::core
