// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Net/UnfoldedNet.h"

#include <vector>

namespace unbraid::unfolding
{

/** All that is learned of a net whose weights are fixed otherwise: B + U V in place of each matrix B for which factors of
    that rank are smaller; of atoms, the logarithms. U begins at zero, so that the net begins as it was.
    Source: Hu et al. 2021 (LoRA), section 4.1. All [worker]. */
class LowRankChange
{
public:
    /** net  holds the base's weights; this changes its matrices */
    LowRankChange (UnfoldedNet& net, int rank);

    /** U, then V, of each matrix: what an optimiser moves. */
    [[nodiscard]] std::vector<torch::Tensor> factors() const;

    /** Gradients of the factors from those of the matrices: G V^T of U, U^T G of V. */
    void takeGradients();

    /** Puts B + U V into the net. */
    void apply();

private:
    struct Matrix
    {
        torch::Tensor weights; // the net's
        torch::Tensor base, left, right;
    };

    std::vector<Matrix> matrices;
};

} // namespace unbraid::unfolding
