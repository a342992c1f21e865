// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/HeldOut.h"

#include <utility>

namespace unbraid::training
{

namespace
{
constexpr int updatesEach = 2;
} // namespace

HeldOut::HeldOut (Eigen::MatrixXf spectra, const IncrementalSpec& spec)
    : frames (std::move (spectra))
    , how (spec)
{
}

std::optional<double> HeldOut::score (const Eigen::MatrixXf& atoms)
{
    if (frames.cols() == 0)
        return {};
    if (activations.size() == 0)
        activations = flatActivations (atoms, frames.cols());
    const auto work = [&] (Eigen::Index first, Eigen::Index count, FrameSums& sums)
    {
        sums.objective +=
            solveActivations (frames.middleCols (first, count), atoms, activations.middleCols (first, count),
                              how.beta, how.sparsity, updatesEach);
    };
    const auto sums = sumOverFrames (atoms.rows(), atoms.cols(), frames.cols(), how.numThreads, work);
    return sums.objective / static_cast<double> (frames.size());
}

} // namespace unbraid::training
