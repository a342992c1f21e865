// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Factoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Cancelled.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <cmath>

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

/** Atoms that are sums of patterns. */
class PatternedAtoms
{
public:
    PatternedAtoms (const std::vector<Eigen::MatrixXf>& allPatterns, Eigen::MatrixXf& atoms)
        : patterns (allPatterns)
    {
        for (const auto& each : patterns)
            amplitudes.emplace_back (
                Eigen::VectorXf::Constant (each.cols(), 1.0f / std::max (each.sum(), smallestDivisor)));
        apply (atoms);
    }

    /** e . (P^T upper / P^T lower)^step, and the atoms they make. */
    void update (const Eigen::ArrayXXf& upper, const Eigen::ArrayXXf& lower, float step,
                 Eigen::MatrixXf& atoms)
    {
        for (size_t i = 0; i < patterns.size(); ++i)
        {
            const auto atom = static_cast<Eigen::Index> (i);
            const Eigen::ArrayXf high = (patterns[i].transpose() * upper.col (atom).matrix()).array();
            const Eigen::ArrayXf low = (patterns[i].transpose() * lower.col (atom).matrix()).array();
            amplitudes[i].array() *= (high / (low + smallestDivisor)).pow (step);
            amplitudes[i] = amplitudes[i].cwiseMax (atomFloor);
        }
        apply (atoms);
    }

    /** norms  [atoms] by which the atoms were divided */
    void normalise (const Eigen::RowVectorXf& norms)
    {
        for (size_t i = 0; i < patterns.size(); ++i)
            amplitudes[i] /= std::max (norms[static_cast<Eigen::Index> (i)], smallestDivisor);
    }

private:
    void apply (Eigen::MatrixXf& atoms) const
    {
        for (size_t i = 0; i < patterns.size(); ++i)
            atoms.col (static_cast<Eigen::Index> (i)) = patterns[i] * amplitudes[i];
    }

    const std::vector<Eigen::MatrixXf>& patterns;
    std::vector<Eigen::VectorXf> amplitudes; // e
};

void updateAtoms (const FrameSums& sums, const Constraints& constraints, const Penalty& term,
                  const FactorisationSpec& spec, PatternedAtoms& patterned, Factors& factors)
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
    patterned.update (upper, lower, step, atoms);
    const Eigen::RowVectorXf norms = atoms.colwise().sum();
    core::normaliseAtoms (atoms);
    patterned.normalise (norms);
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
    PatternedAtoms patterned (constraints.patterns, factors.atoms);
    const auto unit = static_cast<double> (spectra.size());
    for (int iteration = 1; iteration <= spec.iterations; ++iteration)
    {
        const Penalty onActivations = penaltyOnActivations (factors.activations, spec.terms, unit);
        const Penalty onAtoms = penaltyOnAtoms (factors.atoms, spec.terms, unit);
        const FrameSums sums = processAll (spectra, constraints, onActivations, spec, factors);
        updateAtoms (sums, constraints, onAtoms, spec, patterned, factors);
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
