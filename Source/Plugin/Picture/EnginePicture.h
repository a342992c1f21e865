// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"
#include "Plugin/Picture/FrameFeed.h"

namespace unbraid::plugin
{

/** The frames of an engine for the picture, while one is open. Without a dictionary it makes frames of its own, which
    only show the sound. */
class EnginePicture
{
public:
    /** Of a separator's frames.
        number  of what the dictionary and its use are shown as, see shownNumber
        [worker] */
    void prepare (const core::FrameGeometry& geometry, const core::Dictionary& dictionary, unsigned number);

    /** Of the sound alone. [worker] */
    void prepareDry (double sampleRateHz, core::LatencyMode mode, Eigen::Index numChannels, unsigned number);

    /** Sets the observer of the next chunk's frames; null: none.
        position  samples that the path had processed before it
        [audio] */
    void watch (FrameFeed* feedOfPath, std::int64_t position) noexcept;

    /** A frame of the separator.
        numProcessed  samples that its engine had processed before this chunk
        [audio] */
    void frameDone (const core::FrameView& frame, Eigen::Index numProcessed) noexcept;

    /** A chunk of sound; with a separator, or unwatched: nothing. [audio] */
    void observe (const float* const* input, Eigen::Index numSamples) noexcept;

private:
    void setFormat (const core::FrameGeometry& geometry, unsigned number);

    FrameFormat format;
    std::vector<Eigen::Index> atomColumns;
    Eigen::Index hop = 0;
    float activationScale = 1.0f; // to full scale, as `power`
    Eigen::Index lookAhead = 0;   // samples
    FrameFeed* feed = nullptr;
    std::int64_t chunkPosition = 0;

    core::Stft stft; // of its own frames; without hop: it has none
    bool isObserving = false;
    std::int64_t nextEnd = 0; // of its next frame
};

} // namespace unbraid::plugin
