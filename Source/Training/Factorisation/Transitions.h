// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <cstdint>
#include <vector>

namespace unbraid::training
{

/** Learns how activations follow each other: h_t ~ A h_(t-1) under the Itakura-Saito divergence, then keeps
    the few largest entries of each row, so that the prior costs less than a product with W.

        A <- A . sqrt ( ((H2 / Q^2) H1^T) / ((1 / Q) H1^T) ),  Q = A H1,  H1, H2: frames and their followers

    activations  [atoms x frames]
    continues    [frames] 1 where a frame follows the one before it
    firstAtom    added to the indices: the source's first column in the dictionary
    [worker]
    Source: Fevotte, Le Roux & Hershey 2013, section 3. */
core::Transitions learnTransitions (const Eigen::MatrixXf& activations,
                                    const std::vector<std::uint8_t>& continues, Eigen::Index firstAtom);

} // namespace unbraid::training
