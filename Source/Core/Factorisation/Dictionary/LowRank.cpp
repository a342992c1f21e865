// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/LowRank.h"

#include "Core/Support/SymmetricSolvers.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

Index wholeEntries (const SingularParts& matrix)
{
    return matrix.left.rows() * matrix.right.rows();
}

RankChoice choose (const std::vector<SingularParts>& matrices,
                   const std::function<Index (const SingularParts&)>& rankOf)
{
    RankChoice choice;
    for (const auto& matrix : matrices)
    {
        const Index rank = rankOf (matrix);
        choice.ranks.push_back (rank);
        choice.lost += rank > 0 ? matrix.lostBeyond (rank) / static_cast<double> (matrices.size()) : 0.0;
        choice.entries += rank > 0 ? matrix.entriesAt (rank) : wholeEntries (matrix);
    }
    return choice;
}

Index rankAt (const SingularParts& matrix, double price)
{
    Index best = 0;
    double least = price * static_cast<double> (wholeEntries (matrix));
    for (Index rank = 1; rank <= matrix.highestRank(); ++rank)
    {
        const double cost = matrix.lostBeyond (rank) + price * static_cast<double> (matrix.entriesAt (rank));
        if (cost < least)
        {
            least = cost;
            best = rank;
        }
    }
    return best;
}
} // namespace

Eigen::MatrixXf SingularParts::leftFactor (Index rank) const
{
    return left.leftCols (rank) * values.head (rank).asDiagonal();
}

Eigen::MatrixXf SingularParts::rightFactor (Index rank) const
{
    return right.leftCols (rank).transpose();
}

double SingularParts::lostBeyond (Index rank) const
{
    const double all = values.cast<double>().squaredNorm();
    return all > 0.0 ? values.tail (values.size() - rank).cast<double>().squaredNorm() / all : 0.0;
}

Index SingularParts::highestRank() const
{
    return (wholeEntries (*this) - 1) / (left.rows() + right.rows());
}

SingularParts singularParts (const Eigen::MatrixXf& matrix)
{
    if (matrix.cols() > matrix.rows())
    {
        auto parts = singularParts (matrix.transpose());
        std::swap (parts.left, parts.right);
        return parts;
    }
    // In double precision the squares cost nothing that single precision would have kept.
    const Eigen::MatrixXd whole = matrix.cast<double>();
    const auto [squares, vectors] = eigenParts (whole.transpose() * whole);
    const Eigen::VectorXd values = squares.reverse().cwiseMax (0.0).cwiseSqrt();
    const Eigen::MatrixXd right = vectors.rowwise().reverse();
    Eigen::MatrixXd left = whole * right;
    for (Index i = 0; i < values.size(); ++i)
        if (values[i] > 0.0)
            left.col (i) /= values[i];
    return { left.cast<float>(), values.cast<float>(), right.cast<float>() };
}

RankChoice sameRank (const std::vector<SingularParts>& matrices, Index rank)
{
    return choose (matrices, [rank] (const auto& matrix) { return rank <= matrix.highestRank() ? rank : 0; });
}

RankChoice cheapestRanks (const std::vector<SingularParts>& matrices, double mostLost)
{
    constexpr int halvings = 60;
    double low = 0.0, high = 1.0; // of an entry: all at rank one
    RankChoice best = choose (matrices, [] (const auto&) { return 0; });
    for (int i = 0; i < halvings; ++i)
    {
        const double price = 0.5 * (low + high);
        auto choice = choose (matrices, [price] (const auto& matrix) { return rankAt (matrix, price); });
        const bool isAllowed = choice.lost <= mostLost;
        (isAllowed ? low : high) = price;
        if (isAllowed && choice.entries < best.entries)
            best = std::move (choice);
    }
    return best;
}

} // namespace unbraid::core
