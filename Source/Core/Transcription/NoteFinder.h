// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"
#include "Core/Transcription/FoundNote.h"
#include "Core/Transcription/NoteFindingSettings.h"

#include <span>
#include <vector>

namespace unbraid::core
{

/** Notes out of the activations of a pitched dictionary. The level of a pitch is the sum of its atoms' activations, as
    an amplitude. A note begins where that level rises by a share of the loudest, grows by more than half and stays;
    it ends where the level has fallen far below its own loudest moment, which is far below what begins one.
    Of an unfolded dictionary that has learned notes the activations say it themselves: a note begins where those of its onset
    pass a share (TrainedNotes) that follows the threshold, and ends where those of its sound fall below one half.
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

    /** What the atoms of a trained dictionary say of each voice. */
    struct Told
    {
        Eigen::VectorXf newest; // [voices] activations of this frame
        Eigen::VectorXf last;   // [voices] share of the last frame
        Eigen::VectorXf before; // [voices] mean share of the last two frames
        Eigen::VectorXf now;    // [voices] the same, one frame later

        void prepare (Eigen::Index numVoices);
        void reset() noexcept;
        void take() noexcept;
    };

    void listOnsets (const Dictionary& dictionary);
    void weighEvidence (const Eigen::VectorXf& activations, float level) noexcept;
    [[nodiscard]] bool isOver (const Voice& voice, size_t index) const noexcept;

    void listVoices (const Dictionary& dictionary);
    void measure (const Eigen::VectorXf& activations, float level) noexcept;
    void follow (size_t index) noexcept;
    [[nodiscard]] bool beginsAt (Eigen::Index frame, size_t index) const noexcept;
    void begin (size_t index, Eigen::Index frame) noexcept;
    void end (Voice& voice, Eigen::Index position) noexcept;
    [[nodiscard]] float levelAt (Eigen::Index frame, size_t index) const noexcept;
    [[nodiscard]] Eigen::Index positionOf (Eigen::Index frame) const noexcept;

    std::vector<Voice> voices;
    std::vector<int> voiceOfAtom; // [padded atoms] -1: none
    std::vector<bool> isOfOnset;  // [padded atoms] of a trained dictionary
    bool isTrained = false;       // to tell onsets and sounding notes
    Told onsets, sounding;
    bool isPower = false;
    float threshold = 0.0f;
    float kept = 1.0f; // of the loudest level, a frame
    FrameGeometry frames;
    Eigen::Index riseFrames = 1, confirmFrames = 0, gapFrames = 1, depth = 2;
    Eigen::VectorXf newest;  // [voices] levels of this frame
    Eigen::VectorXf last;    // [voices] of the last one
    Eigen::MatrixXf levels;  // [voices x depth] of the last frames, each the mean of two; a ring
    Eigen::VectorXf loudest; // [depth] beside them, of the last seconds
    Eigen::Index numFrames = 0;
    std::vector<FoundNote> found;
};

} // namespace unbraid::core
