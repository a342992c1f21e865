// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/ActivationConstraints.h"

#include <algorithm>
#include <functional>

namespace unbraid::mosaic
{

using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
/** Adds the diagonal `step` frames on to one column, within each recording. */
void addDiagonal (const MatrixXf& values, const std::vector<Index>& lengths, Index column, Index step,
                  MatrixXf& sums)
{
    const Index from = column + step;
    if (from < 0 || from >= values.cols())
        return;
    Index begin = 0;
    for (const Index length : lengths)
    {
        const Index count = length - std::abs (step);
        if (count > 0)
            sums.col (column).segment (begin + std::max<Index> (0, -step), count) +=
                values.col (from).segment (begin + std::max<Index> (0, step), count);
        begin += length;
    }
}
} // namespace

void restrictRepetition (const MatrixXf& activations, Index reach, float kept, Index first, Index count,
                         MatrixXf& restricted)
{
    Eigen::ArrayXf largest (activations.rows());
    for (Index column = first; column < first + count; ++column)
    {
        const auto own = activations.col (column).array();
        largest = own;
        const Index end = std::min (column + reach + 1, activations.cols());
        for (Index other = std::max<Index> (0, column - reach); other < end; ++other)
            largest = largest.max (activations.col (other).array());
        restricted.col (column) = (own < largest).select (kept * own, own).matrix();
    }
}

void restrictPolyphony (const Eigen::ArrayXf& levels, Index numVoices, float kept, Index first, Index count,
                        MatrixXf& activations)
{
    if (numVoices >= activations.rows())
        return;
    Eigen::ArrayXf shares (activations.rows()), sorted (activations.rows());
    for (Index column = first; column < first + count; ++column)
    {
        auto own = activations.col (column).array();
        shares = own * levels;
        sorted = shares;
        const auto last = sorted.begin() + (numVoices - 1); // the quietest voice
        std::nth_element (sorted.begin(), last, sorted.end(), std::greater<>());
        own = (shares < *last).select (kept * own, own).eval();
    }
}

void enhanceContinuity (const MatrixXf& restricted, const std::vector<Index>& lengths, Index reach,
                        Index first, Index count, MatrixXf& enhanced)
{
    for (Index column = first; column < first + count; ++column)
    {
        enhanced.col (column) = restricted.col (column);
        for (Index step = 1; step <= reach; ++step)
        {
            addDiagonal (restricted, lengths, column, step, enhanced);
            addDiagonal (restricted, lengths, column, -step, enhanced);
        }
    }
}

} // namespace unbraid::mosaic
