// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::core
{

/** The factors by which the last frames are added up, for each part of a row:  w_m e^(2 pi i f_rp m T).

        w_m ~ sin^2 (pi sqrt ((m + 1/2) / M)), of sum one: highest a quarter of the way back
        f_rp = c_r + c_1 ((p + 1/2) / P - 1/2), in Hz: spread over the width of a row

    centresHz   [2 rows or more] c of rows, evenly spaced from 0
    numRows     that a long window sees, from the lowest
    hopSeconds  T, between two frames
    returns     for each of P = longWindowParts: [numRows x longWindowFrames], from the newest frame, m = 0
    [worker] */
std::vector<Eigen::MatrixXcf> longWindowTurns (const Eigen::VectorXf& centresHz, Eigen::Index numRows,
                                               double hopSeconds);

/** The bins nearest to the centres of rows. [numRows] [worker] */
std::vector<Eigen::Index> longWindowBins (const Eigen::VectorXf& centresHz, Eigen::Index numRows,
                                          double binHz);

/** Weights of a layer that has further inputs behind its own, or none further. [worker] */
Eigen::MatrixXf withInputs (const Eigen::MatrixXf& own, const Eigen::MatrixXf& further);

/** Low rows as a longer window resolves them: the spectra of the last frames at a bin, transformed once more along time. What lies in a bin turns from
    frame to frame by its frequency, so that a sum that turns back by a frequency keeps what sounds there:

        z_rp = sum_m w_m e^(2 pi i f_rp m T) X (t - m, bin of r),   v_rp = sum over the channels |z_rp|^2, or its root
        e_rp = log10 ((v_rp / L)^2 + 1e-7) / 2 + 0.5

    for the factors see longWindowTurns; L is the running level of EncoderFeatures. The latency does not change: the frames are there already.
    Rows above half the playing rate have no bin and are silent, v = 0, as they are to EncoderFeatures.
    Source: Vaidyanathan 1993, section 5.7 (filter banks in series). */
class LongWindowFeatures
{
public:
    /** What is kept from frame to frame. */
    struct State
    {
        Eigen::MatrixXcf
            spectra; // [rows with a bin x channels * longWindowFrames] of the last frames, in turn
        Eigen::Index newest = 0; // of them

        void setZero() noexcept;
    };

    /** centresHz    [rows] of the dictionary
        numLongRows  of them
        geometry     of the frames
        hopSeconds   between the frames that a state processes
        kind         of the rows, whose power is summed over the channels, too
        [worker] allocates */
    void prepare (const Eigen::VectorXf& centresHz, Eigen::Index numLongRows, const FrameGeometry& geometry,
                  double hopSeconds, Spectrum kind);

    /** numChannels  of the frames that it is to keep. [worker] allocates */
    [[nodiscard]] State blankState (Eigen::Index numChannels) const;

    /** Bins of a spectrum that are looked at, from the lowest; at most those of the geometry. [any] */
    [[nodiscard]] Eigen::Index numBins() const noexcept { return bins.back() + 1; }

    /** mixture  [numBins() or more x channels of the state] of a frame that is not silent
        level    L of the frame, above 0
        returns  [rows x longWindowParts] e
        [audio] real-time safe. */
    const Eigen::ArrayXXf& process (State& state, const Eigen::MatrixXcf& mixture, float level) noexcept;

private:
    void keep (State& state, const Eigen::MatrixXcf& mixture) const noexcept;
    void addPower (const State& state, Eigen::Index part, Eigen::Index channel) noexcept;

    Spectrum spectrum = Spectrum::magnitude;
    std::vector<Eigen::Index> bins;      // [rows with a bin], those below half the rate
    std::vector<Eigen::MatrixXcf> turns; // see longWindowTurns
    Eigen::VectorXcf sum;                // [rows with a bin] z
    Eigen::ArrayXXf features;            // [rows x longWindowParts]
};

} // namespace unbraid::core
