// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::restoration
{

/** x with T x = right, T symmetric Toeplitz and positive definite, by Levinson's recursion.
    firstColumn  [size] of T
    [worker] */
Eigen::VectorXd solveToeplitz (const Eigen::VectorXd& firstColumn, const Eigen::VectorXd& right);

/** 1, a_1 .. a_order of the prediction error filter, by the autocorrelation of the samples.
    [worker] */
Eigen::VectorXd errorFilter (const Eigen::VectorXd& samples, Eigen::Index order);

/** The same for samples under a sine window.
    [worker] */
Eigen::VectorXd windowedErrorFilter (const Eigen::VectorXd& samples, Eigen::Index order);

/** Samples less their prediction, from sample `order` of the filter on.
    [worker] */
Eigen::VectorXd predictionErrors (const Eigen::VectorXd& samples, const Eigen::VectorXd& filter);

/** Distance of each sample from what a prediction from both sides makes of it: the prediction error, filtered backwards. 0 for
    the first and last samples, as many as the filter's order.
    [worker] */
Eigen::VectorXd errorsFromBothSides (const Eigen::VectorXd& samples, const Eigen::VectorXd& filter);

/** Fills one gap by linear prediction: in turn, the coefficients of an autoregressive model of the whole by its
    autocorrelation, and the samples that leave the least prediction error.
    samples  changed from `begin` to `begin + length`
    [worker]
    Source: Janssen, Veldhuis & Vries 1986, "Adaptive interpolation of discrete-time signals that can be modeled as
    autoregressive processes", IEEE Transactions on Acoustics, Speech, and Signal Processing 34(2). */
void fillByPrediction (Eigen::VectorXd& samples, Eigen::Index begin, Eigen::Index length, Eigen::Index order,
                       int iterations);

} // namespace unbraid::restoration
