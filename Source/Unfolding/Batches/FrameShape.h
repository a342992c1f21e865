// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/BandMap.h"
#include "Unfolding/Loss/SeparationLoss.h"

namespace unbraid::unfolding
{

/** Common properties of all frames of one mode of a training: the engine's geometry, window and rows, and the weights of the loss at
    the bins. */
struct FrameShape
{
    core::FrameGeometry geometry{};
    double hopSeconds = 0.0;
    Eigen::Index numFrames = 0; // of a mixture
    Eigen::VectorXf window{};   // of the analysis
    core::BandMap bands{};
    Eigen::VectorXf centresHz{}; // [rows]
    torch::Tensor spread{}; // [rows x bins] how the rows' values spread over the bins; columns sum to one
    torch::Tensor energyWeights{};  // [bins]
    torch::Tensor octaves{};        // [bins x octave bands]
    torch::Tensor regions{};        // [bins x regions]
    BarkBands barkBands{};          // where loudness counts
    Eigen::Index segmentFrames = 0; // over which envelopes are compared

    /** [worker] errors: as trainingGeometry */
    static core::Result<FrameShape> create (const UnfoldingSpec& spec, core::LatencyMode mode);

    [[nodiscard]] Eigen::Index numBins() const noexcept { return bands.numBins(); }

    /** Bins of the model up to a frequency. [any] */
    [[nodiscard]] Eigen::Index binsUpTo (double hz) const;

    /** Rows that a sound up to a frequency reaches. [any] */
    [[nodiscard]] Eigen::Index rowsUpTo (double hz) const;

    /** Puts what every batch has into its targets. [worker] */
    void describe (LossTargets& batch) const;
};

/** Indices of the sources that are targets; all where none is. [worker] */
std::vector<size_t> learnedSources (const UnfoldingSpec& spec);

// Of the targets of the loss, however they are made.
constexpr float quietestTarget =
    0.316f; // of the mixture's RMS: fainter sources are not made as loud as others
constexpr float smallestPower = 1e-14f; // of a bin
constexpr float smallestLevel = 1e-5f;  // of a source
constexpr float loudness = 5.3f;        // brings the compressed terms near one

} // namespace unbraid::unfolding
