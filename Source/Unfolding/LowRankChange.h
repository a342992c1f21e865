// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Net/UnfoldedNet.h"

#include <memory>
#include <vector>

namespace unbraid::unfolding
{

/** What is learned of a net with matrices of low rank, B + U V. Either a change, all else being fixed: B is each matrix for which
    factors of the rank are smaller (of atoms, the logarithms), and U begins at zero, so that the net begins as it was (Hu et al. 2021,
    LoRA, section 4.1). Or factors, beside all other weights: B is zero, and U V begins as the matrix, whose rank is kept (Xue, Li &
    Gong 2013). All [worker]. */
class LowRankChange
{
public:
    /** A change. net  holds the base's weights; this changes its matrices */
    LowRankChange (UnfoldedNet& net, int rank);

    /** Factors of each matrix whose rank is so low that they are smaller; a rank is the number of singular values above a
        ten-thousandth of the largest. */
    static std::unique_ptr<LowRankChange> ofFactors (UnfoldedNet& net);

    /** U, then V, of each matrix, and the weights that are learned whole: what an optimiser moves. */
    [[nodiscard]] std::vector<torch::Tensor> factors() const;

    /** Gradients of the factors from those of the matrices: G V^T of U, U^T G of V. */
    void takeGradients();

    /** Puts B + U V into the net. */
    void apply();

    /** How many matrices have factors. */
    [[nodiscard]] size_t numFactored() const noexcept { return matrices.size(); }

private:
    LowRankChange() = default;

    struct Matrix
    {
        torch::Tensor weights; // the net's
        torch::Tensor base, left, right;
    };

    std::vector<Matrix> matrices;
    std::vector<torch::Tensor> whole;
};

} // namespace unbraid::unfolding
