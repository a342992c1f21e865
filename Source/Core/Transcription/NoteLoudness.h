// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <Eigen/Core>

namespace unbraid::core
{

/** How hard a note of a piano was struck, by what its beginning added to the spectrum: the rise of its partials, of four
    regions of the spectrum, and their levels, weighted in decibels. The weights were learned from sampled pianos
    (Resources/Dictionaries/Recipes/note_velocities.py). */
class NoteLoudness
{
public:
    /** framesBack   from the frame that tells of a beginning to the last one without it
        framesSince  from the former to the newest one when the note is known
        [worker] allocates */
    void prepare (const FrameGeometry& geometry, Eigen::Index framesBack, Eigen::Index framesSince = 0);

    /** Forgets all frames. [audio] */
    void reset() noexcept;

    /** mixture   [bins x channels] spectra of the next frame
        isSilent  it counts as zeros
        [audio] real-time safe */
    void take (const Eigen::MatrixXcf& mixture, bool isSilent) noexcept;

    /** Of a note that begins within the frames back: MIDI velocities but for one number, which is the recording's. [audio] */
    [[nodiscard]] float of (int pitch) const noexcept;

private:
    [[nodiscard]] float riseAt (Eigen::Index bin) const noexcept;
    [[nodiscard]] float riseOfPartials (double pitchHz) const noexcept;

    FrameGeometry frames;
    Eigen::MatrixXf power; // [bins x frames back + frames since + 1], in turn
    Eigen::Index newest = 0;
    Eigen::Index told = 0;  // frame that tells of a note that begins now
    Eigen::Index since = 0; // frames from it to the newest
};

} // namespace unbraid::core
