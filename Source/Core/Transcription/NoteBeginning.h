// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Transcription/NoteHistory.h"

#include <array>
#include <vector>

namespace unbraid::core
{

/** Which notes of a piano begin, told from what a dictionary tells of them: whenever the odds of an onset rise above a low bar, a small
    network judges how they went on, how likely the pitch and those beside it sounded before and after, how loud it is, and what else
    begins. It looks ahead, see NoteHistory. The weights were learned from sampled pianos (Resources/Dictionaries/Recipes/note_networks.py). */
class NoteBeginning
{
public:
    static constexpr int numFeatures = 26;
    using Features = Eigen::Matrix<float, numFeatures, 1>;

    /** history  prepared
        [worker] allocates */
    void prepare (const NoteHistory& history, const FrameGeometry& geometry);

    /** Forgets all candidates. [audio] */
    void reset() noexcept;

    /** Once the history has taken a frame. [audio] real-time safe */
    void take (const NoteHistory& history) noexcept;

    /** Whether a voice may begin at the moment in question. [audio] */
    [[nodiscard]] bool isCandidate (Eigen::Index voice) const noexcept;

    /** Whether it does.
        oddsNeeded  to one, above 0
        [audio] */
    [[nodiscard]] bool begins (const NoteHistory& history, Eigen::Index voice,
                               float oddsNeeded) const noexcept;

    /** What the network is given. [audio] */
    [[nodiscard]] Features features (const NoteHistory& history, Eigen::Index voice) const noexcept;

private:
    static constexpr size_t numNeighbours = 6;

    /** Frames between a moment and others. */
    struct Steps
    {
        Eigen::Index soon = 1, back = 1;
        Eigen::Index apart = 1; // candidates of one voice
    };

    std::vector<std::array<Eigen::Index, numNeighbours>> neighbours; // [voices] that share partials; -1: none
    std::vector<Eigen::Index> candidates;                            // [voices] frames of the newest; 0: none
    Steps steps;
    Eigen::Index moment = 0; // frame
    float loudest = 0.0f;    // of all voices, of the last seconds
    float fall = 0.0f;       // of it, a frame
};

} // namespace unbraid::core
