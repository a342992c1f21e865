// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentClusters.h"

#include <algorithm>
#include <limits>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXd;

constexpr double weightOfActivations = 0.25;
constexpr double smallestNorm = 1e-150;

/** 1 - the cosine of the roots of two columns, divided by the mean over all pairs of columns. */
MatrixXd dissimilarities (const MatrixXd& power)
{
    MatrixXd roots = power.cwiseSqrt();
    for (auto column : roots.colwise())
        column /= std::max (column.norm(), smallestNorm);
    MatrixXd found = (1.0 - (roots.transpose() * roots).array()).max (0.0).matrix();
    found.diagonal().setZero();
    const auto pairs = static_cast<double> (found.rows() * (found.rows() - 1));
    const double mean = found.sum() / std::max (1.0, pairs);
    return mean > 0.0 ? MatrixXd (found / mean) : found;
}

/** The two groups whose joining costs least, the first such. */
std::pair<Index, Index> nearestOf (const MatrixXd& costs)
{
    std::pair<Index, Index> nearest{ 0, 1 };
    for (Index first = 0; first < costs.rows(); ++first)
        for (Index second = first + 1; second < costs.rows(); ++second)
            if (costs (first, second) < costs (nearest.first, nearest.second))
                nearest = { first, second };
    return nearest;
}

/** The square matrix without one row and column. */
MatrixXd without (const MatrixXd& costs, Index left)
{
    std::vector<Index> kept;
    for (Index each = 0; each < costs.rows(); ++each)
        if (each != left)
            kept.push_back (each);
    return costs (kept, kept);
}
} // namespace

std::vector<std::vector<Index>> wardClusters (const MatrixXd& distances, Index numGroups)
{
    std::vector<std::vector<Index>> groups;
    for (Index item = 0; item < distances.rows(); ++item)
        groups.push_back ({ item });
    MatrixXd costs = distances.cwiseAbs2();
    const auto sizeOf = [&groups] (Index group)
    { return static_cast<double> (groups[static_cast<size_t> (group)].size()); };
    while (costs.rows() > std::max<Index> (1, numGroups))
    {
        const auto pair = nearestOf (costs);
        const Index first = pair.first, second = pair.second;
        const double a = sizeOf (first), b = sizeOf (second), joined = costs (first, second);
        for (Index other = 0; other < costs.rows(); ++other)
            if (other != first && other != second)
            {
                const double c = sizeOf (other);
                const double cost =
                    ((a + c) * costs (first, other) + (b + c) * costs (second, other) - c * joined) /
                    (a + b + c);
                costs (first, other) = costs (other, first) = cost;
            }
        costs = without (costs, second);
        auto& target = groups[static_cast<size_t> (first)];
        const auto moved = groups.begin() + second;
        target.insert (target.end(), moved->begin(), moved->end());
        std::sort (target.begin(), target.end());
        groups.erase (moved);
    }
    return groups;
}

std::vector<std::vector<Index>> groupsOfComponents (const RecordingComponents& components, Index numGroups)
{
    const Index count = components.numComponents();
    MatrixXd spectra = MatrixXd::Zero (components.power.rows(), count);
    MatrixXd levels (components.power.cols(), count);
    for (Index frame = 0; frame < components.power.cols(); ++frame)
    {
        const MatrixXd shares =
            (components.masks (frame).array().colwise() * components.power.col (frame).array())
                .matrix()
                .cast<double>();
        spectra += shares;
        levels.row (frame) = shares.colwise().sum();
    }
    return wardClusters (dissimilarities (spectra) + weightOfActivations * dissimilarities (levels),
                         numGroups);
}

} // namespace unbraid::offline
