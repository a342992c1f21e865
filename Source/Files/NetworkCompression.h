// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Dictionary/LowRank.h"

#include <functional>
#include <string>
#include <vector>

namespace unbraid::files
{

/** A matrix of a dictionary's networks at a lower rank. */
struct CompressedMatrix
{
    std::string tensor;
    Eigen::Index rows = 0;
    Eigen::Index columns = 0;
    Eigen::Index rank = 0; // 0: it stays whole
    double lost = 0.0;     // share of its squared singular values
};

/** A dictionary with its networks at lower ranks; the products of the factors are multiplied out, for the engine has no
    factors. */
struct CompressedNetworks
{
    core::Dictionary dictionary;
    std::vector<CompressedMatrix> matrices;
    Eigen::Index entriesBefore = 0;
    Eigen::Index entriesAfter = 0; // of factors, and of what stays whole
};

/** Brings the matrices of encoder, refiner and speaker encoder to the ranks that are chosen of them.
    Source: Xue, Li & Gong 2013. [worker] error: a dictionary without networks */
core::Result<CompressedNetworks>
compressNetworks (const core::Dictionary& dictionary,
                  const std::function<core::RankChoice (const std::vector<core::SingularParts>&)>& choose);

} // namespace unbraid::files
