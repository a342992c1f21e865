// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentClusters.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXd;
using Groups = std::vector<std::vector<Index>>;

namespace
{
MatrixXd distancesOf (const MatrixXd& points)
{
    MatrixXd found (points.cols(), points.cols());
    for (Index i = 0; i < points.cols(); ++i)
        for (Index j = 0; j < points.cols(); ++j)
            found (i, j) = (points.col (i) - points.col (j)).norm();
    return found;
}

/** The squared distances to the means of the groups, which Ward's method lets rise least with each joining. */
double spreadOf (const MatrixXd& points, const Groups& groups)
{
    double spread = 0.0;
    for (const auto& group : groups)
    {
        const MatrixXd own = points (Eigen::all, group);
        spread += (own.colwise() - own.rowwise().mean()).squaredNorm();
    }
    return spread;
}

/** The least spread that joining two of the groups leaves. */
double leastSpread (const MatrixXd& points, const Groups& groups)
{
    double least = std::numeric_limits<double>::max();
    for (size_t first = 0; first < groups.size(); ++first)
        for (size_t second = first + 1; second < groups.size(); ++second)
        {
            Groups joined = groups;
            joined[first].insert (joined[first].end(), groups[second].begin(), groups[second].end());
            joined.erase (joined.begin() + static_cast<std::ptrdiff_t> (second));
            least = std::min (least, spreadOf (points, joined));
        }
    return least;
}
} // namespace

TEST_CASE ("Ward's clusters join, one after the other, the two whose joining spreads the groups least")
{
    for (std::uint64_t seed = 61; seed < 81; ++seed) // of some points any rule like it joins the same
    {
        const MatrixXd points = test::Random (seed).positive (3, 12).cast<double>();
        const MatrixXd distances = distancesOf (points);
        for (Index count = 11; count >= 1; --count)
        {
            const auto before = offline::wardClusters (distances, count + 1);
            const double reached = spreadOf (points, offline::wardClusters (distances, count));
            INFO ("seed " << seed << ", " << count << " groups");
            CHECK (reached == Approx (leastSpread (points, before)));
        }
    }
}

TEST_CASE ("Clusters are in the order of their first items, and no more than there are items")
{
    MatrixXd points (1, 5);
    points << 7.0, 1.0, 7.1, 0.9, 4.0;
    CHECK (offline::wardClusters (distancesOf (points), 3) == Groups{ { 0, 2 }, { 1, 3 }, { 4 } });
    CHECK (offline::wardClusters (distancesOf (points), 9).size() == 5);
    CHECK (offline::wardClusters (distancesOf (points), 1) == Groups{ { 0, 1, 2, 3, 4 } });
    CHECK (offline::wardClusters (MatrixXd::Zero (1, 1), 2) == Groups{ { 0 } });
}
