// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Enrolment/Discriminants.h"

#include "Core/Support/SymmetricSolvers.h"

#include <cassert>
#include <map>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr double smallestDeviation = 1e-9;

/** Deviations from the mean of all [features x examples] become those from the mean of the own class. */
Eigen::MatrixXd withinClasses (Eigen::MatrixXd deviations, const std::vector<Index>& classes)
{
    std::map<Index, std::vector<Index>> members;
    for (size_t example = 0; example < classes.size(); ++example)
        members[classes[example]].push_back (static_cast<Index> (example));
    for (const auto& [number, examples] : members)
    {
        const Eigen::VectorXd mean = deviations (Eigen::all, examples).rowwise().mean();
        for (const Index example : examples)
            deviations.col (example) -= mean;
    }
    return deviations;
}

Eigen::MatrixXd covarianceOf (const Eigen::MatrixXd& deviations)
{
    return deviations * deviations.transpose() / static_cast<double> (deviations.cols());
}
} // namespace

Discriminants discriminants (const Eigen::MatrixXf& examples, const std::vector<Index>& classes,
                             Index numDirections, double ridge)
{
    assert (examples.cols() == static_cast<Index> (classes.size()) && numDirections <= examples.rows());
    const Eigen::VectorXd mean = examples.cast<double>().rowwise().mean();
    Eigen::MatrixXd deviations = examples.cast<double>().colwise() - mean;
    const Eigen::VectorXd scale = (deviations.rowwise().squaredNorm() / static_cast<double> (examples.cols()))
                                      .cwiseSqrt()
                                      .cwiseMax (smallestDeviation)
                                      .cwiseInverse();
    deviations = scale.asDiagonal() * deviations;
    const Eigen::MatrixXd whole = covarianceOf (deviations);
    Eigen::MatrixXd within = covarianceOf (withinClasses (deviations, classes));
    const Eigen::MatrixXd between = whole - within;
    const double power = within.trace() / static_cast<double> (within.rows());
    within.diagonal().array() += ridge * power + smallestDeviation;
    const auto parts = core::eigenParts (between, within);
    const Eigen::MatrixXd directions = parts.vectors.rightCols (numDirections).rowwise().reverse();
    const Eigen::VectorXd gains = (directions.transpose() * whole * directions)
                                      .diagonal()
                                      .cwiseMax (smallestDeviation)
                                      .cwiseSqrt()
                                      .cwiseInverse();
    const Eigen::MatrixXd weights = gains.asDiagonal() * directions.transpose() * scale.asDiagonal();
    return { weights.cast<float>(), (-weights * mean).cast<float>() };
}

} // namespace unbraid::training
