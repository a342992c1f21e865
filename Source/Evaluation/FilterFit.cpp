// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/FilterFit.h"

#include "Core/Support/SymmetricSolvers.h"

#include <cassert>
#include <cmath>

namespace unbraid::evaluation
{

FilterFit::FilterFit (const Eigen::MatrixXd& lags, const std::vector<Eigen::Index>& chosen)
    : numTaps (lags.rows())
    , numAll (std::lround (std::sqrt (lags.cols())))
    , numChosen (static_cast<Eigen::Index> (chosen.size()))
{
    assert (numAll * numAll == lags.cols());
    for (size_t i = 0; i < chosen.size(); ++i)
        if (lags (0, chosen[i] * numAll + chosen[i]) > 0.0)
        {
            sounding.push_back (chosen[i]);
            columns.push_back (static_cast<Eigen::Index> (i));
        }
    const auto numSounding = static_cast<Eigen::Index> (sounding.size());
    scales.resize (numSounding);
    for (Eigen::Index a = 0; a < numSounding; ++a)
        scales[a] = 1.0 / std::sqrt (lags (0, sounding[static_cast<size_t> (a)] * (numAll + 1)));
    factor.resize (numTaps * numSounding, numTaps * numSounding);
    // A ridge of 1 exceeds all rounding: the loop ends.
    for (double ridge = filterFitRidge; ridge <= 1.0; ridge *= 100.0)
    {
        fillGram (lags, ridge);
        if (core::factorise (factor))
            return;
    }
}

/** gram ((a, i), (b, j)) = sum_n x_a[n - i] x_b[n - j] = c_ab (j - i) = c_ba (i - j); the lower triangle. */
void FilterFit::fillGram (const Eigen::MatrixXd& lags, double ridge)
{
    for (Eigen::Index b = 0; b < scales.size(); ++b)
        for (Eigen::Index a = b; a < scales.size(); ++a)
        {
            const Eigen::Index first = sounding[static_cast<size_t> (a)];
            const Eigen::Index second = sounding[static_cast<size_t> (b)];
            const double scale = scales[a] * scales[b];
            const auto ahead = lags.col (first * numAll + second);
            const auto behind = lags.col (second * numAll + first);
            for (Eigen::Index j = 0; j < numTaps; ++j)
            {
                Eigen::Ref<Eigen::VectorXd> column =
                    factor.col (b * numTaps + j).segment (a * numTaps, numTaps);
                column.head (j) = scale * ahead.segment (1, j).reverse();
                column.tail (numTaps - j) = scale * behind.head (numTaps - j);
            }
        }
    factor.diagonal().array() += ridge;
}

Eigen::MatrixXd FilterFit::filters (const Eigen::MatrixXd& targetLags) const
{
    const Eigen::Index numTargets = targetLags.cols() / numAll;
    const Eigen::Index numSounding = scales.size();
    Eigen::MatrixXd solution (numTaps * numSounding, numTargets);
    for (Eigen::Index target = 0; target < numTargets; ++target)
        for (Eigen::Index a = 0; a < numSounding; ++a)
            solution.col (target).segment (a * numTaps, numTaps) =
                scales[a] * targetLags.col (target * numAll + sounding[static_cast<size_t> (a)]);
    core::solveLower (factor, solution);
    core::solveLowerTransposed (factor, solution);

    Eigen::MatrixXd taps = Eigen::MatrixXd::Zero (numTaps, numTargets * numChosen);
    for (Eigen::Index target = 0; target < numTargets; ++target)
        for (Eigen::Index a = 0; a < numSounding; ++a)
            taps.col (target * numChosen + columns[static_cast<size_t> (a)]) =
                scales[a] * solution.col (target).segment (a * numTaps, numTaps);
    return taps;
}

} // namespace unbraid::evaluation
