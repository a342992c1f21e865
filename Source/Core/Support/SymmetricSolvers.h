// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

// Eigen's decompositions of symmetric matrices in double precision, compiled once for all modules: each source that includes them
// itself takes ten seconds longer to compile. Of each matrix the lower triangle alone is read. All [worker].

namespace unbraid::core
{

struct EigenParts
{
    Eigen::VectorXd values;  // [n] rising
    Eigen::MatrixXd vectors; // [n x n] a column for each value
};

/** A v = lambda v, with vectors of unit length. */
EigenParts eigenParts (const Eigen::MatrixXd& a);

/** A v = lambda B v for a positive definite B, with v^T B v = 1. */
EigenParts eigenParts (const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/** A = L L^T, L in the place of A's lower triangle; false where A is not positive definite. */
bool factorise (Eigen::Ref<Eigen::MatrixXd> a);

/** L^-1 B and L^-T B in the place of B. */
void solveLower (const Eigen::Ref<const Eigen::MatrixXd>& lower, Eigen::MatrixXd& b);
void solveLowerTransposed (const Eigen::Ref<const Eigen::MatrixXd>& lower, Eigen::MatrixXd& b);

} // namespace unbraid::core
