// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Decomposition.h"

#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Factorisation/AlphaFactoriser.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/Factorisation/MarginalLikelihood.h"
#include "Training/Factorisation/RankSelection.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr Index minStart = 20;       // atoms a search begins with, at least
constexpr int startsPerAtom = 2;     // and for each atom wanted
constexpr int searchesPerSmooth = 5; // iterations of the search for one of the smoothing
constexpr unsigned int plainStarts = 5;

/** W, H and what their next step needs; V is scaled so that the floor asked for is the model's. */
class SmoothSearch
{
public:
    SmoothSearch (const Eigen::MatrixXf& input, Factors start, const DecompositionSpec& wanted)
        : spectra (input)
        , spec (wanted)
        , smoothness (wanted.beta == 0.0f && wanted.terms.continuity == 0.0f ? wanted.smoothness : 0.0f)
        , scale (floorOfModel / wanted.floor)
        , terms{ wanted.terms, {}, {} }
        , costScale (static_cast<double> (std::pow (scale, wanted.beta)))
        , factors (std::move (start))
    {
        if (wanted.start)
            support = { supportOf (factors.atoms), supportOf (factors.activations), 0.0 };
        factors.activations = (scale * factors.activations).cwiseMax (activationFloor);
        keepZeros();
        upper.resizeLike (factors.activations);
        lower.resizeLike (factors.activations);
    }

    /** H, then W. */
    void update()
    {
        const auto overFrames = [this] (const BlockWork& work)
        {
            return sumOverFrames (factors.atoms.rows(), factors.atoms.cols(), factors.activations.cols(),
                                  spec.numThreads, work);
        };
        const double unit = costScale * static_cast<double> (spectra.size());
        const Penalty onActivations = penaltyOnActivations (factors.activations, terms, unit);
        const Penalty onAtoms = penaltyOnAtoms (factors.atoms, terms, unit);
        const double divergence = overFrames ([this] (Index first, Index length, FrameSums& sums)
                                              { sums.objective += weighBlock (first, length); })
                                      .objective;
        before = (divergence + onActivations.value + onAtoms.value) / costScale + smoothness * roughness();
        updateAllFrames (onActivations);
        keepZeros();
        updateAtoms (overFrames (
                         [this] (Index first, Index length, FrameSums& sums)
                         {
                             addSums (block (first, length), factors.atoms,
                                      factors.activations.middleCols (first, length), spec.beta, sums);
                         }),
                     onAtoms);
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return before; }

    [[nodiscard]] Factors result() const { return { factors.atoms, factors.activations / scale, before }; }

private:
    /** 1 where an entry may change, 0 where it is zero. */
    static Eigen::MatrixXf supportOf (const Eigen::MatrixXf& values)
    {
        return (values.array() > 0.0f).cast<float>().matrix();
    }

    /** Those of the start, which floors have raised. */
    void keepZeros()
    {
        if (support.atoms.size() == 0)
            return;
        factors.atoms.array() *= support.atoms.array();
        factors.activations.array() *= support.activations.array();
    }

    [[nodiscard]] Eigen::MatrixXf block (Index first, Index length) const
    {
        return (scale * spectra.middleCols (first, length).array() + floorOfModel).matrix();
    }

    /** The two sides of the activations' update, of some frames. Returns their divergence. */
    double weighBlock (Index first, Index length)
    {
        return weighActivations (block (first, length), factors.atoms,
                                 factors.activations.middleCols (first, length), spec.beta, Monitor::on,
                                 upper.middleCols (first, length), lower.middleCols (first, length));
    }

    /** sum_k sum_(n>1) D_IS (h_kn | h_k(n-1)). */
    [[nodiscard]] double roughness() const
    {
        const Index pairs = factors.activations.cols() - 1;
        if (smoothness == 0.0f || pairs < 1)
            return 0.0;
        const Eigen::ArrayXXd ratio = factors.activations.rightCols (pairs).cast<double>().array() /
                                      factors.activations.leftCols (pairs).cast<double>().array();
        return (ratio - ratio.log() - 1.0).sum();
    }

    void updateAllFrames (const Penalty& term)
    {
        if (term.isNone())
        {
            updateFrames (0);
            updateFrames (1);
            return;
        }
        auto& h = factors.activations;
        const float step = addPenalty (term, spec.beta, upper.array(), lower.array());
        multiplyBy (ratioOf (upper.array(), lower.array()).pow (step), activationFloor, h);
    }

    void updateFrames (Index first)
    {
        auto& h = factors.activations;
        for (Index frame = first; frame < h.cols(); frame += 2)
        {
            if (smoothness == 0.0f)
                h.col (frame).array() *=
                    (upper.col (frame).array() / (lower.col (frame).array() + smallestDivisor))
                        .pow (core::majorisationStep (spec.beta));
            else
                h.col (frame) = smoothFrame (frame);
        }
        h = h.cwiseMax (activationFloor);
    }

    [[nodiscard]] Eigen::VectorXf smoothFrame (Index frame) const
    {
        const auto& h = factors.activations;
        const bool isFirst = frame == 0;
        const bool isLast = frame == h.cols() - 1;
        Eigen::ArrayXf a = h.col (frame).array().square() * upper.col (frame).array();
        Eigen::ArrayXf b = lower.col (frame).array() + smallestDivisor;
        if (! isLast)
            a += smoothness * h.col (frame + 1).array();
        if (! isFirst)
            b += smoothness / h.col (frame - 1).array();
        const float q = (isLast ? 0.0f : smoothness) - (isFirst ? 0.0f : smoothness);
        const Eigen::ArrayXf root = (q * q + 4.0f * a * b).sqrt();
        if (q > 0.0f) // the difference would cancel
            return (2.0f * a / (root + q)).matrix();
        return ((root - q) / (2.0f * b)).matrix();
    }

    void updateAtoms (FrameSums sums, const Penalty& term)
    {
        auto& atoms = factors.atoms;
        const float step = addPenalty (term, spec.beta, sums.upper.array(), sums.lower.array());
        multiplyBy (ratioOf (sums.upper.array(), sums.lower.array()).pow (step), atomFloor, atoms);
        keepZeros();
        moveSums (atoms, factors.activations);
    }

    const Eigen::MatrixXf& spectra;
    const DecompositionSpec& spec;
    float smoothness;
    float scale;
    PenaltyTerms terms;
    double costScale; // D_beta scales by it
    Factors factors;
    Factors support;       // 1, and 0 at the zeros of a given start; empty: none was given
    Eigen::MatrixXf upper; // [atoms x frames] W^T (V . P^(beta-2))
    Eigen::MatrixXf lower; // [atoms x frames] W^T P^(beta-1)
    double before = 0.0;   // C
};

RankSelectionSpec searchFor (const DecompositionSpec& spec)
{
    RankSelectionSpec search;
    search.beta = spec.beta;
    search.prior = spec.criterion == RankCriterion::ardHalfNormal ? RelevancePrior::halfNormal
                                                                  : RelevancePrior::exponential;
    search.maxAtoms = std::max (minStart, startsPerAtom * spec.numAtoms);
    search.wantedAtoms = spec.numAtoms;
    search.floor = spec.floor;
    search.iterations = spec.iterations;
    search.seed = spec.seed;
    search.numThreads = spec.numThreads;
    return search;
}

/** W and H of uniform random numbers, whose product has the mean of V. */
Factors plainStart (const Eigen::MatrixXf& spectra, Index numAtoms, unsigned int seed)
{
    std::mt19937_64 random (seed);
    const auto uniform = [&random] { return static_cast<float> (random() >> 40) * 0x1p-24f; };
    Factors start{ Eigen::MatrixXf::NullaryExpr (spectra.rows(), numAtoms, uniform),
                   Eigen::MatrixXf::NullaryExpr (numAtoms, spectra.cols(), uniform), 0.0 };
    core::normaliseAtoms (start.atoms);
    start.activations *= 2.0f * spectra.mean() * static_cast<float> (spectra.rows()) /
                         static_cast<float> (std::max<Index> (1, numAtoms));
    return start;
}

/** The given factors, and plain ones in place of what is not given. */
core::Result<Factors> completeStart (const Eigen::MatrixXf& spectra, const DecompositionSpec& spec)
{
    const Factors& given = *spec.start;
    const bool hasAtoms = given.atoms.size() > 0, hasActivations = given.activations.size() > 0;
    Factors start = plainStart (spectra, hasAtoms ? given.atoms.cols() : given.activations.rows(), spec.seed);
    if (hasAtoms)
        start.atoms = given.atoms;
    core::normaliseAtoms (start.atoms);
    if (hasActivations)
        start.activations = given.activations;
    if (hasAtoms && hasActivations)
        start.activations = given.atoms.colwise().sum().transpose().asDiagonal() * given.activations;
    if (start.atoms.rows() == spectra.rows() && start.atoms.cols() == start.activations.rows() &&
        start.activations.cols() == spectra.cols())
        return start;
    const auto shape = [] (Index rows, Index columns)
    { return std::to_string (rows) + " x " + std::to_string (columns); };
    return core::Error{
        "the factors to begin with have another shape than those of this recording and window", "W and H",
        shape (start.atoms.rows(), start.atoms.cols()) + " and " +
            shape (start.activations.rows(), start.activations.cols()),
        shape (spectra.rows(), start.atoms.cols()) + " and " + shape (start.atoms.cols(), spectra.cols())
    };
}

core::Result<Factors> fromStart (const Eigen::MatrixXf& spectra, const DecompositionSpec& spec,
                                 const core::ProgressOf<DecompositionProgress>& onProgress)
{
    auto start = completeStart (spectra, spec);
    if (! start.ok())
        return start;
    const Index numAtoms = start.value().atoms.cols();
    return smoothFactors (spectra, std::move (start).value(), spec, spec.iterations,
                          [&] (int iteration, double objective) {
                              return onProgress ({ iteration, spec.iterations, objective, numAtoms });
                          });
}

/** The search for a number of atoms that is known ends where few are left of many, and where a divergence counts what is loud, what is
    left are chords. Of some plain starts the one that ends lowest has the notes. */
bool startsPlainly (const DecompositionSpec& spec)
{
    return spec.numAtoms > 0 && spec.beta >= 1.0f && ! spec.alpha;
}

core::Result<Factors> bestOfPlainStarts (const Eigen::MatrixXf& spectra, const DecompositionSpec& spec,
                                         const core::ProgressOf<DecompositionProgress>& onProgress)
{
    std::optional<Factors> best;
    for (unsigned int start = 0; start < plainStarts; ++start)
    {
        const auto onIteration = [&] (int iteration, double objective)
        {
            return onProgress ({ static_cast<int> (start) * spec.iterations + iteration,
                                 static_cast<int> (plainStarts) * spec.iterations, objective,
                                 spec.numAtoms });
        };
        auto found = smoothFactors (spectra, plainStart (spectra, spec.numAtoms, spec.seed + start), spec,
                                    spec.iterations, onIteration);
        if (! found.ok())
            return found;
        if (! best || found.value().objective < best->objective)
            best = std::move (found).value();
    }
    return *std::move (best);
}
} // namespace

core::Result<Factors> smoothFactors (const Eigen::MatrixXf& spectra, Factors start,
                                     const DecompositionSpec& spec, int iterations,
                                     const IterationCallback& onIteration)
{
    SmoothSearch search (spectra, std::move (start), spec);
    return alternate (search, { .iterations = iterations, .task = "the decomposition" }, onIteration);
}

core::Result<Factors> decompose (const Eigen::MatrixXf& spectra, const DecompositionSpec& spec,
                                 const core::ProgressOf<DecompositionProgress>& onProgress)
{
    if (spec.start)
        return fromStart (spectra, spec, onProgress);
    if (startsPlainly (spec))
        return bestOfPlainStarts (spectra, spec, onProgress);
    const int smoothing = spec.iterations / searchesPerSmooth;
    const int all = spec.iterations + smoothing;
    const auto onSearch = [&] (const RankProgress& progress) {
        return onProgress ({ progress.iteration, all, progress.objective, progress.numAtoms });
    };
    auto found = spec.criterion == RankCriterion::marginal
                     ? marginalFactors (spectra, searchFor (spec), onSearch)
                     : selectRank (spectra, searchFor (spec), onSearch);
    if (! found.ok())
        return found.error();
    Factors start{ std::move (found.value().atoms), std::move (found.value().activations), 0.0 };
    const Index numAtoms = start.atoms.cols();
    const auto onSmoothing = [&] (int iteration, double objective) {
        return onProgress ({ spec.iterations + iteration, all, objective, numAtoms });
    };
    if (spec.alpha)
        return alphaFactors (spectra, std::move (start), *spec.alpha, spec.floor, smoothing, onSmoothing);
    return smoothFactors (spectra, std::move (start), spec, smoothing, onSmoothing);
}

} // namespace unbraid::training
