// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

#include <vector>

namespace unbraid::core
{

/** One update of an unfolded dictionary, packed like its atoms; padding has zeros. */
struct PreparedLayer
{
    PackedMatrix atoms;       // [rows x padded atoms] W, columns sum to one; empty once they are shared
    SharedMatrix sharedAtoms; // the same where they never change, see PreparedUnfolding::share
    Eigen::VectorXf columnSums;
    Eigen::VectorXf sparsity; // mu
    float exponent = 1.0f;

    [[nodiscard]] PackedAtoms view() const
    {
        if (sharedAtoms.data() != nullptr)
            return { sharedAtoms.data(), sharedAtoms.cols(), sharedAtoms.rows(), sharedAtoms.cols() };
        return { atoms.data(), atoms.cols(), atoms.rows(), atoms.cols() };
    }
};

/** An unfolded dictionary laid out for the kernels. Its matrices were trained as they are, so that it keeps its own
    rows and the sound is brought to them by bands. */
struct PreparedUnfolding
{
    PreparedDictionary dictionary;     // of the output atoms, which model the sources
    std::vector<PreparedLayer> layers; // with which activations are found
    Eigen::VectorXf start;             // [padded atoms] b
    Eigen::Index floorAtom = -1;       // the packed column that follows the running noise floor; -1: none
    float floorScale = 0.0f;           // sum of that column among the output atoms

    /** Gives the floor atom its shape of this frame; columns keep their sums.
        floor  [rows] above 0
        [audio] */
    void moveFloorAtom (const Eigen::ArrayXf& floor) noexcept;

    /** Has all matrices together with other models that have the same, unless the floor atom changes them. [worker] */
    void share();
};

/** Every matrix of an unfolded dictionary packed as it is.
    [worker] errors: fewer than 8 bins in common with the dictionary; a residual, which it does not take */
Result<PreparedUnfolding> prepareUnfolded (const Dictionary& dictionary, const FrameGeometry& geometry,
                                           Eigen::Index residualAtoms);

} // namespace unbraid::core
