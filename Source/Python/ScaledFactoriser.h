// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <functional>

namespace unbraid::python
{

/** Data of any level, frame by frame: each is of unit mean, and its level stands beside it. */
struct ScaledFrames
{
    Eigen::MatrixXf spectra; // [bins x frames] V, >= 0, each frame of unit mean
    Eigen::VectorXd levels;  // [frames] c, the mean of each frame before; 0: it is silent and does not count
};

/** What a factorisation of scaled frames aims at. */
struct ScaledSpec
{
    float beta = 0.0f;
    double sparsity = 0.0; // mu, of data whose levels have mean one
    int iterations = 100;
    double tolerance =
        0.0; // ends where ten iterations lower the objective by less than this share of the first
    int numThreads = 1;
};

/** W, H of unit-mean frames, and how it ended. */
struct ScaledFactors
{
    Eigen::MatrixXf atoms;       // [bins x atoms] columns sum to one
    Eigen::MatrixXf activations; // [atoms x frames] of the frames as they are scaled
    int iterations = 0;
};

/** What a factorisation of scaled frames begins with. */
struct ScaledStart
{
    Eigen::MatrixXf atoms;       // [bins x atoms] columns sum to one
    Eigen::MatrixXf activations; // [atoms x frames] of the frames as they are scaled; empty: all alike
    bool keepsZeros = false;     // entries of zero stay zero
};

/** Asked in every iteration; false cancels. */
using GoOn = std::function<bool()>;

/** NMF whose floors are relative to each frame and not to the loudest. As D_beta (c v | c p) = c^beta D_beta (v | p), frames of unit
    mean have the objective of the data as they are with weights and penalties of their own:

        C = sum_n c_n^beta [ D_beta (v_n | W h_n + floor) + mu c_n^(1 - beta) |h_n|_1 ]

    by the multiplicative updates of training::factorise, so C never rises. Squared Euclidean distances need W^T V, W^T W, V H^T and H H^T
    alone, once an update, and no floor.
    The number of threads does not change a bit.
    [worker] errors: cancelled.
    Sources: Fevotte & Idier 2011; Le Roux, Weninger & Hershey 2015; the products for squares: Lee & Seung 2001. */
core::Result<ScaledFactors> factoriseScaled (const ScaledFrames& frames, const ScaledStart& start,
                                             const ScaledSpec& spec, const GoOn& goOn);

/** The activations alone, W fixed. Each frame's depend on that frame alone.
    atoms    [bins x atoms] >= 0
    returns  [atoms x frames] of the frames as they are scaled
    [worker] errors: cancelled. */
core::Result<Eigen::MatrixXf> solveScaled (const ScaledFrames& frames, const Eigen::MatrixXf& atoms,
                                           const ScaledSpec& spec, const GoOn& goOn);

} // namespace unbraid::python
