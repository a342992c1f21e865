// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary.h"
#include "Core/Factorisation/NmfKernels.h"
#include "Core/Spectral/BandMap.h"

#include <vector>

namespace unbraid::core
{

/** One row per bin, atoms side by side: what the kernels read. */
using PackedMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/** Of the model, for frames of mean one: 60 dB below the frame's mean in power; unfolded: as it was trained. */
constexpr float plainModelFloor = 1e-6f;
constexpr float unfoldedModelFloor = 1e-4f;

/** Fewer bins than these are no spectrum to separate by. */
constexpr Eigen::Index fewestModelBins = 8;

/** Where a source's atoms lie in the packed matrix; first and count are multiples of atomPadding. */
struct AtomRange
{
    Eigen::Index first = 0;
    Eigen::Index count = 0;    // with padding
    Eigen::Index numAtoms = 0; // without
};

/** One update of an unfolded dictionary, packed like its atoms; padding has zeros. */
struct PreparedLayer
{
    PackedMatrix atoms; // [rows x padded atoms] W, columns sum to one
    Eigen::VectorXf columnSums;
    Eigen::VectorXf sparsity; // mu
    float exponent = 1.0f;

    [[nodiscard]] PackedAtoms view() const
    {
        return { atoms.data(), atoms.cols(), atoms.rows(), atoms.cols() };
    }
};

/** A dictionary carried to the bins of one geometry and laid out for the kernels. The engine owns its copy,
    whose adaptive atoms it may change; the Dictionary it came from stays as it was.

    Atoms are interpolated over Hz in the dictionary's own spectrum and made to sum to one again. Bins above
    the dictionary's last row carry no atoms: `numModelBins` counts those that do. An atom that has no energy
    left on them (a cymbal at 8 kHz) becomes zero and stays silent.

    An unfolded dictionary keeps its own rows, and the sound is brought to them by `bands`: its matrices were
    trained as they are, and its encoder knows no other rows. Its atoms are the output atoms, which model the
    sources; activations are found with its layers. A convolutive one keeps its rows, too; its atoms are the columns of W,
    how they go on is for the ConvolutiveSolver. */
struct PreparedDictionary
{
    Eigen::Index numModelBins = 0;
    Eigen::Index numHeardBins =
        0;              // rows: the first bins, in which the sound has a band, see hearBins; all bands
    PackedMatrix atoms; // [rows x padded atoms] W, columns sum to one or are zero; rows: the model bins,
                        // or the bands of an unfolded dictionary, whose columns sum to what was learned
    Eigen::VectorXf
        columnSums; // [padded atoms] over the heard bins: one or less; zero for what never sounds;
                    // of an unfolded dictionary: one for each atom
    std::vector<AtomRange> sources; // one per source
    std::vector<int> groups;        // [padded atoms] group of each atom, 0 .. numGroups - 1; -1 for padding
    int numGroups = 0;
    Transitions dynamics; // A in packed columns
    AtomRange adaptive;   // the source that adapts while playing; count 0: none
    Spectrum spectrum = Spectrum::power;
    float beta = 0.0f;
    float maskExponent = 1.0f;
    float modelFloor = plainModelFloor; // P = W h + this, for frames of mean one
    bool isUnfolded = false;
    bool isConvolutive = false;
    BandMap bands; // of one of these two
    // Of an unfolded dictionary:
    std::vector<PreparedLayer> layers;
    Eigen::VectorXf start;       // [padded atoms] b
    Eigen::Index floorAtom = -1; // the packed column that follows the running noise floor; -1: none
    float floorScale = 0.0f;     // sum of that column among the atoms

    [[nodiscard]] bool hasBands() const { return bands.numBands() > 0; }
    [[nodiscard]] Eigen::Index numRows() const { return atoms.rows(); }
    [[nodiscard]] Eigen::Index numPaddedAtoms() const { return atoms.cols(); }
    [[nodiscard]] Eigen::Index numSources() const { return static_cast<Eigen::Index> (sources.size()); }

    /** From now on only the first bins count for the activations: a sound that has no band above them says
        nothing about what atoms do there. Not for an unfolded dictionary, which was trained with such sound.
        [audio] */
    void hearBins (Eigen::Index numBins) noexcept;

    /** Gives the floor atom its shape of this frame; columns keep their sums.
        floor  [rows] above 0
        [audio] */
    void moveFloorAtom (const Eigen::ArrayXf& floor) noexcept;

    /** What the activations are found with. */
    [[nodiscard]] PackedAtoms heardView() const
    {
        return { atoms.data(), atoms.cols(), numHeardBins, atoms.cols() };
    }
    [[nodiscard]] PackedAtoms view() const { return { atoms.data(), atoms.cols(), numRows(), atoms.cols() }; }
};

/** Carries a valid dictionary to the bins of a geometry.
    residualAtoms  > 0 adds a source of that many adaptive atoms, broad bumps side by side on an ERB scale, to
                   a dictionary that has neither `noise` nor `residual`
    [worker] errors: fewer than 8 bins in common with the dictionary, a source without any atom left, a residual
    for an unfolded dictionary */
Result<PreparedDictionary> prepareDictionary (const Dictionary& dictionary, const FrameGeometry& geometry,
                                              Eigen::Index residualAtoms);

/** [worker] error: fewer than 8. */
Status checkModelBins (Eigen::Index numModelBins);

/** True for the names whose atoms may adapt while playing: `noise`, `residual`. [any] */
bool adaptsWhilePlaying (const std::string& sourceName) noexcept;

} // namespace unbraid::core
