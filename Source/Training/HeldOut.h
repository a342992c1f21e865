// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/IncrementalFactoriser.h"

#include <optional>

namespace unbraid::training
{

/** A few frames that nothing is learned from, scored again and again while atoms are learned from others: their
    activations go on from one score to the next, so that each costs two updates. All functions: [worker] */
class HeldOut
{
public:
    /** spectra  [bins x frames] V; no columns: there is nothing to score
        spec     beta, sparsity and threads; not the updates */
    HeldOut (Eigen::MatrixXf spectra, const IncrementalSpec& spec);

    /** D_beta (V | W H) a bin, the activations H as far as they have come; nothing where nothing is held out.
        atoms  [bins x atoms] W, as many each time */
    std::optional<double> score (const Eigen::MatrixXf& atoms);

private:
    Eigen::MatrixXf frames;
    IncrementalSpec how;
    Eigen::MatrixXf activations; // [atoms x frames]
};

} // namespace unbraid::training
