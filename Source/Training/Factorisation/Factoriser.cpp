// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Factoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unbraid::training
{

namespace
{
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

Factors flatStart (const Eigen::MatrixXf& atoms, Eigen::Index numFrames, const Constraints& constraints)
{
    Factors factors{ atoms, flatActivations (atoms, numFrames), 0.0 };
    if (constraints.atoms.size() > 0)
        factors.atoms.array() *= constraints.atoms.array();
    if (constraints.activations.size() > 0)
        factors.activations.array() *= constraints.activations.array();
    return factors;
}

class BatchFit
{
public:
    BatchFit (const Eigen::MatrixXf& input, const Eigen::MatrixXf& start, const FactorisationSpec& wanted,
              const Constraints& support)
        : spectra (input)
        , spec (wanted)
        , constraints (support)
        , factors (flatStart (start, input.cols(), support))
        , patterned (support.patterns, factors.atoms)
    {
    }

    void update()
    {
        const auto unit = static_cast<double> (spectra.size());
        const Penalty onActivations = penaltyOnActivations (factors.activations, spec.terms, unit);
        const Penalty onAtoms = penaltyOnAtoms (factors.atoms, spec.terms, unit);
        const FrameSums sums = processAll (onActivations);
        updateAtoms (sums, onAtoms);
        factors.objective = sums.objective + onActivations.value + onAtoms.value;
        if (spec.onAtoms)
            spec.onAtoms (factors.atoms);
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return factors.objective; }
    [[nodiscard]] Factors result() { return std::move (factors); }

private:
    /** Activations of all frames updated, and the sums for the atoms. */
    FrameSums processAll (const Penalty& term)
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

    void updateAtoms (const FrameSums& sums, const Penalty& term)
    {
        auto& atoms = factors.atoms;
        Eigen::ArrayXXf upper = sums.upper.array();
        Eigen::ArrayXXf lower = sums.lower.array();
        if (spec.sparsity > 0.0f)
            keepUnitAtoms (atoms, upper, lower);
        const float step = addPenalty (term, spec.beta, upper, lower);
        multiplyBy (ratioOf (upper, lower).pow (step), atomFloor, atoms);
        if (constraints.atoms.size() > 0)
            atoms.array() *= constraints.atoms.array();
        patterned.update (upper, lower, step, atoms);
        const Eigen::RowVectorXf norms = atoms.colwise().sum();
        core::normaliseAtoms (atoms);
        patterned.normalise (norms);
        if (spec.sparsity == 0.0f)
            factors.activations.array().colwise() *= norms.transpose().array();
    }

    const Eigen::MatrixXf& spectra;
    const FactorisationSpec& spec;
    const Constraints& constraints;
    Factors factors;
    PatternedAtoms patterned;
};
} // namespace

core::Result<Factors> factorise (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& start,
                                 const FactorisationSpec& spec, const IterationCallback& onIteration,
                                 const Constraints& constraints)
{
    BatchFit fit (spectra, start, spec, constraints);
    return alternate (fit, { .iterations = spec.iterations, .enough = spec.enough }, onIteration);
}

core::Result<Factors> factorise (const Eigen::MatrixXf& spectra, Eigen::Index numAtoms,
                                 const FactorisationSpec& spec, const IterationCallback& onIteration)
{
    return factorise (spectra, randomAtoms (spectra, numAtoms, spec.seed), spec, onIteration);
}

} // namespace unbraid::training
