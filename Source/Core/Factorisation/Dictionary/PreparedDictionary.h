// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Dictionary/SharedMatrix.h"
#include "Core/Factorisation/Kernels/NmfKernels.h"
#include "Core/Spectral/BandMap.h"

#include <vector>

namespace unbraid::core
{

/** Floor of the model for frames of unit mean: 60 dB below the frame's mean in power; of an unfolded one as trained. */
constexpr float plainModelFloor = 1e-6f;
constexpr float unfoldedModelFloor = 1e-4f;

/** Minimum number of bins of a model. */
constexpr Eigen::Index minModelBins = 8;

/** The range of a source's atoms in the packed matrix; first and count are multiples of atomPadding. */
struct AtomRange
{
    Eigen::Index first = 0;
    Eigen::Index count = 0;    // with padding
    Eigen::Index numAtoms = 0; // without
};

/** A dictionary mapped to the bins of one geometry and laid out for the kernels. A model owns its copy and alone
    changes it; the Dictionary it came from stays as it was.

    Atoms are interpolated over Hz in the dictionary's own spectrum and made to sum to one again. Bins above the
    dictionary's last row have no atoms: `numModelBins` counts those that do. An atom that has no energy left on them (a
    cymbal at 8 kHz) becomes zero and stays silent. Where rows are bands they stay the dictionary's own, and the sound is
    brought to them by `bands`. */
struct PreparedDictionary
{
    FrameGeometry geometry;
    Eigen::Index numModelBins = 0;
    Eigen::Index numActiveBins =
        0; // rows: the first bins, in which the sound has a band, see setActiveBins; all bands
    Eigen::VectorXf rowsHz; // [rows] frequencies of the bins, or centres of the bands
    PackedMatrix atoms;     // [rows x padded atoms] W, columns sum to one or are zero; rows: the model bins,
                            // or the bands; those of an unfolded dictionary sum to what was learned.
                            // Empty once they are shared
    SharedMatrix sharedAtoms; // the same where no model changes them, see shareAtoms
    Eigen::VectorXf
        columnSums; // [padded atoms] over the weighted bins: one or less, zero for what never sounds; with
                    // bands: one for each atom
    std::vector<AtomRange> sources; // one per source
    std::vector<int> groups;        // [padded atoms] group of each atom, 0 .. numGroups - 1; -1 for padding
    int numGroups = 0;
    Transitions dynamics; // A in packed columns
    AtomRange adaptive;   // the source that adapts while playing; count 0: none
    Spectrum spectrum = Spectrum::power;
    float beta = 0.0f;
    float maskExponent = 1.0f;
    float modelFloor = plainModelFloor; // P = W h + this, for frames of unit mean
    float shareFloor = 0.0f;            // added to P_j^e of every source that is on
    BandMap bands;                      // from bins to rows; without bands the rows are the bins

    [[nodiscard]] Eigen::Index numRows() const { return matrix().rows(); }
    [[nodiscard]] Eigen::Index numPaddedAtoms() const { return matrix().cols(); }
    [[nodiscard]] Eigen::Index numSources() const { return static_cast<Eigen::Index> (sources.size()); }
    [[nodiscard]] double hopSeconds() const
    {
        return static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    }

    /** W, shared or not. [any] */
    [[nodiscard]] Eigen::Map<const PackedMatrix> matrix() const noexcept
    {
        if (sharedAtoms.data() != nullptr)
            return sharedAtoms.view();
        return { atoms.data(), atoms.rows(), atoms.cols() };
    }

    /** Shares the atoms, which may not change from now on, with all models that have the same ones. [worker] */
    void shareAtoms();

    /** From now on only the first bins count for the activations: a sound that has no band above them says
        nothing about what atoms do there. Not for bands, which were trained with such sound.
        [audio] */
    void setActiveBins (Eigen::Index numBins) noexcept;

    /** The atoms as the solver uses them. */
    [[nodiscard]] PackedAtoms activeView() const
    {
        return { matrix().data(), numPaddedAtoms(), numActiveBins, numPaddedAtoms() };
    }
    [[nodiscard]] PackedAtoms view() const
    {
        return { matrix().data(), numPaddedAtoms(), numRows(), numPaddedAtoms() };
    }
};

/** Maps a valid dictionary whose rows are bins to those of a geometry.
    residualAtoms  > 0 adds a source of that many adaptive atoms, broad bumps side by side on an ERB scale, to
                   a dictionary that has neither `noise` nor `residual`
    [worker] errors: fewer than 8 bins in common with the dictionary, a source without any atom left */
Result<PreparedDictionary> prepareDictionary (const Dictionary& dictionary, const FrameGeometry& geometry,
                                              Eigen::Index residualAtoms);

/** [worker] error: fewer than 8. */
Status checkModelBins (Eigen::Index numModelBins);

/** True for the names whose atoms may adapt while playing: `noise`, `residual`. [any] */
bool adaptsWhilePlaying (const std::string& sourceName) noexcept;

} // namespace unbraid::core
