// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"
#include "Core/Transcription/FoundNote.h"
#include "Core/Transcription/NoteFindingSettings.h"
#include "Core/Transcription/PitchLevels.h"
#include "Core/Transcription/ToldNotes.h"

#include <span>
#include <vector>

namespace unbraid::core
{

/** Notes out of the activations of a pitched dictionary. The level of a pitch is the sum of its atoms' activations, as
    an amplitude. A note begins where that level rises by a share of the loudest, grows by more than half and stays;
    it ends where the level has fallen far below its own loudest moment, which is far below what begins one.
    Of an unfolded dictionary that has learned notes the activations say it themselves (ToldNotes): a note begins where those of its onset
    pass a share that follows the threshold, and ends where those of its sound fall below one half; or, where settings allow to look
    ahead, where small networks say so.
    Scaling the input changes nothing. */
class NoteFinder
{
public:
    /** Whether the dictionary has notes to find: it is plain or convolutive and has pitches, or was trained to tell them. [any] */
    static bool canFind (const Dictionary& dictionary) noexcept;

    /** dictionary  valid; its sources without pitches have no notes
        [worker] allocates */
    void prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                  const NoteFindingSettings& settings);

    /** Whether the dictionary tells its notes, see ToldNotes. [any] */
    [[nodiscard]] bool areTold() const noexcept { return isTold; }

    /** What is told of them, for those who study it. [any] */
    [[nodiscard]] const ToldNotes& toldNotes() const noexcept { return told; }

    /** Forgets all notes without ending them. [audio] */
    void reset() noexcept;

    /** Out of range it is clamped. [audio] */
    void setThreshold (float threshold) noexcept;

    /** Takes the next frame.
        activations  [padded atoms] h
        level        what its spectrum was divided by; 0: it is silent
        returns      what was found by it, in no order; valid until the next call
        [audio] real-time safe. */
    std::span<const FoundNote> find (const Eigen::VectorXf& activations, float level) noexcept;

    /** The ends of all notes that still sound, as at the newest frame. [audio] */
    std::span<const FoundNote> endAll() noexcept;

    /** Samples from the beginning of a note to the newest input sample that is needed to find it. [any] */
    [[nodiscard]] Eigen::Index delaySamples() const noexcept;

    /** Frames from the last one before a note's beginning to the one that tells of it. [any] */
    [[nodiscard]] Eigen::Index framesToFind() const noexcept
    {
        return levels.framesToConfirm() + (lag + frames.hop - 1) / frames.hop + riseFrames;
    }

    /** Frames by which what tells of a beginning is older than the newest when it is found. [any] */
    [[nodiscard]] Eigen::Index framesSinceTold() const noexcept { return told.framesAhead() - riseFrames; }

    /** The most that one call finds. [any] */
    [[nodiscard]] size_t mostFound() const noexcept { return 2 * voices.size(); }

private:
    /** A pitch of a source. */
    struct Voice
    {
        int part = 0;
        int pitch = 0;
        bool sounds = false;
        float peak = 0.0f;          // of its level since it began
        Eigen::Index beginning = 0; // sample
        Eigen::Index lastFrame = 0; // in which it last began
    };

    void listVoices (const Dictionary& dictionary);
    void listen (const Eigen::VectorXf& activations, float level) noexcept;
    void follow (size_t index) noexcept;
    [[nodiscard]] bool begins (Eigen::Index index) const noexcept;
    [[nodiscard]] bool isOver (Eigen::Index index) const noexcept;
    void begin (size_t index, Eigen::Index frame) noexcept;
    void end (Voice& voice, Eigen::Index position) noexcept;
    [[nodiscard]] Eigen::Index positionOf (Eigen::Index frame) const noexcept;
    [[nodiscard]] Eigen::Index framesLate() const noexcept;

    std::vector<Voice> voices;
    std::vector<int> voiceOfAtom; // [padded atoms] -1: none
    Eigen::VectorXf sums;         // [voices] activations of the newest frame
    PitchLevels levels;           // what begins notes, and how loud they are
    bool isTold = false;          // what begins and ends them is `told` instead
    ToldNotes told;
    float threshold = 0.0f;
    FrameGeometry frames;
    Eigen::Index gapFrames = 1;
    Eigen::Index riseFrames = 0; // of an onset that is judged, from its candidate to where it is sure
    Eigen::Index lag = 0;        // samples from the moment that a frame shows to its end
    Eigen::Index attack = 0;     // samples from a note's beginning to where its level has risen
    std::vector<FoundNote> found;
};

} // namespace unbraid::core
