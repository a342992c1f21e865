// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/BandMap.h"

#include <Eigen/Core>

namespace unbraid::core
{

/** The share of each source in each bin: the third stage of the path. In every bin the masks are in [0, 1]
    and sum to one, always; so the sources sum to the mixture. Real and zero-phase.

        mask_j = P_j^e / sum_i P_i^e          e = 1: the Wiener mask of variances P

    Smoothing over time has one coefficient for all sources, which keeps the sum. Where the model's total is
    at its floor the last masks are held. Models of bands give masks of bands, which are spread to the bins.
    Above the model's last bin the mask is the energy-weighted mean over the model's top octave, smoothed in time.
    Sources: Benaroya 2003; Fevotte, Bertin & Durrieu 2009, eq. (12).
 */
class WienerMasks
{
public:
    /** numBins of the STFT, of which the first numModelBins have a model
        modelBands  of the rows of the models; without bands they are the bins
        [worker] allocates */
    void prepare (Eigen::Index numBins, Eigen::Index numModelBins, Eigen::Index numSources, float exponent,
                  double hopSeconds, const BandMap& modelBands = {});

    /** Time in which the masks forget to 1/e; 0: not smoothed. [audio] */
    void setSmoothing (float seconds) noexcept;

    /** Sets the constant that is added to P_j^e of a source, so that bins without any model are shared evenly; 0 at
        first. [audio] */
    void setFloor (Eigen::Index source, float floor) noexcept { floors[source] = floor; }

    /** Gives the share of a source to another one, which has it beside its own; to itself at first. [audio] */
    void give (Eigen::Index source, Eigen::Index heir) noexcept { heirs[source] = heir; }

    /** All sources equal until the first update. [audio] */
    void reset() noexcept;

    /** models    [model bins, or bands, x sources] P_j >= 0
        spectrum  [model bins] v, weighs the mean over the top octave
        [audio] real-time safe. */
    void update (const Eigen::MatrixXf& models, const Eigen::VectorXf& spectrum) noexcept;

    /** [bins x sources] rows sum to one. */
    [[nodiscard]] const Eigen::MatrixXf& gains() const noexcept { return masks; }

private:
    void updateRows (const Eigen::MatrixXf& models, Eigen::Index numRows, Eigen::MatrixXf& rows) noexcept;
    void raise (const Eigen::Ref<const Eigen::VectorXf>& model,
                Eigen::Ref<Eigen::VectorXf> power) const noexcept;
    void extendAboveModel (const Eigen::VectorXf& spectrum) noexcept;

    float maskExponent = 1.0f;
    double hop = 0.0;
    float smoothing = 0.0f; // share of the last masks that is kept
    bool isFirst = true;
    Eigen::Index modelBins = 0;
    BandMap bands;
    Eigen::MatrixXf masks;                 // [bins x sources]
    Eigen::MatrixXf bandMasks;             // [bands x sources]
    Eigen::RowVectorXf floors;             // [sources]
    Eigen::RowVectorX<Eigen::Index> heirs; // [sources] who has the share of each
    Eigen::MatrixXf powers;                // [model bins or bands x sources] P_j^e
    Eigen::VectorXf totals;                // their sums
    Eigen::RowVectorXf shares;             // [sources] of the top octave
    Eigen::RowVectorXf topOctave;          // [sources] mask above the model
};

} // namespace unbraid::core
