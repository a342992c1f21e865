// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/SymmetricSolvers.h"

#include <Eigen/Eigenvalues>

namespace unbraid::core
{

EigenParts eigenParts (const Eigen::MatrixXd& a)
{
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver (a);
    return { solver.eigenvalues(), solver.eigenvectors() };
}

EigenParts eigenParts (const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
{
    const Eigen::GeneralizedSelfAdjointEigenSolver<Eigen::MatrixXd> solver (a, b);
    return { solver.eigenvalues(), solver.eigenvectors() };
}

bool factorise (Eigen::Ref<Eigen::MatrixXd> a)
{
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> inPlace (a);
    return inPlace.info() == Eigen::Success;
}

void solveLower (const Eigen::Ref<const Eigen::MatrixXd>& lower, Eigen::MatrixXd& b)
{
    lower.triangularView<Eigen::Lower>().solveInPlace (b);
}

void solveLowerTransposed (const Eigen::Ref<const Eigen::MatrixXd>& lower, Eigen::MatrixXd& b)
{
    lower.triangularView<Eigen::Lower>().transpose().solveInPlace (b);
}

} // namespace unbraid::core
