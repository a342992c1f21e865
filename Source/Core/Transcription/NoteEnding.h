// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Transcription/NoteHistory.h"

#include <vector>

namespace unbraid::core
{

/** When notes of a piano end, told from what a dictionary tells of them: a small network over how likely each sounds and how its
    activation fell, what began meanwhile, the pitch and how long it has sounded. It looks ahead, see NoteHistory. The weights were
    learned from sampled pianos (Resources/Dictionaries/Recipes/note_networks.py). */
class NoteEnding
{
public:
    static constexpr int numFeatures = 19;
    using Features = Eigen::Matrix<float, numFeatures, 1>;

    /** history  prepared
        [worker] allocates */
    void prepare (const NoteHistory& history, const FrameGeometry& geometry);

    /** Forgets all notes. [audio] */
    void reset() noexcept;

    /** Once the history has taken a frame. [audio] real-time safe */
    void take (const NoteHistory& history) noexcept;

    /** A voice begins at the moment in question. [audio] */
    void begin (const NoteHistory& history, Eigen::Index voice) noexcept;

    /** Whether a voice that began is over at the moment in question. [audio] */
    [[nodiscard]] bool isOver (const NoteHistory& history, Eigen::Index voice) const noexcept;

    /** Whether the voice began long enough ago to be asked. [audio] */
    [[nodiscard]] bool canEnd (const NoteHistory& history, Eigen::Index voice) const noexcept;

    /** What the network is given. [audio] */
    [[nodiscard]] Features features (const NoteHistory& history, Eigen::Index voice) const noexcept;

private:
    struct Note
    {
        Eigen::Index begin = 0; // frame
        float peak = 0.0f;      // loudness since then
    };

    /** Frames between a moment and others that it is compared with. */
    struct Steps
    {
        Eigen::Index near = 1, back = 1, far = 1;
        Eigen::Index settled = 1; // after its beginning a note has settled
    };

    std::vector<Note> notes; // [voices]
    Steps steps;
    float mostBeginning = 0.0f, allBeginning = 0.0f;
};

} // namespace unbraid::core
