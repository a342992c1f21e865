// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/LinearPrediction.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Eigen::VectorXd;

constexpr double loading = 1e-9; // of the diagonal of the autocorrelation

/** r_l = sum_n x_n x_(n+l) for l = 0 .. last. */
VectorXd autocorrelation (const VectorXd& values, Index last)
{
    return VectorXd::NullaryExpr (last + 1,
                                  [&values] (Index lag)
                                  {
                                      const Index overlap = values.size() - lag;
                                      return overlap > 0 ? values.head (overlap).dot (values.tail (overlap))
                                                         : 0.0;
                                  });
}

} // namespace

VectorXd errorFilter (const VectorXd& samples, Index order)
{
    VectorXd lags = autocorrelation (samples, order);
    lags[0] = lags[0] * (1.0 + loading) + 1e-20;
    VectorXd filter (order + 1);
    filter << 1.0, solveToeplitz (lags.head (order), -lags.tail (order));
    return filter;
}

VectorXd windowedErrorFilter (const VectorXd& samples, Index order)
{
    const auto size = static_cast<double> (samples.size());
    return errorFilter (
        VectorXd::NullaryExpr (
            samples.size(), [&] (Index n)
            { return samples[n] * std::sin (std::numbers::pi * (static_cast<double> (n) + 0.5) / size); }),
        order);
}

VectorXd predictionErrors (const VectorXd& samples, const VectorXd& filter)
{
    const Index order = filter.size() - 1;
    const VectorXd mirrored = filter.reverse();
    return VectorXd::NullaryExpr (std::max<Index> (0, samples.size() - order),
                                  [&] (Index n) { return mirrored.dot (samples.segment (n, order + 1)); });
}

VectorXd errorsFromBothSides (const VectorXd& samples, const VectorXd& filter)
{
    const Index order = filter.size() - 1;
    const VectorXd forward = predictionErrors (samples, filter);
    VectorXd both = VectorXd::Zero (samples.size());
    for (Index n = order; n + order < samples.size(); ++n)
        both[n] = std::abs (filter.dot (forward.segment (n - order, order + 1)));
    return both / filter.squaredNorm();
}

VectorXd solveToeplitz (const VectorXd& firstColumn, const VectorXd& right)
{
    const Index size = right.size();
    VectorXd solution = VectorXd::Zero (size),
             filter = VectorXd::Zero (size); // filter: T_n filter = (error, 0 ..)
    filter[0] = 1.0;
    double error = firstColumn[0];
    solution[0] = right[0] / error;
    for (Index n = 1; n < size; ++n)
    {
        const auto column = firstColumn.segment (1, n).reverse();
        const double reflection = -column.dot (filter.head (n)) / error;
        const VectorXd mirrored = filter.head (n + 1).reverse();
        filter.head (n + 1) += reflection * mirrored;
        error *= 1.0 - reflection * reflection;
        const double missing = right[n] - column.dot (solution.head (n));
        solution.head (n + 1) += missing / error * filter.head (n + 1).reverse();
    }
    return solution;
}

void fillByPrediction (VectorXd& samples, Index begin, Index length, Index order, int iterations)
{
    samples.segment (begin, length).setZero();
    for (int iteration = 0; iteration < iterations; ++iteration)
    {
        const VectorXd filter = errorFilter (samples, order);
        VectorXd lags = VectorXd::Zero (std::max (length, order + 1));
        lags.head (order + 1) = autocorrelation (filter, order);
        VectorXd known = samples;
        known.segment (begin, length).setZero();
        const VectorXd right =
            VectorXd::NullaryExpr (length,
                                   [&] (Index n)
                                   {
                                       double sum = 0.0;
                                       for (Index lag = -order; lag <= order; ++lag)
                                           if (const Index at = begin + n + lag; at >= 0 && at < known.size())
                                               sum -= lags[std::abs (lag)] * known[at];
                                       return sum;
                                   });
        samples.segment (begin, length) = solveToeplitz (lags.head (length), right);
    }
}

} // namespace unbraid::restoration
