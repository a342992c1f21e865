// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/DynamicFactoriser.h"

#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <utility>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXXf;
using Eigen::Index;
using Eigen::MatrixXf;

constexpr float lowestState = 1e-12f; // of H, A and what they predict
constexpr float quietestStart =
    1e-3f; // of the mean of H: what a search has left at nothing would have any growth
constexpr float stayingShare = 0.9f; // of A at the start; the rest is shared among all

class DynamicFit
{
public:
    DynamicFit (const MatrixXf& spectra, Factors start, const DynamicSpec& wanted)
        : spec (wanted)
        , values ((spectra.array() + wanted.floor).matrix())
    {
        found.factors = std::move (start);
        auto& h = found.factors.activations;
        h = h.cwiseMax (std::max (lowestState, quietestStart * h.mean()));
        const Index numAtoms = h.rows();
        found.transitions =
            MatrixXf::Constant (numAtoms, numAtoms, (1.0f - stayingShare) / static_cast<float> (numAtoms));
        found.transitions.diagonal().array() += stayingShare;
    }

    void update()
    {
        found.factors.objective = objectiveNow();
        updateFrames (0);
        updateFrames (1);
        if (numFollowers() > 0)
            updateTransitions();
        updateAtoms();
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return found.factors.objective; }
    [[nodiscard]] const DynamicFactors& result() const { return found; }

private:
    [[nodiscard]] Index numFollowers() const { return found.factors.activations.cols() - 1; }

    /** A H of some frames: what their followers are expected to be. */
    [[nodiscard]] MatrixXf predictedFrom (const MatrixXf& activations) const
    {
        return (found.transitions * activations).cwiseMax (lowestState);
    }

    [[nodiscard]] double objectiveNow() const
    {
        const auto& [w, h, last] = found.factors;
        const ArrayXXf model = (w * h).array() + spec.floor;
        double cost = quickDivergence (values, model, 0.0f);
        if (numFollowers() > 0)
            cost += static_cast<double> (spec.weight) *
                    quickDivergence (h.rightCols (numFollowers()),
                                     predictedFrom (h.leftCols (numFollowers())).array(), 0.0f);
        return cost;
    }

    /** Every second frame from `first` on, whose neighbours stand still. */
    void updateFrames (Index first)
    {
        auto& [w, h, last] = found.factors;
        const auto chosen = Eigen::seq (first, h.cols() - 1, 2);
        if (chosen.size() == 0)
            return;
        const MatrixXf predicted = predictedFrom (h), own = h (Eigen::all, chosen);
        MatrixXf a (own.rows(), own.cols()), b = a;
        weighActivationsFrom (values (Eigen::all, chosen), own, a, b);
        for (Index i = 0; i < own.cols(); ++i)
            h.col (first + 2 * i) = stateAt (first + 2 * i, predicted, a.col (i), b.col (i));
    }

    /** W^T (V / P^2) and W^T (1 / P). */
    void weighActivationsFrom (const MatrixXf& spectra, const MatrixXf& activations, MatrixXf& a, MatrixXf& b)
    {
        const auto& w = found.factors.atoms;
        weigh (spectra, (w * activations).array() + spec.floor, 0.0f, upper, lower);
        a.noalias() = w.transpose() * upper;
        b.noalias() = w.transpose() * lower;
    }

    /** predicted  A H of all frames */
    [[nodiscard]] Eigen::VectorXf stateAt (Index frame, const MatrixXf& predicted, Eigen::ArrayXf a,
                                           Eigen::ArrayXf b) const
    {
        const auto& h = found.factors.activations;
        const auto& transitions = found.transitions;
        float order = 0.0f; // lambda where a frame comes before
        if (frame < numFollowers())
        {
            const Eigen::VectorXf inverse = predicted.col (frame).cwiseInverse();
            const Eigen::VectorXf ratio = h.col (frame + 1).cwiseProduct (inverse).cwiseProduct (inverse);
            a += spec.weight * (transitions.transpose() * ratio).array();
            b += spec.weight * (transitions.transpose() * inverse).array();
        }
        if (frame > 0)
        {
            b += spec.weight / predicted.col (frame - 1).array();
            order = spec.weight;
        }
        b = b.max (smallestDivisor);
        const Eigen::ArrayXf root = (order * order + 4.0f * a * b * h.col (frame).array().square()).sqrt();
        return ((order + root) / (2.0f * b)).max (lowestState).matrix();
    }

    void updateTransitions()
    {
        const auto& h = found.factors.activations;
        const MatrixXf before = h.leftCols (numFollowers());
        weigh (h.rightCols (numFollowers()), predictedFrom (before).array(), 0.0f, upper, lower);
        multiplyBy (
            ratioOf ((upper * before.transpose()).array(), (lower * before.transpose()).array()).sqrt(),
            lowestState, found.transitions);
    }

    void updateAtoms()
    {
        auto& [w, h, last] = found.factors;
        weigh (values, (w * h).array() + spec.floor, 0.0f, upper, lower);
        multiplyBy (ratioOf ((upper * h.transpose()).array(), (lower * h.transpose()).array()).sqrt(),
                    atomFloor, w);
        const Eigen::VectorXf sums = moveSums (w, h);
        found.transitions = sums.asDiagonal() * found.transitions * sums.cwiseInverse().asDiagonal();
    }

    const DynamicSpec& spec;
    MatrixXf values; // V + floor
    DynamicFactors found;
    MatrixXf upper, lower;
};
} // namespace

core::Result<DynamicFactors> dynamicFactors (const MatrixXf& spectra, Factors start, const DynamicSpec& spec,
                                             const IterationCallback& onIteration)
{
    DynamicFit fit (spectra, std::move (start), spec);
    return alternate (fit, { spec.iterations }, onIteration);
}

} // namespace unbraid::training
