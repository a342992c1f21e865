// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/VarianceFactors.h"

#include "Training/Factorisation/Decomposition.h"
#include "Training/Factorisation/FactorisationSteps.h"

namespace unbraid::offline
{

namespace
{
constexpr int firstUpdates = 40;
constexpr float startFloor = 1e-9f; // for a segment of unit mean power
} // namespace

training::Factors startingFactors (const Eigen::MatrixXf& spectrogram, float beta, Eigen::Index numAtoms,
                                   unsigned int seed)
{
    training::DecompositionSpec spec;
    spec.beta = beta;
    spec.floor = startFloor;
    training::Factors start;
    start.atoms = training::randomAtoms (spectrogram, numAtoms, seed);
    start.activations = training::flatActivations (start.atoms, spectrogram.cols());
    return training::smoothFactors (spectrogram, std::move (start), spec, firstUpdates,
                                    [] (int, double) { return true; })
        .value();
}

void VarianceFactors::model()
{
    variances.noalias() = factors.atoms * factors.activations;
    variances.array() += floor;
}

void VarianceFactors::updateActivations()
{
    const Eigen::ArrayXXf high = (factors.atoms.transpose() * upper).array();
    const Eigen::ArrayXXf low = (factors.atoms.transpose() * lower).array();
    factors.activations.array() *= (high / low.max (training::smallestDivisor)).sqrt();
}

void VarianceFactors::updateAtoms()
{
    const Eigen::ArrayXXf high = (upper * factors.activations.transpose()).array();
    const Eigen::ArrayXXf low = (lower * factors.activations.transpose()).array();
    factors.atoms.array() *= (high / low.max (training::smallestDivisor)).sqrt();
    const Eigen::RowVectorXf sums = factors.atoms.colwise().sum().cwiseMax (training::smallestDivisor);
    factors.atoms.array().rowwise() /= sums.array();
    factors.activations.array().colwise() *= sums.transpose().array();
}

} // namespace unbraid::offline
