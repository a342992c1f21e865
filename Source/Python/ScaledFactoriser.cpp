// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Python/ScaledFactoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Core/Factorisation/Solvers/SolverSettings.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unbraid::python
{

namespace
{
using Eigen::ArrayXf;
using Eigen::ArrayXXf;
using Eigen::Index;
using Eigen::MatrixXf;
using training::FrameSums;

using Spectra = Eigen::Ref<const MatrixXf>;
using Activations = Eigen::Ref<MatrixXf>;

constexpr float modelFloor = 1e-12f;  // of unit-mean frames: 120 dB of power below each
constexpr float factorFloor = 1e-15f; // keeps factors above zero, where they could not rise from
constexpr float largest = std::numeric_limits<float>::max();
constexpr Index solvedAtOnce = 512; // frames: bins x 512 floats stay in the cache
constexpr int checkEvery = 10;      // iterations

float bounded (double value)
{
    return static_cast<float> (std::min (value, static_cast<double> (largest)));
}

/** Frames with what their levels mean for an objective. */
struct Problem
{
    Problem (const ScaledFrames& frames, const ScaledSpec& given)
        : spec (given)
        , spectra (given.beta < 2.0f ? frames.spectra.cwiseMax (modelFloor).eval() : frames.spectra)
        , weights (frames.levels.size())
        , penalties (frames.levels.size())
    {
        for (Index n = 0; n < weights.size(); ++n)
        {
            const double level = frames.levels[n];
            weights[n] = level > 0.0 ? bounded (std::pow (level, given.beta)) : 0.0f;
            penalties[n] = level > 0.0 && given.sparsity > 0.0
                               ? bounded (given.sparsity * std::pow (level, 1.0 - given.beta))
                               : 0.0f;
        }
    }

    [[nodiscard]] bool isSquared() const { return spec.beta == 2.0f; }

    ScaledSpec spec;
    MatrixXf spectra;
    Eigen::RowVectorXf weights, penalties; // c^beta and mu c^(1 - beta)
};

/** The updates of the activations of some frames under fixed atoms. */
class FixedAtoms
{
public:
    FixedAtoms (const Problem& all, const MatrixXf& w)
        : problem (all)
        , atoms (w)
        , sums (w.colwise().sum().transpose())
        , exponent (core::safeExponent (all.spec.beta, 1.0f))
    {
        if (problem.isSquared())
            gram = w.transpose() * w;
    }

    /** The part of an update that frames alone decide. */
    void begin (const Spectra& spectra)
    {
        correlations = gram.size() > 0 ? atoms.transpose() * spectra : MatrixXf();
    }

    /** One update.
        first  of the frames */
    void update (const Spectra& spectra, Index first, Activations h)
    {
        const Eigen::Array<float, 1, Eigen::Dynamic> penalties =
            problem.penalties.segment (first, h.cols()).array();
        const float beta = problem.spec.beta;
        if (problem.isSquared())
        {
            upper = correlations;
            lower = gram * h;
        }
        else
        {
            const ArrayXXf model = (atoms * h).array() + modelFloor;
            training::weigh (spectra, model, beta, above, below);
            upper.noalias() = atoms.transpose() * above;
            if (beta == 1.0f)
                lower = sums.replicate (1, h.cols());
            else
                lower.noalias() = atoms.transpose() * below;
        }
        lower.array().rowwise() += penalties;
        const ArrayXXf ratio = upper.array() / lower.array().max (training::smallestDivisor);
        if (exponent == 1.0f)
            h.array() *= ratio;
        else
            h.array() *= ratio.pow (exponent);
        h = h.cwiseMax (factorFloor).cwiseMin (largest);
    }

    /** sum_n of the weighted objective of some frames. */
    [[nodiscard]] double objective (const Spectra& spectra, Index first, const Spectra& h) const
    {
        double all = 0.0;
        for (Index n = 0; n < h.cols(); ++n)
        {
            const Eigen::ArrayXf model = (atoms * h.col (n)).array() + modelFloor;
            const double each = core::betaDivergence (spectra.col (n).array(), model, problem.spec.beta) +
                                problem.penalties[first + n] * h.col (n).cast<double>().sum();
            all += problem.weights[first + n] * each;
        }
        return all;
    }

private:
    const Problem& problem;
    const MatrixXf& atoms;
    Eigen::VectorXf sums;
    float exponent;
    MatrixXf gram, correlations; // W^T W and W^T V, of squares alone
    MatrixXf above, below, upper, lower;
};

/** The activations of some frames. */
struct FixedFit
{
    FixedAtoms& atoms;
    Spectra spectra;
    Index first;
    Activations activations;

    void update() { atoms.update (spectra, first, activations); }
    [[nodiscard]] core::Done result() const { return {}; }
};

/** Adds what some frames ask of the atoms. */
void addSums (const Problem& problem, const MatrixXf& atoms, const Spectra& spectra, Index first,
              const Spectra& h, FrameSums& sums)
{
    const MatrixXf weighted = h.array().rowwise() * problem.weights.segment (first, h.cols()).array();
    if (problem.isSquared())
    {
        sums.upper.noalias() += spectra * weighted.transpose();
        sums.lower.noalias() += atoms * (h * weighted.transpose());
        return;
    }
    MatrixXf above, below;
    const ArrayXXf model = (atoms * h).array() + modelFloor;
    training::weigh (spectra, model, problem.spec.beta, above, below);
    sums.upper.noalias() += above * weighted.transpose();
    sums.lower.noalias() += below * weighted.transpose();
}

class ScaledFit
{
public:
    ScaledFit (const ScaledFrames& frames, const ScaledStart& start, const ScaledSpec& spec)
        : problem (frames, spec)
    {
        found.atoms = start.atoms;
        found.activations = start.activations.size() > 0
                                ? start.activations
                                : training::flatActivations (start.atoms, frames.spectra.cols());
        if (! start.keepsZeros)
            return;
        atomSupport = (found.atoms.array() > 0.0f).cast<float>();
        activationSupport = (found.activations.array() > 0.0f).cast<float>();
    }

    void update()
    {
        const int iteration = ++found.iterations;
        const bool isChecked =
            problem.spec.tolerance > 0.0 && (iteration == 1 || iteration % checkEvery == 0);
        const double objective = updateAll (isChecked);
        fall = std::numeric_limits<double>::infinity();
        if (! isChecked)
            return;
        if (iteration == 1)
            objectiveAtFirst = objective;
        else
            fall = objectiveBefore - objective;
        objectiveBefore = objective;
    }

    /** The fall of the objective since it was last looked at, relative to the first. */
    [[nodiscard]] double rest() const { return fall / std::abs (objectiveAtFirst); }
    ScaledFactors result() { return std::move (found); }

private:
    /** Returns the objective before the update, 0 where it is not asked for. */
    double updateAll (bool isAskedFor)
    {
        const FixedAtoms fixed (problem, found.atoms);
        const auto sums = training::sumOverFrames (
            problem.spectra.rows(), found.atoms.cols(), problem.spectra.cols(), problem.spec.numThreads,
            [&] (Index first, Index count, FrameSums& part)
            {
                FixedAtoms own = fixed;
                const auto spectra = problem.spectra.middleCols (first, count);
                auto h = found.activations.middleCols (first, count);
                if (isAskedFor)
                    part.objective += own.objective (spectra, first, h);
                own.begin (spectra);
                own.update (spectra, first, h);
                if (activationSupport.size() > 0)
                    h.array() *= activationSupport.middleCols (first, count).array();
                addSums (problem, found.atoms, spectra, first, h, part);
            });
        updateAtoms (sums);
        return sums.objective;
    }

    void updateAtoms (const FrameSums& sums)
    {
        auto& atoms = found.atoms;
        ArrayXXf upper = sums.upper.array(), lower = sums.lower.array();
        if (problem.spec.sparsity > 0.0)
            training::keepUnitAtoms (atoms, upper, lower);
        atoms.array() *=
            (upper / lower.max (training::smallestDivisor)).pow (core::majorisationStep (problem.spec.beta));
        atoms = atoms.cwiseMax (factorFloor).cwiseMin (1e30f);
        if (atomSupport.size() > 0)
            atoms.array() *= atomSupport.array();
        const Eigen::VectorXf norms = atoms.colwise().sum().transpose();
        core::normaliseAtoms (atoms);
        if (problem.spec.sparsity == 0.0)
            found.activations = norms.asDiagonal() * found.activations;
    }

    Problem problem;
    ScaledFactors found;
    MatrixXf atomSupport, activationSupport; // 1, and 0 at what stays zero; empty: nothing does
    double objectiveAtFirst = 1.0, objectiveBefore = 0.0;
    double fall = std::numeric_limits<double>::infinity();
};
} // namespace

core::Result<ScaledFactors> factoriseScaled (const ScaledFrames& frames, const ScaledStart& start,
                                             const ScaledSpec& spec, const GoOn& goOn)
{
    ScaledFit fit (frames, start, spec);
    return training::alternate (fit, { spec.iterations, spec.tolerance },
                                [&goOn] (int, double) { return goOn(); });
}

core::Result<MatrixXf> solveScaled (const ScaledFrames& frames, const MatrixXf& atoms, const ScaledSpec& spec,
                                    const GoOn& goOn)
{
    const Problem problem (frames, spec);
    FixedAtoms fixed (problem, atoms);
    MatrixXf activations = training::flatActivations (atoms, frames.spectra.cols());
    for (Index first = 0; first < activations.cols(); first += solvedAtOnce)
    {
        const Index count = std::min (solvedAtOnce, activations.cols() - first);
        const auto spectra = problem.spectra.middleCols (first, count);
        fixed.begin (spectra);
        FixedFit fit{ fixed, spectra, first, activations.middleCols (first, count) };
        if (const auto solved =
                training::alternate (fit, { spec.iterations }, [&goOn] (int, double) { return goOn(); });
            ! solved.ok())
            return solved.error();
    }
    return activations;
}

} // namespace unbraid::python
