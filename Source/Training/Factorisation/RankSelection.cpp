// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/RankSelection.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr float goneTolerance = 1e-2f; // an atom whose lambda is this near b / c explains nothing
constexpr float firstWeight = 1e-2f;   // of the final one
constexpr double growingShare = 0.4;   // of the iterations, during which the weight grows
constexpr double mainShare = 0.7;      // the rest fits again what an atom less leaves
constexpr int refits = 3;              // as many as those can be, at least

/** The factors while they are looked for; V is scaled so that the floor asked for is the model's. */
class Search
{
public:
    Search (const Eigen::MatrixXf& input, const RankSelectionSpec& wanted)
        : spectra (&input)
        , spec (&wanted)
        , scale (floorOfModel / wanted.floor)
        , atoms (randomAtoms (input, wanted.maxAtoms, wanted.seed))
    {
        const auto numAtoms = static_cast<float> (wanted.maxAtoms);
        const auto bins = static_cast<float> (input.rows());
        const auto frames = static_cast<float> (input.cols());
        const float mean = scale * input.mean();
        const float energy = mean * bins * frames / numAtoms;
        atoms *= std::sqrt (energy);
        activations.setConstant (wanted.maxAtoms, input.cols(), std::sqrt (energy) / frames);
        const float shape = wanted.shape;
        if (wanted.prior == RelevancePrior::halfNormal)
        {
            prior = 0.5f * std::numbers::pi_v<float> * (shape - 1.0f) * mean / numAtoms;
            count = 0.5f * (bins + frames) + shape + 1.0f;
        }
        else
        {
            prior = std::sqrt ((shape - 1.0f) * (shape - 2.0f) * mean / numAtoms);
            count = bins + frames + shape + 1.0f;
        }
        updateRelevances();
    }

    /** One update of everything. Returns C before it.
        share  of the final weight */
    double iterate (float share)
    {
        const float weight = share * spec->weight * std::pow (scale, spec->beta); // as D_beta scales
        const double before = weight * penalty();
        const Eigen::ArrayXf penalties = weight / relevances;
        const auto processBlock = [&] (Index first, Index length, FrameSums& sums)
        {
            const Eigen::MatrixXf block =
                (scale * spectra->middleCols (first, length).array() + floorOfModel).matrix();
            auto h = activations.middleCols (first, length);
            sums.objective += updateBlock (block, h, penalties);
            addSums (block, atoms, h, spec->beta, sums);
        };
        const FrameSums sums =
            sumOverFrames (atoms.rows(), atoms.cols(), activations.cols(), spec->numThreads, processBlock);
        updateAtoms (sums, penalties);
        updateRelevances();
        removeGone();
        return (before + sums.objective) / std::pow (scale, spec->beta);
    }

    [[nodiscard]] Index numAtoms() const { return atoms.cols(); }

    [[nodiscard]] Search withoutLeastRelevant() const
    {
        Search less = *this;
        less.keep (mostRelevant (numAtoms() - 1));
        return less;
    }

    [[nodiscard]] RankedFactors result (double objective) const
    {
        Search sorted = *this;
        sorted.keep (mostRelevant (numAtoms()));
        const Eigen::ArrayXf norms = sorted.atoms.colwise().sum().transpose();
        core::normaliseAtoms (sorted.atoms);
        sorted.activations.array().colwise() *= norms / scale;
        return { sorted.atoms, sorted.activations, sorted.relevances * (count / prior) - 1.0f, objective };
    }

private:
    [[nodiscard]] bool isHalfNormal() const { return spec->prior == RelevancePrior::halfNormal; }

    double updateBlock (const Eigen::MatrixXf& block, Eigen::Ref<Eigen::MatrixXf> h,
                        const Eigen::ArrayXf& penalties)
    {
        if (! isHalfNormal())
            return updateActivations (block, atoms, h, spec->beta, penalties, Monitor::on);
        const Penalty term{ 0.0, h.array().colwise() * penalties,
                            Eigen::ArrayXXf::Zero (h.rows(), h.cols()) };
        return updatePenalised (block, atoms, h, spec->beta, Eigen::ArrayXf::Zero (atoms.cols()), term);
    }

    /** sum_k [ (|w_k|_1 + |h_k|_1 + b) / lambda_k + c log lambda_k ] at the best lambda; atoms that are gone
        pay what zeros would. */
    [[nodiscard]] double penalty() const
    {
        const double gone = static_cast<double> (spec->maxAtoms - numAtoms()) *
                            std::log (static_cast<double> (prior) / static_cast<double> (count));
        return static_cast<double> (count) *
               (static_cast<double> (spec->maxAtoms) + relevances.cast<double>().log().sum() + gone);
    }

    void updateAtoms (const FrameSums& sums, const Eigen::ArrayXf& penalties)
    {
        const Eigen::ArrayXXf slopes =
            isHalfNormal() ? Eigen::ArrayXXf (atoms.array().rowwise() * penalties.transpose())
                           : Eigen::ArrayXXf (penalties.transpose().replicate (atoms.rows(), 1));
        const Eigen::ArrayXXf lower = sums.lower.array() + (slopes + smallestDivisor);
        atoms.array() *=
            (sums.upper.array() / lower)
                .pow (isHalfNormal() ? penalisedStep (spec->beta) : core::majorisationStep (spec->beta));
        atoms = atoms.cwiseMax (atomFloor);
    }

    void updateRelevances()
    {
        const Eigen::ArrayXf norms =
            isHalfNormal() ? Eigen::ArrayXf (0.5f * (atoms.colwise().squaredNorm().transpose() +
                                                     activations.rowwise().squaredNorm()))
                           : Eigen::ArrayXf (atoms.colwise().sum().transpose() + activations.rowwise().sum());
        relevances = (norms + prior) / count;
    }

    void removeGone()
    {
        const float alive = (1.0f + goneTolerance) * prior / count;
        const auto numAlive = static_cast<Index> ((relevances > alive).count());
        if (numAlive < numAtoms())
            keep (mostRelevant (std::max ({ numAlive, spec->wantedAtoms, Index{ 1 } })));
    }

    /** The atoms from the most relevant on. */
    [[nodiscard]] std::vector<Index> mostRelevant (Index number) const
    {
        std::vector<Index> order (static_cast<size_t> (numAtoms()));
        std::iota (order.begin(), order.end(), Index{ 0 });
        std::stable_sort (order.begin(), order.end(),
                          [this] (Index a, Index b) { return relevances[a] > relevances[b]; });
        order.resize (static_cast<size_t> (std::min (number, numAtoms())));
        return order;
    }

    void keep (const std::vector<Index>& kept)
    {
        atoms = Eigen::MatrixXf (atoms (Eigen::all, kept));
        activations = Eigen::MatrixXf (activations (kept, Eigen::all));
        relevances = Eigen::ArrayXf (relevances (kept));
    }

    const Eigen::MatrixXf* spectra;
    const RankSelectionSpec* spec;
    float scale;
    float prior = 0.0f; // b
    float count = 0.0f; // c
    Eigen::MatrixXf atoms;
    Eigen::MatrixXf activations;
    Eigen::ArrayXf relevances; // [atoms] lambda
};

/** A search from its start to its end. */
class Selection
{
public:
    Selection (const Eigen::MatrixXf& spectra, const RankSelectionSpec& wanted,
               const core::ProgressOf<RankProgress>& callback)
        : spec (wanted)
        , onIteration (callback)
        , search (spectra, wanted)
    {
    }

    core::Result<RankedFactors> run()
    {
        if (auto shaped = shapeAtoms(); ! shaped.ok())
            return shaped.error();
        if (auto taken = takeAway(); ! taken.ok())
            return taken.error();
        return search.result (objective);
    }

private:
    /** The updates of a search under a weight. */
    class Fit
    {
    public:
        Fit (Selection& all, Search& updated)
            : selection (all)
            , fitted (updated)
        {
        }

        void update()
        {
            selection.iteration = std::max (1, std::min (selection.iteration + 1, selection.spec.iterations));
            selection.share = selection.nextShare();
            selection.objective = fitted.iterate (selection.share);
        }

        [[nodiscard]] double objective() const { return selection.objective; }
        [[nodiscard]] core::Done result() const { return {}; }

    private:
        Selection& selection;
        Search& fitted;
    };

    /** The weight grows while all atoms move. */
    core::Status shapeAtoms()
    {
        Fit fit (*this, search);
        return alternate (fit, { mainIterations }, [this] (int, double) { return tell (share == 1.0f); });
    }

    /** Takes atoms away while that helps, or until as many are left as were wanted. */
    core::Status takeAway()
    {
        isRefit = true;
        while (hasTooMany())
        {
            if (auto fitted = refit (search); ! fitted.ok())
                return fitted;
            if (! hasTooMany()) // some went by themselves
                break;
            const double whole = objective;
            Search less = search.withoutLeastRelevant();
            if (auto fitted = refit (less); ! fitted.ok())
                return fitted;
            if (objective >= whole && spec.wantedAtoms == 0)
            {
                objective = whole;
                break;
            }
            search = std::move (less);
        }
        return core::Done{};
    }

    [[nodiscard]] bool hasTooMany() const
    {
        return search.numAtoms() > std::max (spec.wantedAtoms, Index{ 1 });
    }

    /** Some iterations at the full weight, as many for all that are compared. */
    core::Status refit (Search& fitted)
    {
        Fit fit (*this, fitted);
        const int steps = std::max (1, (spec.iterations - mainIterations) / refits);
        return alternate (fit, { steps }, [this] (int, double) { return tell (false); });
    }

    [[nodiscard]] bool tell (bool isDescent) const
    {
        return onIteration ({ iteration, objective, search.numAtoms(), isDescent });
    }

    /** The share of its final value that the weight has in the next iteration; none once there are as few atoms as were wanted. */
    [[nodiscard]] float nextShare() const
    {
        if (isRefit)
            return 1.0f;
        return search.numAtoms() <= spec.wantedAtoms ? 0.0f : weightShare();
    }

    [[nodiscard]] float weightShare() const
    {
        const double grown = (iteration - 1) / (growingShare * spec.iterations);
        return grown >= 1.0 ? 1.0f : std::pow (firstWeight, static_cast<float> (1.0 - grown));
    }

    const RankSelectionSpec& spec;
    const core::ProgressOf<RankProgress>& onIteration;
    const int mainIterations = std::max (1, static_cast<int> (mainShare* spec.iterations));
    Search search;
    double objective = 0.0; // C of the last iteration
    int iteration = 0;
    float share = 0.0f;   // of the weight, in the last iteration
    bool isRefit = false; // at the full weight
};
} // namespace

core::Result<RankedFactors> selectRank (const Eigen::MatrixXf& spectra, const RankSelectionSpec& spec,
                                        const core::ProgressOf<RankProgress>& onIteration)
{
    return Selection (spectra, spec, onIteration).run();
}

} // namespace unbraid::training
