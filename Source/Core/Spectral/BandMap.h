// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <Eigen/Core>

namespace unbraid::core
{

/** Centres of bands: `numLinear` from 0 Hz on, `binHz` apart, then `numPerceptual` up to `topHz`, evenly on the ERB-rate
    scale (Glasberg & Moore 1990). [worker] */
Eigen::VectorXf bandCentres (int numLinear, int numPerceptual, double binHz, double topHz);

/** The way from the bins of a geometry to the bands of a dictionary and back, so that the same bands are seen at
    every rate and window. A band is a triangle over Hz: 1 at its centre, falling to 0 at its neighbours' centres;
    the first stays 1 below its centre. Over all bands the triangles sum to one at every frequency, so that a bin
    belongs to two bands at most. The bins up to the last centre are those of the model.

    Where the centres are the bins themselves, both ways change nothing. */
class BandMap
{
public:
    /** centresHz  [bands] rising
        [worker] allocates */
    void prepare (const Eigen::VectorXf& centresHz, const FrameGeometry& geometry);

    [[nodiscard]] Eigen::Index numBands() const noexcept { return weights.size(); }

    /** Of the model: the first bins of the geometry. */
    [[nodiscard]] Eigen::Index numBins() const noexcept { return upperShares.size(); }

    /** Each band's mean over its bins, weighed by its triangle; 0 for a band without bins (a rate too low).
        power  [at least numBins()]
        bands  [numBands()]
        [audio] real-time safe. */
    void gather (const Eigen::VectorXf& power, Eigen::VectorXf& bands) const noexcept;

    /** Values of the bands at the bins: straight lines over Hz between the centres. What sums to one in every band
        does so in every bin.
        bands  [numBands() x any]
        bins   [at least numBins() x as many], of which the first numBins() rows are written
        [audio] real-time safe. */
    void spread (const Eigen::MatrixXf& bands, Eigen::MatrixXf& bins) const noexcept;

private:
    Eigen::VectorXi firstBins;   // [bands + 1] of those between the last centre and this one; then numBins
    Eigen::VectorXf upperShares; // [bins] the triangle of the band above the bin; 1 - it: of the band below
    Eigen::VectorXf weights;     // [bands] 1 / sum of the triangle over the bins, 0 without bins
};

} // namespace unbraid::core
