// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/ScoreFactoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXf;
using Eigen::ArrayXXf;
using Eigen::Index;
using Eigen::MatrixXf;

constexpr float silentLevel = 1e-3f; // of a note in the score
constexpr float kullbackLeibler = 1.0f;

class ScoreFit
{
public:
    ScoreFit (const MatrixXf& input, const MatrixXf& start, const MatrixXf& levels, const ScoreSpec& wanted)
        : spectra (input)
        , spec (wanted)
        , score (levels.cwiseMax (silentLevel))
        , coupling (wanted.coupling * static_cast<float> (input.rows()))
        , scoreWeight (wanted.scoreWeight * static_cast<float> (input.rows()))
    {
        factors.atoms = start;
        factors.activations = flatActivations (start, input.cols());
        const float level = factors.activations (0, 0);
        scored = level * score;
        gains = ArrayXf::Constant (score.rows(), 1.0f / level);
    }

    void update()
    {
        const FrameSums sums = sumOverFrames (
            factors.atoms.rows(), factors.atoms.cols(), spectra.cols(), spec.numThreads,
            [this] (Index first, Index count, FrameSums& block) { updateFrames (first, count, block); });
        updateAtoms (sums.upper);
        gains = score.rowwise().sum().array() / scored.rowwise().sum().array();
        factors.objective = sums.objective;
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return factors.objective; }
    [[nodiscard]] const Factors& result() const { return factors; }

private:
    [[nodiscard]] Index numNotes() const { return score.rows(); }
    [[nodiscard]] Index numRest() const { return factors.atoms.cols() - score.rows(); }

    /** V / P of some frames; adds their divergence. */
    [[nodiscard]] MatrixXf quotientOf (Index first, Index count, double* divergence) const
    {
        const ArrayXXf model =
            (factors.atoms * factors.activations.middleCols (first, count)).array() + spec.floor;
        const MatrixXf values = (spectra.middleCols (first, count).array() + spec.floor).matrix();
        if (divergence != nullptr)
            *divergence += quickDivergence (values, model, kullbackLeibler);
        return (values.array() / model).matrix();
    }

    void updateFrames (Index first, Index count, FrameSums& sums)
    {
        const MatrixXf quotient = quotientOf (first, count, &sums.objective);
        sums.objective += penaltyOf (first, count);
        auto h = factors.activations.middleCols (first, count);
        const MatrixXf pulled = h.cwiseProduct (factors.atoms.transpose() * quotient); // a_1
        updateNotes (pulled.topRows (numNotes()).array(), first, count);
        h.bottomRows (numRest()) = pulled.bottomRows (numRest()) / (1.0f + spec.restPrice);
        h = h.cwiseMax (activationFloor);
        sums.upper.noalias() += quotientOf (first, count, nullptr) * h.transpose();
    }

    /** All of C but the divergence of the spectra. */
    [[nodiscard]] double penaltyOf (Index first, Index count) const
    {
        const auto h = factors.activations.middleCols (first, count);
        const auto levels = scored.middleCols (first, count).array();
        const ArrayXXf model = levels.colwise() * gains;
        const ArrayXXf apart = (h.topRows (numNotes()).array() / levels).log().abs();
        return static_cast<double> (scoreWeight) *
                   quickDivergence (score.middleCols (first, count), model, kullbackLeibler) +
               static_cast<double> (coupling) * apart.cast<double>().sum() +
               static_cast<double> (spec.restPrice) * h.bottomRows (numRest()).cast<double>().sum();
    }

    /** The levels of the notes in both views.
        pulled  [notes x frames] a_1 */
    void updateNotes (const Eigen::Ref<const ArrayXXf>& pulled, Index first, Index count)
    {
        const ArrayXXf wanted = scoreWeight * score.middleCols (first, count).array(); // a_2
        const ArrayXXf cost = (scoreWeight * gains).replicate (1, count);              // b_2
        const ArrayXXf alike = (pulled + wanted) / (1.0f + cost);
        const ArrayXXf force = alike - pulled;
        const ArrayXXf sinking = (force > coupling).cast<float>(), rising = (force < -coupling).cast<float>();
        const ArrayXXf shift = coupling * (sinking - rising);
        const ArrayXXf isApart = sinking + rising;
        factors.activations.block (0, first, numNotes(), count) =
            (isApart * (pulled + shift) + (1.0f - isApart) * alike).max (activationFloor).matrix();
        scored.middleCols (first, count) =
            (isApart * (wanted - shift) / cost + (1.0f - isApart) * alike).max (activationFloor).matrix();
    }

    /** Norms of the notes' atoms go into the levels of both views, and out of the gains; the rest keeps unit atoms, since it pays
        for its activations.
        upper  [bins x atoms] (V / P) H^T */
    void updateAtoms (const MatrixXf& upper)
    {
        auto& [w, h, objective] = factors;
        const Eigen::RowVectorXf sums = h.rowwise().sum().transpose();
        ArrayXXf high = upper.array(), low = sums.replicate (w.rows(), 1).array();
        ArrayXXf highOfRest = high.rightCols (numRest()), lowOfRest = low.rightCols (numRest());
        keepUnitAtoms (w.rightCols (numRest()), highOfRest, lowOfRest);
        high.rightCols (numRest()) = highOfRest;
        low.rightCols (numRest()) = lowOfRest;
        w.array() *= ratioOf (high, low);
        const ArrayXf norms =
            w.leftCols (numNotes()).colwise().sum().transpose().array().max (smallestDivisor);
        core::normaliseAtoms (w);
        h.topRows (numNotes()) = norms.matrix().asDiagonal() * h.topRows (numNotes());
        scored = norms.matrix().asDiagonal() * scored;
    }

    const MatrixXf& spectra;
    const ScoreSpec& spec;
    MatrixXf score;    // [notes x frames] S
    float coupling;    // c
    float scoreWeight; // g
    Factors factors;
    MatrixXf scored; // [notes x frames] H_s
    ArrayXf gains;   // [notes] l
};
} // namespace

core::Result<Factors> factoriseWithScore (const MatrixXf& spectra, const MatrixXf& start,
                                          const MatrixXf& score, const ScoreSpec& spec,
                                          const IterationCallback& onIteration)
{
    ScoreFit fit (spectra, start, score, spec);
    return alternate (fit, { spec.iterations }, onIteration);
}

} // namespace unbraid::training
