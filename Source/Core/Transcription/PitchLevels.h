// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <Eigen/Core>

namespace unbraid::core
{

/** How loud each pitch was in the last frames, and whether it rose as a note does that begins. The level of a pitch is
    the sum of its atoms' activations, as an amplitude; a voice is a pitch of a source. */
class PitchLevels
{
public:
    /** isPower        activations are of power spectra
        confirmFrames  for which a level must stay up
        [worker] allocates */
    void prepare (Eigen::Index numVoices, const FrameGeometry& geometry, bool isPower,
                  Eigen::Index confirmFrames);

    /** [audio] */
    void reset() noexcept;

    /** Takes the next frame.
        activations  [voices] of the atoms of each, added up
        level        what its spectrum was divided by; 0: it is silent
        [audio] real-time safe. */
    void take (const Eigen::VectorXf& activations, float level) noexcept;

    /** Whether a note began `framesToConfirm` ago: the level rose by that share of the loudest, by more than half, and has stayed.
        [audio] */
    [[nodiscard]] bool hasRisen (Eigen::Index voice, float threshold) const noexcept;

    /** Whether a note is over that was once so loud. [audio] */
    [[nodiscard]] bool isReleased (Eigen::Index voice, float peak) const noexcept;

    /** Of a frame not further back than a rise and its confirmation. [audio] */
    [[nodiscard]] float at (Eigen::Index frame, Eigen::Index voice) const noexcept;

    /** Of all voices in the last seconds. [audio] */
    [[nodiscard]] float loudestNow() const noexcept { return loudest[frame() % depth]; }

    /** The newest; the first one is 1. [any] */
    [[nodiscard]] Eigen::Index frame() const noexcept { return numFrames; }
    [[nodiscard]] Eigen::Index framesToConfirm() const noexcept { return confirmation; }

private:
    Eigen::Index numFrames = 0;
    Eigen::Index riseFrames = 1, confirmation = 0, depth = 2;
    bool isOfPower = false;
    float kept = 1.0f;       // of the loudest level, a frame
    Eigen::VectorXf newest;  // [voices] of this frame
    Eigen::VectorXf last;    // [voices] of the last one
    Eigen::MatrixXf levels;  // [voices x depth] of the last frames, each the mean of two; a ring
    Eigen::VectorXf loudest; // [depth] beside them
};

} // namespace unbraid::core
