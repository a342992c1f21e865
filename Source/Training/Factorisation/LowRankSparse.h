// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::training
{

/** A matrix as a sum of one of low rank and one with few entries that are not zero. */
struct LowRankSparse
{
    Eigen::MatrixXf lowRank;    // L
    Eigen::MatrixXf sparse;     // S, of either sign
    Eigen::MatrixXf multiplier; // Y of L + S = M
    Eigen::Index rank = 0;      // of L
    double objective = 0.0;     // |L|_* + lambda |S|_1
};

/** Robust principal component analysis, the least |L|_* + lambda |S|_1 with L + S = M: the sum of the singular values in place of a number of components.
    By the method of augmented Lagrange multipliers, with mu growing by a fifth from 1.25 / |M|_2:

        L <- M - S + Y / mu, its singular values shrunk by 1 / mu
        S <- M - L + Y / mu, its entries shrunk by lambda / mu
        Y <- Y + mu (M - L - S)

    until |M - L - S| is below a hundred thousandth of |M|. The objective itself does not fall step by step; at the end |Y|_2 <= 1, |Y|_max <= lambda
    and <Y, M> is the objective, which proves the minimum. Singular values are roots of the eigenvalues of the smaller Gram matrix, in double.
    matrix  M, not empty
    weight  lambda times the root of the larger dimension; 1 is the paper's
    onIteration  its second argument is |M - L - S| / |M|
    [worker] errors: cancelled.
    Sources: Candes, Li, Ma & Wright 2011, JACM 58(3), "Robust principal component analysis?"; Lin, Chen & Ma 2010 (the growing mu). */
core::Result<LowRankSparse> lowRankAndSparse (const Eigen::MatrixXf& matrix, float weight, int maxIterations,
                                              const IterationCallback& onIteration);

} // namespace unbraid::training
