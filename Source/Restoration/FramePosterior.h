// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <memory>
#include <vector>

namespace unbraid::restoration
{

/** One frame of windowed sound of which some samples are missing. */
struct DamagedFrame
{
    Eigen::VectorXd samples;         // [length] those that are known, and estimates of the others
    std::vector<Eigen::Index> known; // rising; missing together with these are all
    std::vector<Eigen::Index> missing;
};

/** The posterior of a frame, given its known samples. */
struct Posterior
{
    Eigen::VectorXd mean;  // [length] known samples as they were, the others as expected
    Eigen::VectorXf power; // [bins] expected |s_f|^2 of the unitary transform s
    Eigen::VectorXd slope; // [length] S^-1 mean: of -log likelihood by each sample, 0 at the missing ones
};

/** The distribution of a frame whose transform is Gaussian, independent from bin to bin, given some of its samples:

        x ~ N (0, S),  S = U^H diag (v) U,  U the unitary DFT

    S and its inverse are circulant, so that the rows of the missing samples M alone tell all: with Q = S^-1

        mean_M = -Q_MM^-1 Q_MK x_K,   cov_M = Q_MM^-1

    or, where fewer samples are known than missing, those of the known K:

        mean = S_:K S_KK^-1 x_K,   cov = S - S_:K S_KK^-1 S_K:

    The expected power adds the diagonal of U cov U^H to |U mean|^2. It is the Fourier transform of the sums
    of cov along its lags, as a power spectrum is that of an autocorrelation.
    Source: Bilen, Ozerov & Perez 2015, "Audio declipping via nonnegative matrix factorization", WASPAA; the form in
    M alone is ours: cubic in the smaller of M and K rather than in K. */
class FramePosterior
{
public:
    FramePosterior();
    ~FramePosterior();
    FramePosterior (FramePosterior&&) noexcept;
    FramePosterior& operator= (FramePosterior&&) noexcept;

    /** [worker] errors: none */
    core::Status prepare (Eigen::Index frameLength);

    /** variances  [bins] v > 0
        [worker] */
    const Posterior& condition (const Eigen::Ref<const Eigen::VectorXf>& variances,
                                const DamagedFrame& frame);

    /** |s_f|^2 of a frame without gaps. [worker] */
    Eigen::VectorXf powerOf (const Eigen::Ref<const Eigen::VectorXd>& samples);

private:
    struct Transform;
    void fillMinor (const std::vector<Eigen::Index>& rows);
    void spreadOf (const std::vector<Eigen::Index>& positions);
    void fromMissing (const Eigen::ArrayXd& variances, const DamagedFrame& frame);
    void fromKnown (const Eigen::ArrayXd& variances, const DamagedFrame& frame);
    Eigen::VectorXd solve (const Eigen::VectorXd& right) const;

    Eigen::Index length = 0;
    std::unique_ptr<Transform> transform;
    Eigen::VectorXd firstColumn;     // [length] of the circulant matrix
    std::vector<double> minorValues; // A, then L^-1, then A^-1
    Eigen::Index minorSize = 0;
    Eigen::VectorXd sums;  // [length] of A^-1 along its lags
    Eigen::ArrayXd spread; // [bins] the diagonal of U A^-1 U^H
    Posterior posterior;
};

} // namespace unbraid::restoration
