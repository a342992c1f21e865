// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/LatencyMode.h"
#include "Core/Support/Result.h"

#include <Eigen/Core>

namespace unbraid::core
{

/** The lengths of one streaming STFT, in samples. */
struct FrameGeometry
{
    double sampleRateHz = 0.0;
    Eigen::Index hop = 0;
    Eigen::Index synthesis = 0; // synthesis window; a whole number of hops
    Eigen::Index analysis = 0;  // analysis window, >= synthesis
    Eigen::Index fft = 0;       // transform length, >= analysis, zero-padded
    Eigen::Index lookAhead = 0; // hops that are processed before a frame is output

    [[nodiscard]] Eigen::Index numBins() const noexcept { return fft / 2 + 1; }
    [[nodiscard]] Eigen::Index latencySamples() const noexcept { return synthesis + lookAhead * hop; }
    [[nodiscard]] double binHz (Eigen::Index bin) const noexcept
    {
        return static_cast<double> (bin) * sampleRateHz / static_cast<double> (fft);
    }
};

/** The geometry of a latency mode at a sample rate. Hop and windows last the same time at every rate, within 1 %.
    analysisSeconds  the window a dictionary was trained with; at least the synthesis window is used
    [worker] errors: a rate outside 8 to 192 kHz, an analysis window that is not in (0, 0.5] s */
Result<FrameGeometry> frameGeometry (double sampleRateHz, LatencyMode mode, double analysisSeconds);

/** The geometry for convolutive atoms, which differ by their onsets: hop and windows of the mode `balanced`,
    and in `high` as many hops of look-ahead as there is time for, 4.
    [worker] errors: as `frameGeometry`; the mode `low` */
Result<FrameGeometry> lookAheadGeometry (double sampleRateHz, LatencyMode mode, double analysisSeconds);

/** Hz of the first bins of a geometry. [worker] */
Eigen::VectorXf binFrequencies (const FrameGeometry& geometry, Eigen::Index numBins);

/** Analysis and synthesis windows of one geometry. */
struct WindowPair
{
    Eigen::VectorXf analysis;  // [analysis]
    Eigen::VectorXf synthesis; // [synthesis], for the newest samples of the frame
};

/** The name of the analysis window's shape in dictionary files. */
constexpr const char* windowShapeName = "asymmetric-sine";

/** Asymmetric windows with perfect reconstruction: the analysis window rises slowly over the old samples and
    falls quickly over the newest half synthesis window; the synthesis window covers the newest samples only, and
    the product of the two is a Hann window, whose copies one hop apart sum to one.
    [worker]
    Source: Mauler & Martin 2007, "A low delay, variable resolution, perfect reconstruction spectral
    analysis-synthesis system for speech enhancement", EUSIPCO, section 3; sine flanks for theirs of root Hann. */
WindowPair makeWindowPair (const FrameGeometry& geometry);

} // namespace unbraid::core
