// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/PitchLevels.h"

#include "Core/Transcription/FoundNote.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
constexpr double riseSeconds = 0.064;  // in which a level must rise
constexpr float noteGrowth = 1.6f;     // of a level that begins a note
constexpr float confirmedShare = 0.8f; // of the rise that must be left when it is confirmed
constexpr float releasedShare = 0.1f;  // of a note's loudest level, at which it ends
} // namespace

void PitchLevels::prepare (Eigen::Index numVoices, const FrameGeometry& geometry, bool isPower,
                           Eigen::Index confirmFrames)
{
    isOfPower = isPower;
    riseFrames = framesIn (riseSeconds, geometry);
    confirmation = confirmFrames;
    depth = riseFrames + confirmation + 1;
    kept = keptLoudness (geometry);
    newest.setZero (numVoices);
    last.setZero (numVoices);
    levels.setZero (numVoices, depth);
    loudest.setZero (depth);
    reset();
}

void PitchLevels::reset() noexcept
{
    last.setZero();
    loudest.setZero();
    levels.setZero();
    numFrames = 0;
}

/** The levels of one frame jump with its phase: each is averaged with the last one's. */
void PitchLevels::take (const Eigen::VectorXf& activations, float level) noexcept
{
    newest = std::max (level, 0.0f) * activations;
    if (isOfPower)
        newest = newest.cwiseSqrt();
    const float before = loudestNow();
    ++numFrames;
    auto mean = levels.col (numFrames % depth);
    mean = 0.5f * (newest + last);
    last = newest;
    loudest[numFrames % depth] = std::max (kept * before, mean.maxCoeff());
}

float PitchLevels::at (Eigen::Index frame, Eigen::Index voice) const noexcept
{
    return levels (voice, (frame + depth) % depth);
}

bool PitchLevels::hasRisen (Eigen::Index voice, float threshold) const noexcept
{
    const Eigen::Index frame = numFrames - confirmation;
    const float needed = threshold * loudestNow();
    const float before = at (frame - riseFrames, voice);
    const float then = at (frame, voice);
    return needed > 0.0f && then - before > needed && then > noteGrowth * before &&
           at (numFrames, voice) - before > confirmedShare * needed;
}

bool PitchLevels::isReleased (Eigen::Index voice, float peak) const noexcept
{
    return at (numFrames, voice) < releasedShare * peak;
}

} // namespace unbraid::core
