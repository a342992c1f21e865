// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <Eigen/Core>

#include <algorithm>
#include <vector>

namespace unbraid::core
{

/** What a dictionary that was trained to tell its notes told of them in the last frames: what NoteBeginning and NoteEnding decide by.
    They look ahead, so they ask about a moment that is some frames old. A voice is a pitch of a source. */
class NoteHistory
{
public:
    static constexpr double farSeconds = 0.18; // before the moment that is still known

    /** A pitch of a source. */
    struct Voice
    {
        int part = 0;
        int pitch = 0;
    };

    /** [worker] allocates */
    void prepare (std::vector<Voice> voices, const FrameGeometry& geometry);

    /** Forgets all frames. [audio] */
    void reset() noexcept;

    /** Takes the next frame.
        sounding  [voices] activations h of what sounds
        onsets    [voices] activations h of what begins
        level     what the spectrum was divided by; 0: it is silent
        [audio] real-time safe */
    void take (const Eigen::VectorXf& sounding, const Eigen::VectorXf& onsets, float level) noexcept;

    /** Of the voices. [any] */
    [[nodiscard]] const std::vector<Voice>& pitches() const noexcept { return voices; }

    /** Octaves above middle C, halved. [any] */
    [[nodiscard]] float height (Eigen::Index voice) const noexcept;

    /** The newest frame; the first one is 1. [any] */
    [[nodiscard]] Eigen::Index newest() const noexcept { return now; }

    /** Frames from the moment in question to the newest one. [any] */
    [[nodiscard]] Eigen::Index ahead() const noexcept { return framesAhead; }

    /** The frame in question. [any] */
    [[nodiscard]] Eigen::Index moment() const noexcept { return now - framesAhead; }

    [[nodiscard]] double hopSeconds() const noexcept { return hop; }

    /** Natural logarithm of the odds that a voice sounds, or begins, as means of two frames. [audio] */
    [[nodiscard]] float odds (Eigen::Index voice, Eigen::Index frame) const noexcept;
    [[nodiscard]] float onsetOdds (Eigen::Index voice, Eigen::Index frame) const noexcept;

    /** How likely a voice begins, 0 to 1, the mean of two frames. [audio] */
    [[nodiscard]] float onsetShare (Eigen::Index voice, Eigen::Index frame) const noexcept;

    /** The highest of these from a frame to the newest one. [audio] */
    [[nodiscard]] float highestOnsetShare (Eigen::Index voice, Eigen::Index from) const noexcept;

    /** Natural logarithm of the level, and that of a voice's activation at this level. [audio] */
    [[nodiscard]] float level (Eigen::Index frame) const noexcept;
    [[nodiscard]] float loudness (Eigen::Index voice, Eigen::Index frame) const noexcept;

    /** A change of a logarithm within what the networks were taught. [any] */
    static float within (float change) noexcept { return std::clamp (change, -mostChange, mostChange); }

private:
    static constexpr float mostChange = 7.0f; // nepers

    [[nodiscard]] Eigen::Index slotOf (Eigen::Index frame) const noexcept
    {
        return (frame + levels.size()) % levels.size();
    }

    std::vector<Voice> voices;
    double hop = 0.0;
    Eigen::Index framesAhead = 1, now = 0;
    Eigen::MatrixXf soundingOdds, beginningOdds, shares; // [voices x depth] rings
    Eigen::VectorXf levels;                              // [depth] beside them
    Eigen::MatrixX3f last;                               // [voices x 3] of the last frame alone
};

} // namespace unbraid::core
