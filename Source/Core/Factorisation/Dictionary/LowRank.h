// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <vector>

namespace unbraid::core
{

/** A matrix by its singular values, of which the first few make the nearest matrix of that rank (Eckart & Young 1936).
    All [worker]. */
struct SingularParts
{
    Eigen::MatrixXf left;   // [rows x smaller side]
    Eigen::VectorXf values; // [smaller side] falling
    Eigen::MatrixXf right;  // [columns x smaller side]

    /** U [rows x rank] and V [rank x columns], whose product is nearest. */
    [[nodiscard]] Eigen::MatrixXf leftFactor (Eigen::Index rank) const;
    [[nodiscard]] Eigen::MatrixXf rightFactor (Eigen::Index rank) const;

    /** Share of the squared singular values beyond a rank; 0 of a matrix of zeros. */
    [[nodiscard]] double lostBeyond (Eigen::Index rank) const;

    /** Entries of both factors. */
    [[nodiscard]] Eigen::Index entriesAt (Eigen::Index rank) const
    {
        return rank * (left.rows() + right.rows());
    }

    /** The highest rank whose factors have fewer entries than the matrix; 0: there is none. */
    [[nodiscard]] Eigen::Index highestRank() const;
};

SingularParts singularParts (const Eigen::MatrixXf& matrix);

/** A rank for each matrix, and what that loses and leaves. */
struct RankChoice
{
    std::vector<Eigen::Index> ranks; // 0: the matrix stays whole
    double lost = 0.0;               // share of the squared singular values, the mean of all matrices
    Eigen::Index entries = 0;        // of factors and whole matrices
};

/** One rank for all matrices, whole where its factors were no smaller. */
RankChoice sameRank (const std::vector<SingularParts>& matrices, Eigen::Index rank);

/** Ranks that together lose at most a share, with the fewest entries that one price for an entry gives: of each matrix the
    rank with the least lost (r) + price * entries (r), or the whole.
    Source: Idelbayev & Carreira-Perpinan 2020 (the C step, which finds each matrix's rank by itself); what is lost is a
    share of each matrix here, since small matrices matter no less than large ones. */
RankChoice cheapestRanks (const std::vector<SingularParts>& matrices, double mostLost);

} // namespace unbraid::core
