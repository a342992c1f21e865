// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteHistory.h"

#include "Core/Transcription/FoundNote.h"
#include "Core/Transcription/TrainedNotes.h"

#include <cmath>
#include <utility>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr double aheadSeconds = 0.06;
constexpr float noActivation = 1e-3f; // so that there is a logarithm
constexpr float noLevel = 1e-7f;

float oddsOf (float activation) noexcept
{
    return std::log ((activation + noActivation) / TrainedNotes::evenActivation);
}
} // namespace

void NoteHistory::prepare (std::vector<Voice> wanted, const FrameGeometry& geometry)
{
    voices = std::move (wanted);
    hop = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    framesAhead = framesIn (aheadSeconds, geometry);
    const auto numVoices = static_cast<Index> (voices.size());
    const Index depth = framesIn (farSeconds, geometry) + framesAhead + 1;
    for (auto* ring : { &soundingOdds, &beginningOdds, &shares })
        ring->resize (numVoices, depth);
    levels.resize (depth);
    last.resize (numVoices, Eigen::NoChange);
    reset();
}

void NoteHistory::reset() noexcept
{
    now = 0;
    soundingOdds.setConstant (oddsOf (0.0f));
    beginningOdds.setConstant (oddsOf (0.0f));
    shares.setZero();
    levels.setConstant (std::log (noLevel));
    last.leftCols (2).setConstant (oddsOf (0.0f));
    last.col (2).setZero();
}

/** Frames of neighbouring copies of an encoder differ: the mean of two counts. */
void NoteHistory::take (const Eigen::VectorXf& sounding, const Eigen::VectorXf& onsets, float level) noexcept
{
    const Index slot = slotOf (++now);
    levels[slot] = std::log (std::max (level, noLevel));
    for (Index voice = 0; voice < last.rows(); ++voice)
    {
        const Eigen::RowVector3f newest (oddsOf (sounding[voice]), oddsOf (onsets[voice]),
                                         TrainedNotes::share (onsets[voice]));
        const Eigen::RowVector3f mean = 0.5f * (newest + last.row (voice));
        soundingOdds (voice, slot) = mean[0];
        beginningOdds (voice, slot) = mean[1];
        shares (voice, slot) = mean[2];
        last.row (voice) = newest;
    }
}

float NoteHistory::height (Index voice) const noexcept
{
    constexpr int middleC = 60;
    constexpr float twoOctaves = 24.0f;
    return static_cast<float> (voices[static_cast<size_t> (voice)].pitch - middleC) / twoOctaves;
}

float NoteHistory::odds (Index voice, Index frame) const noexcept
{
    return soundingOdds (voice, slotOf (frame));
}

float NoteHistory::onsetOdds (Index voice, Index frame) const noexcept
{
    return beginningOdds (voice, slotOf (frame));
}

float NoteHistory::onsetShare (Index voice, Index frame) const noexcept
{
    return shares (voice, slotOf (frame));
}

float NoteHistory::highestOnsetShare (Index voice, Index from) const noexcept
{
    float highest = 0.0f;
    for (Index frame = from; frame <= now; ++frame)
        highest = std::max (highest, onsetShare (voice, frame));
    return highest;
}

float NoteHistory::level (Index frame) const noexcept
{
    return levels[slotOf (frame)];
}

float NoteHistory::loudness (Index voice, Index frame) const noexcept
{
    return odds (voice, frame) + level (frame);
}

} // namespace unbraid::core
