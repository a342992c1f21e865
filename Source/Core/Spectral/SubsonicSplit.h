// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <deque>

namespace unbraid::core
{

/** Splits a recording into what lies below 5 Hz and the rest, which alone is shown to an engine: a constant offset is no energy
    of a source. Unlike `SubsonicPath` it sees both sides of a sample, so that it is right from the first sample on, and
    forwards and backwards the same. It works in blocks of half a second, and splits those around which an offset has more
    than `offsetShare` of the energy; in the block beside one it fades. All others pass bit for bit. */
class SubsonicSplit
{
public:
    /** The parts of some frames of the recording, which sum to it. */
    struct Parts
    {
        Eigen::MatrixXf rest, low; // [frames x channels]
    };

    /** firstBlock  frames of the first block; 0: a whole one. Played backwards, a recording has the same blocks if the last
                    of them comes first
        [worker] */
    void prepare (double sampleRateHz, Eigen::Index numChannels, Eigen::Index firstBlock = 0);

    /** Frames of a block. [worker] */
    [[nodiscard]] Eigen::Index blockFrames() const noexcept { return whole; }

    /** Takes the next frames of the recording; NaN and Inf become silence.
        [worker] */
    void add (const Eigen::Ref<const Eigen::MatrixXf>& frames);

    /** Tells that no more frames come. [worker] */
    void end();

    /** Gives the parts of the next block, once the two blocks behind it are there.
        returns  false where it is not ready
        [worker] */
    bool next (Parts& parts);

private:
    struct Block
    {
        Eigen::MatrixXf samples; // [frames x channels]
        Eigen::Index filled = 0;
        double lowEnergy = 0.0, wholeEnergy = 0.0;
    };

    void measure (Block& block) const;
    [[nodiscard]] bool hasOffset (Eigen::Index index) const;
    [[nodiscard]] const Block* blockAt (Eigen::Index index) const;
    [[nodiscard]] Eigen::VectorXf lowOf (Eigen::Index channel) const;

    Eigen::Index whole = 0, mean = 0; // frames of a block, and of a mean
    Eigen::Index channels = 0;
    std::deque<Block> blocks;    // from two before the next one on
    Eigen::Index firstIndex = 0; // of those blocks
    Eigen::Index nextIndex = 0;
    bool isComplete = false;
};

/** A whole recording without what lies below 5 Hz where it has an offset. Bit for bit as it is where it has none, and throughout
    where it holds what is no number.
    samples  [frames x channels]
    [worker] */
Eigen::MatrixXf withoutOffset (const Eigen::MatrixXf& samples, double sampleRateHz);

} // namespace unbraid::core
