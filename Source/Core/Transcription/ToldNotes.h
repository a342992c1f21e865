// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Transcription/NoteBeginning.h"
#include "Core/Transcription/NoteEnding.h"

#include <vector>

namespace unbraid::core
{

/** Notes in the activations of a dictionary that was trained to detect them: for each voice, a pitch of a source, how likely
    a note begins and how likely it sounds (Docs/Decisions/0020-notes.md). It tells of a moment as soon as the dictionary does, or looks
    ahead and lets two small networks judge what began and ended (NoteBeginning, NoteEnding). */
class ToldNotes
{
public:
    /** Whether the dictionary is unfolded and has atoms that follow onsets. [any] */
    static bool areIn (const Dictionary& dictionary) noexcept;

    /** dictionary   valid
        voiceOfAtom  [padded atoms] -1: none
        looksAhead   the networks judge, `framesAhead` later
        [worker] allocates */
    void prepare (const Dictionary& dictionary, const std::vector<int>& voiceOfAtom,
                  std::vector<NoteHistory::Voice> voices, const FrameGeometry& geometry, bool looksAhead);

    /** [audio] */
    void reset() noexcept;

    /** Takes the next frame.
        activations  [padded atoms] h
        level        what its spectrum was divided by; 0: it is silent
        [audio] real-time safe. */
    void take (const Eigen::VectorXf& activations, const std::vector<int>& voiceOfAtom, float level) noexcept;

    /** Frames from the one that is told of to the newest. [any] */
    [[nodiscard]] Eigen::Index framesAhead() const noexcept { return isJudged ? history.ahead() : 0; }

    /** threshold  the odds that an onset needs grow with it: at its default the dictionary's must be three to one, the network's those that
                   found most on sampled pianos; see NoteFindingSettings [audio] */
    [[nodiscard]] bool begins (Eigen::Index voice, float threshold) const noexcept;

    /** A voice that begins has begun. [audio] */
    void begin (Eigen::Index voice) noexcept;

    /** Whether a voice that has begun is over. [audio] */
    [[nodiscard]] bool isOver (Eigen::Index voice) const noexcept;

    /** What the networks are given, for those who study it. [any] */
    [[nodiscard]] const NoteHistory& told() const noexcept { return history; }
    [[nodiscard]] const NoteBeginning& beginnings() const noexcept { return beginning; }
    [[nodiscard]] const NoteEnding& endings() const noexcept { return ending; }

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
    bool isJudged = false; // by the networks
    NoteHistory history;
    NoteBeginning beginning;
    NoteEnding ending;
};

} // namespace unbraid::core
