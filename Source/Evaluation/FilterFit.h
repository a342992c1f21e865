// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <vector>

namespace unbraid::evaluation
{

/** FIR filters with which the sum of filtered signals approximates a target, by least squares over the whole
    signals. Holds the Cholesky factor of their block-Toeplitz Gram matrix, (taps x signals)^2 doubles.

    Each signal is normalised to unit energy and `filterFitRidge` is added to the diagonal, so that band-limited
    signals, equal signals and very different levels do no harm: directions with less than that share of a signal's
    energy are excluded from the fit. A silent signal gets a filter of zeros. */
class FilterFit
{
public:
    /** lags    [taps x (all x all)] `correlate` of all signals with themselves
        chosen  the signals to be filtered, by their index among all
        [worker] allocates */
    FilterFit (const Eigen::MatrixXd& lags, const std::vector<Eigen::Index>& chosen);

    /** targetLags  [taps x (targets x all)] `correlate` of the targets with all signals
        returns     [taps x (targets x chosen)] the filters, chosen signals innermost
        [worker] */
    [[nodiscard]] Eigen::MatrixXd filters (const Eigen::MatrixXd& targetLags) const;

private:
    void fillGram (const Eigen::MatrixXd& lags, double ridge);

    Eigen::Index numTaps = 0;
    Eigen::Index numAll = 0;
    std::vector<Eigen::Index> sounding; // the chosen signals that are not silent, by their index among all
    std::vector<Eigen::Index> columns;  // of these, among the chosen
    Eigen::Index numChosen = 0;
    Eigen::VectorXd scales; // [sounding] to unit energy
    Eigen::MatrixXd factor; // [(taps x sounding)^2] lower triangle
};

/** Share of a signal's energy below which a direction is not fitted: a hundredth of the error of the float FFT of
    `correlate`, found by comparison with a fit in double (differences below 1e-4 dB). */
constexpr double filterFitRidge = 1e-10;

} // namespace unbraid::evaluation
