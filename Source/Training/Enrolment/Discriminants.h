// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <vector>

namespace unbraid::training
{

/** A linear map to values that tell classes apart: weights x + bias. */
struct Discriminants
{
    Eigen::MatrixXf weights{}; // [directions x features]
    Eigen::VectorXf bias{};    // [directions]
};

/** The directions in which the classes differ most for what examples of one class differ by (Fisher 1936; of more than two
    classes: Rao 1948): the largest eigenvalues of

        B w = lambda (W + r tr W / features I) w

    with W the covariance within the classes, B that between them, of features of unit variance. Over all
    examples each value has mean 0 and variance 1.
    examples       [features x examples]
    classes        [examples] any numbers
    numDirections  at most as many as features; those beyond the classes less one tell nothing
    ridge          r > 0: the fewer examples the features have, the more
    [worker] */
Discriminants discriminants (const Eigen::MatrixXf& examples, const std::vector<Eigen::Index>& classes,
                             Eigen::Index numDirections, double ridge);

} // namespace unbraid::training
