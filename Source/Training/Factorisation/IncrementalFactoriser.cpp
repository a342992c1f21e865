// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/IncrementalFactoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"

#include <algorithm>
#include <cmath>

namespace unbraid::training
{

FrameSums listen (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms, const IncrementalSpec& spec)
{
    Ranks alone;
    return listen (spectra, atoms, spec, alone);
}

FrameSums listen (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms, const IncrementalSpec& spec,
                  Ranks& ranks)
{
    const auto work = [&] (Eigen::Index first, Eigen::Index count, FrameSums& sums)
    {
        const auto block = spectra.middleCols (first, count);
        Eigen::MatrixXf activations = flatActivations (atoms, count);
        sums.objective +=
            solveActivations (block, atoms, activations, spec.beta, spec.sparsity, spec.updates);
        addSums (block, atoms, activations, spec.beta, sums);
    };
    return sumOverFrames (atoms.rows(), atoms.cols(), spectra.cols(), spec.numThreads, work, ranks);
}

void learn (const FrameSums& sums, const IncrementalSpec& spec, IncrementalFactors& factors)
{
    const float upperPower = std::max (0.0f, 2.0f - spec.beta);
    const float lowerPower = std::max (0.0f, spec.beta - 1.0f);
    const auto atoms = factors.atoms.array();
    Eigen::ArrayXXf upper = sums.upper.array();
    Eigen::ArrayXXf lower = sums.lower.array();
    if (spec.sparsity > 0.0f)
        keepUnitAtoms (factors.atoms, upper, lower);
    upper *= atoms.pow (upperPower);
    if (lowerPower > 0.0f)
        lower *= atoms.pow (-lowerPower);

    if (factors.batches++ == 0)
    {
        factors.upper.setZero (atoms.rows(), atoms.cols());
        factors.lower.setZero (atoms.rows(), atoms.cols());
    }
    const float memory = std::pow (1.0f - 1.0f / static_cast<float> (factors.batches), spec.forgetting);
    factors.upper = memory * factors.upper + upper.matrix();
    factors.lower = memory * factors.lower + lower.matrix();
    factors.atoms = (factors.upper.array() / (factors.lower.array() + smallestDivisor))
                        .pow (core::majorisationStep (spec.beta));
    factors.atoms = factors.atoms.cwiseMax (atomFloor);

    const Eigen::ArrayXf scales = factors.atoms.colwise().sum().transpose().array();
    core::normaliseAtoms (factors.atoms);
    factors.upper = factors.upper * scales.pow (1.0f - upperPower).matrix().asDiagonal();
    factors.lower = factors.lower * scales.pow (1.0f + lowerPower).matrix().asDiagonal();
}

Eigen::MatrixXf solve (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms,
                       const IncrementalSpec& spec)
{
    Eigen::MatrixXf activations = flatActivations (atoms, spectra.cols());
    solveActivations (spectra, atoms, activations, spec.beta, spec.sparsity, spec.updates);
    return activations;
}

double divergencePerBin (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms,
                         const IncrementalSpec& spec)
{
    Eigen::MatrixXf activations = flatActivations (atoms, spectra.cols());
    return divergencePerBin (spectra, atoms, spec, activations);
}

double divergencePerBin (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms,
                         const IncrementalSpec& spec, Eigen::MatrixXf& activations)
{
    const auto work = [&] (Eigen::Index first, Eigen::Index count, FrameSums& sums)
    {
        sums.objective +=
            solveActivations (spectra.middleCols (first, count), atoms, activations.middleCols (first, count),
                              spec.beta, spec.sparsity, spec.updates);
    };
    const auto sums = sumOverFrames (atoms.rows(), atoms.cols(), spectra.cols(), spec.numThreads, work);
    return sums.objective / static_cast<double> (spectra.size());
}

} // namespace unbraid::training
