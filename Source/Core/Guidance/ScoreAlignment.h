// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::core
{

/** A note of a score, in the score's own time. */
struct ScoreSpan
{
    double beginSeconds = 0.0;
    double endSeconds = 0.0;
    int pitch = 0; // MIDI note
};

/** How loud each pitch is, frame by frame. */
struct PitchRoll
{
    Eigen::MatrixXf levels;    // [128 x frames] >= 0, linear
    double frameSeconds = 0.0; // from one frame to the next; frame n lasts until (n + 1) frameSeconds
};

/** From the time of a score to that of a recording: straight lines between points. */
class TimeMap
{
public:
    /** The same moment in both, in seconds; both times rise from point to point. */
    struct Point
    {
        double score = 0.0;
        double recording = 0.0;
    };

    explicit TimeMap (std::vector<Point> pointsInOrder);

    /** Before the first and after the last point the map has slope one. [any] */
    [[nodiscard]] double operator() (double scoreSeconds) const noexcept;

private:
    std::vector<Point> points;
};

/** Finds where in a recording each moment of a score is played: dynamic time warping between the pitches that the score
    says and those of the recording, by how they sound (cosine) and by how they begin (squared distance), which makes it
    sharp. Both are followed from beginning to end.
    recording  of at most 2^26 cells with the score, in frames of `recording`
    [worker] errors: no notes, a silent recording, more cells
    Sources: Ewert, Mueller & Grosche 2009 (chroma and decaying onsets); Mueller 2007, chapter 4 (warping). Differs:
    pitches instead of chroma, since activations of notes distinguish octaves. */
Result<TimeMap> alignScore (const std::vector<ScoreSpan>& score, const PitchRoll& recording);

/** The longest frame that `alignScore` need have for a score and a recording of these lengths. [any] */
double alignmentFrameSeconds (double scoreSeconds, double recordingSeconds) noexcept;

} // namespace unbraid::core
