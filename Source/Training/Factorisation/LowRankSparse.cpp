// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/LowRankSparse.h"

#include "Core/Support/SymmetricSolvers.h"
#include "Training/Factorisation/Alternation.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unbraid::training
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

constexpr double growth = 1.2;          // of mu
constexpr double startOfPenalty = 1.25; // mu |M|_2
constexpr double largestPenalty = 1e7;  // relative to its start
constexpr double tolerance = 1e-5;

/** M^T M or M M^T, whichever is smaller, taken apart. */
struct GramFactors
{
    explicit GramFactors (const MatrixXd& matrix)
        : isWide (matrix.cols() > matrix.rows())
        , parts (core::eigenParts (isWide ? MatrixXd (matrix * matrix.transpose())
                                          : MatrixXd (matrix.transpose() * matrix)))
        , values (parts.values.cwiseMax (0.0).cwiseSqrt())
    {
    }

    bool isWide;
    core::EigenParts parts;
    VectorXd values; // singular, the lowest first
};

/** The matrix with its singular values lower by so much. */
MatrixXd shrunk (const MatrixXd& matrix, double by, Index& rank, double& nuclearNorm)
{
    const GramFactors gram (matrix);
    rank = (gram.values.array() > by).count();
    const VectorXd kept = gram.values.tail (rank);
    nuclearNorm = (kept.array() - by).sum();
    const MatrixXd vectors = gram.parts.vectors.rightCols (rank);
    const VectorXd shares = 1.0 - by / kept.array();
    const MatrixXd projection = vectors * shares.asDiagonal();
    if (gram.isWide)
        return projection * (vectors.transpose() * matrix);
    return (matrix * projection) * vectors.transpose();
}

MatrixXd softened (const MatrixXd& matrix, double by)
{
    return (matrix.array().sign() * (matrix.array().abs() - by).max (0.0)).matrix();
}

class LowRankSparseFit
{
public:
    LowRankSparseFit (const MatrixXf& matrix, float weight)
        : all (matrix.cast<double>())
        , lambda (static_cast<double> (weight) /
                  std::sqrt (static_cast<double> (std::max (all.rows(), all.cols()))))
        , norm (std::max (all.norm(), 1e-30))
        , sparse (MatrixXd::Zero (all.rows(), all.cols()))
        , lowRank (sparse)
    {
        const double largest = std::max (GramFactors (all).values.maxCoeff(), 1e-30);
        mu = startOfPenalty / largest;
        highest = largestPenalty * mu;
        y = all / std::max (largest, all.cwiseAbs().maxCoeff() / lambda);
    }

    void update()
    {
        double nuclearNorm = 0.0;
        lowRank = shrunk (all - sparse + y / mu, 1.0 / mu, found.rank, nuclearNorm);
        sparse = softened (all - lowRank + y / mu, lambda / mu);
        const MatrixXd rest = all - lowRank - sparse;
        y += mu * rest;
        mu = std::min (growth * mu, highest);
        found.objective = nuclearNorm + lambda * sparse.cwiseAbs().sum();
        misfit = rest.norm() / norm;
    }

    /** What both parts lack of the matrix, after the update. */
    [[nodiscard]] double objective() const { return misfit; }
    [[nodiscard]] double rest() const { return misfit; }

    [[nodiscard]] LowRankSparse result()
    {
        found.lowRank = lowRank.cast<float>();
        found.sparse = sparse.cast<float>();
        found.multiplier = y.cast<float>();
        return std::move (found);
    }

private:
    MatrixXd all;
    double lambda, norm;
    double mu = 0.0, highest = 0.0;
    double misfit = 1.0; // that of nothing
    MatrixXd sparse, lowRank, y;
    LowRankSparse found;
};
} // namespace

core::Result<LowRankSparse> lowRankAndSparse (const MatrixXf& matrix, float weight, int maxIterations,
                                              const IterationCallback& onIteration)
{
    LowRankSparseFit fit (matrix, weight);
    return alternate (fit, { maxIterations, tolerance }, onIteration);
}

} // namespace unbraid::training
