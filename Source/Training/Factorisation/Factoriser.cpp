// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Factoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Cancelled.h"
#include "Training/Factorisation/FactorisationSteps.h"

namespace unbraid::training
{

namespace
{
/** Activations of all frames updated, and the sums for the atoms. */
FrameSums processAll (const Eigen::MatrixXf& spectra, const Constraints& constraints, const Penalty& term,
                      const FactorisationSpec& spec, Factors& factors)
{
    const Eigen::ArrayXf penalties = Eigen::ArrayXf::Constant (factors.atoms.cols(), spec.sparsity);
    const auto processBlock = [&] (Eigen::Index first, Eigen::Index count, FrameSums& sums)
    {
        auto activations = factors.activations.middleCols (first, count);
        const double penalty = spec.sparsity * activations.cast<double>().sum();
        const auto block = spectra.middleCols (first, count);
        const double divergence =
            term.isNone()
                ? updateActivations (block, factors.atoms, activations, spec.beta, penalties, Monitor::on)
                : updatePenalised (block, factors.atoms, activations, spec.beta, penalties,
                                   term.gradientAt (first, count));
        sums.objective += divergence + penalty;
        if (constraints.activations.size() > 0)
            activations.array() *= constraints.activations.middleCols (first, count).array();
        addSums (block, factors.atoms, activations, spec.beta, sums);
    };
    return sumOverFrames (spectra.rows(), factors.atoms.cols(), spectra.cols(), spec.numThreads,
                          processBlock);
}

void updateAtoms (const FrameSums& sums, const Constraints& constraints, const Penalty& term,
                  const FactorisationSpec& spec, Factors& factors)
{
    auto& atoms = factors.atoms;
    Eigen::ArrayXXf upper = sums.upper.array();
    Eigen::ArrayXXf lower = sums.lower.array();
    if (spec.sparsity > 0.0f)
        keepUnitAtoms (atoms, upper, lower);
    const float step = addPenalty (term, spec.beta, upper, lower);
    atoms.array() *= (upper / (lower + smallestDivisor)).pow (step);
    atoms = atoms.cwiseMax (atomFloor);
    if (constraints.atoms.size() > 0)
        atoms.array() *= constraints.atoms.array();
    const Eigen::RowVectorXf norms = atoms.colwise().sum();
    core::normaliseAtoms (atoms);
    if (spec.sparsity == 0.0f)
        factors.activations.array().colwise() *= norms.transpose().array();
}

Factors flatStart (const Eigen::MatrixXf& atoms, Eigen::Index numFrames, const Constraints& constraints)
{
    Factors factors{ atoms, flatActivations (atoms, numFrames), 0.0 };
    if (constraints.atoms.size() > 0)
        factors.atoms.array() *= constraints.atoms.array();
    if (constraints.activations.size() > 0)
        factors.activations.array() *= constraints.activations.array();
    return factors;
}
} // namespace

core::Result<Factors> factorise (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& start,
                                 const FactorisationSpec& spec, const IterationCallback& onIteration,
                                 const Constraints& constraints)
{
    Factors factors = flatStart (start, spectra.cols(), constraints);
    const auto unit = static_cast<double> (spectra.size());
    for (int iteration = 1; iteration <= spec.iterations; ++iteration)
    {
        const Penalty onActivations = penaltyOnActivations (factors.activations, spec.terms, unit);
        const Penalty onAtoms = penaltyOnAtoms (factors.atoms, spec.terms, unit);
        const FrameSums sums = processAll (spectra, constraints, onActivations, spec, factors);
        updateAtoms (sums, constraints, onAtoms, spec, factors);
        factors.objective = sums.objective + onActivations.value + onAtoms.value;
        if (spec.onAtoms)
            spec.onAtoms (factors.atoms);
        if (! onIteration (iteration, factors.objective))
            return trainingCancelled ("iteration " + std::to_string (iteration));
        if (spec.enough.stop_requested())
            break;
    }
    return factors;
}

core::Result<Factors> factorise (const Eigen::MatrixXf& spectra, Eigen::Index numAtoms,
                                 const FactorisationSpec& spec, const IterationCallback& onIteration)
{
    return factorise (spectra, randomAtoms (spectra, numAtoms, spec.seed), spec, onIteration);
}

} // namespace unbraid::training
