// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <vector>

namespace unbraid::core
{

/** Notes in the activations of a dictionary that was trained to detect them: for each voice, a pitch of a source, how likely
    a note begins and how likely it sounds (Docs/Decisions/0020-notes.md). */
class ToldNotes
{
public:
    /** Whether the dictionary is unfolded and has atoms that follow onsets. [any] */
    static bool areIn (const Dictionary& dictionary) noexcept;

    /** dictionary   valid
        voiceOfAtom  [padded atoms] -1: none
        [worker] allocates */
    void prepare (const Dictionary& dictionary, const std::vector<int>& voiceOfAtom, Eigen::Index numVoices);

    /** [audio] */
    void reset() noexcept;

    /** Takes the next frame.
        activations  [padded atoms] h
        [audio] real-time safe. */
    void take (const Eigen::VectorXf& activations, const std::vector<int>& voiceOfAtom,
               bool isSilent) noexcept;

    /** threshold  at its default an onset needs odds of three to one, at a third of it even odds; see NoteFindingSettings [audio] */
    [[nodiscard]] bool begins (Eigen::Index voice, float threshold) const noexcept;

    /** [audio] */
    [[nodiscard]] bool isOver (Eigen::Index voice) const noexcept;

private:
    /** Of the atoms of one kind. */
    struct Shares
    {
        Eigen::VectorXf newest; // [voices] of this frame: first activations, then shares
        Eigen::VectorXf last;   // [voices] of the last frame
        Eigen::VectorXf before; // [voices] mean of the last two frames
        Eigen::VectorXf now;    // [voices] the same, one frame later

        void reset (Eigen::Index numVoices);
        void reset() noexcept { reset (newest.size()); }
        void take() noexcept;
    };

    std::vector<bool> isOfOnset; // [padded atoms]
    Shares onsets, sounding;
};

} // namespace unbraid::core
