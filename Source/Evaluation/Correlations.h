// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::evaluation
{

/** Views of signals of one length. */
using Columns = std::vector<Eigen::Map<const Eigen::VectorXf>>;

/** Copies a part of a signal, zero outside [begin, end).
    from   first sample, may lie before `begin`
    piece  [samples] filled completely
    [any] */
void copyPiece (const Eigen::Map<const Eigen::VectorXf>& signal, Eigen::Index begin, Eigen::Index end,
                Eigen::Index from, Eigen::Ref<Eigen::VectorXf> piece);

/** Correlations with delayed signals, as needed for fitting FIR filters:

        c_tr (k) = sum_n target_t[n] reference_r[n - k]    k = 0 .. numLags - 1, signals zero outside

    Sums over blocks of 8192 by the FFT in float, added up in double: errors are near 1e-7 of the energies.
    targets, references  all of one length
    returns              [numLags x (targets x references)], references innermost
    [worker]  Errors: those of the FFT. */
core::Result<Eigen::MatrixXd> correlate (const Columns& targets, const Columns& references,
                                         Eigen::Index numLags);

} // namespace unbraid::evaluation
