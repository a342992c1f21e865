// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/ComplexNmf.h"

#include "Offline/Phase/PhaseAdvance.h"
#include "Offline/Phase/VarianceFactors.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Complex = std::complex<float>;
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

constexpr float smallestAmplitude =
    1e-5f; // added to all, so that every source has a share; the mixture has unit mean power

/** A source: amplitudes W H, phases as numbers of length one, and by how much they should turn from the frame before; 0: any. */
struct ComplexSource
{
    training::Factors factors;
    MatrixXf amplitudes;
    MatrixXcf phases, turns;

    [[nodiscard]] MatrixXcf spectra() const { return phases.cwiseProduct (amplitudes); }
    void model() { amplitudes.noalias() = factors.atoms * factors.activations; }

    /** H . [W^T u]_+ / W^T (c . a), each bin as often as it stands in the whole transform. */
    void updateActivations (const MatrixXf& u, const MatrixXf& c, const Eigen::VectorXf& weights)
    {
        const MatrixXf weighted = weights.asDiagonal() * factors.atoms;
        const Eigen::ArrayXXf high = (weighted.transpose() * u).array().max (0.0f);
        const Eigen::ArrayXXf low = (weighted.transpose() * c.cwiseProduct (amplitudes)).array();
        factors.activations.array() *= high / low.max (training::smallestDivisor);
        model();
    }

    void updateAtoms (const MatrixXf& u, const MatrixXf& c)
    {
        const Eigen::ArrayXXf high = (u * factors.activations.transpose()).array().max (0.0f);
        const Eigen::ArrayXXf low = (c.cwiseProduct (amplitudes) * factors.activations.transpose()).array();
        factors.atoms.array() *= high / low.max (training::smallestDivisor);
        const Eigen::RowVectorXf sums = factors.atoms.colwise().sum();
        const Eigen::RowVectorXf scales = (sums.array() > 0.0f).select (sums, 1.0f);
        factors.atoms.array().rowwise() /= scales.array();
        factors.activations.array().colwise() *= scales.transpose().array();
        model();
    }
};

Complex unitOr (Complex value, Complex otherwise)
{
    const float length = std::abs (value);
    return length > 0.0f ? value / length : otherwise;
}

class ComplexFit
{
public:
    ComplexFit (core::Frames& frames, const MatrixXcf& sound, std::vector<training::Factors> starts,
                const ComplexNmfSpec& wanted)
        : transform (frames)
        , mixture (sound)
        , power (sound.cwiseAbs2())
        , spec (wanted)
    {
        const MatrixXcf phases = sound.unaryExpr ([] (Complex value) { return unitOr (value, 1.0f); });
        for (auto& start : starts)
        {
            ComplexSource source;
            source.factors = std::move (start);
            source.model();
            source.phases = phases;
            if (spec.prediction > 0.0f)
                predict (source);
            sources.push_back (std::move (source));
        }
    }

    void update()
    {
        MatrixXcf rest = mixture;
        MatrixXf total = MatrixXf::Zero (mixture.rows(), mixture.cols());
        for (const auto& source : sources)
        {
            rest -= source.spectra();
            total += source.amplitudes;
        }
        total.array() += static_cast<float> (sources.size()) * smallestAmplitude;
        before = transform.product (rest, rest);
        for (auto& source : sources)
            before += update (source, rest, total);
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return before; }

    [[nodiscard]] std::vector<MatrixXcf> result() const
    {
        std::vector<MatrixXcf> found;
        for (const auto& source : sources)
            found.push_back (source.spectra());
        return found;
    }

private:
    void predict (ComplexSource& source)
    {
        PhaseAdvance advance (transform.geometry());
        source.turns = MatrixXcf::Zero (mixture.rows(), mixture.cols());
        for (Index t = 1; t < mixture.cols(); ++t)
        {
            const Eigen::ArrayXf last = source.amplitudes.col (t - 1).array().square();
            const Eigen::VectorXf now = source.amplitudes.col (t).cwiseAbs2();
            source.turns.col (t) =
                (now.array() > spec.onsetRatio * last).select (Complex (0.0f), advance.follow (now).array());
        }
    }

    /** Phases and amplitudes of a source. Returns its part of C before. */
    double update (ComplexSource& source, const MatrixXcf& rest, const MatrixXf& total)
    {
        const MatrixXf inverseShares =
            (total.array() / (source.amplitudes.array() + smallestAmplitude)).matrix();
        const MatrixXf weights = (inverseShares.array() + spec.consistency).matrix(); // c
        MatrixXcf pulls = source.spectra();                                           // S, then g
        double penalty = roughness (source);
        if (spec.consistency > 0.0f)
        {
            MatrixXcf consistent = pulls;
            transform.project (consistent);
            const MatrixXcf difference = pulls - consistent;
            penalty += static_cast<double> (spec.consistency) * transform.product (difference, difference);
            pulls = pulls.cwiseProduct (inverseShares) + rest + spec.consistency * consistent;
        }
        else
            pulls = pulls.cwiseProduct (inverseShares) + rest;
        turn (source, pulls);
        const MatrixXf along = pulls.cwiseProduct (source.phases.conjugate()).real(); // u
        source.updateActivations (along, weights, transform.binWeights());
        source.updateAtoms (along, weights);
        return penalty;
    }

    /** sigma times the distances of the phases from those predicted. */
    [[nodiscard]] double roughness (const ComplexSource& source) const
    {
        if (spec.prediction == 0.0f)
            return 0.0;
        double sum = 0.0;
        for (Index t = 1; t < mixture.cols(); ++t)
            for (Index bin = 0; bin < mixture.rows(); ++bin)
                if (const Complex by = source.turns (bin, t); by != Complex (0.0f))
                    sum += static_cast<double> (
                        transform.binWeights()[bin] * power (bin, t) *
                        std::norm (source.phases (bin, t) - by * source.phases (bin, t - 1)));
        return static_cast<double> (spec.prediction) * sum;
    }

    /** The phases frame by frame, each the best given its neighbours. */
    void turn (ComplexSource& source, const MatrixXcf& pulls) const
    {
        auto& phases = source.phases;
        const bool isPredicted = spec.prediction > 0.0f;
        for (Index t = 0; t < mixture.cols(); ++t)
            for (Index bin = 0; bin < mixture.rows(); ++bin)
            {
                Complex wanted = source.amplitudes (bin, t) * pulls (bin, t);
                if (isPredicted && t > 0)
                    wanted += spec.prediction * power (bin, t) * source.turns (bin, t) * phases (bin, t - 1);
                if (isPredicted && t + 1 < mixture.cols())
                    wanted += spec.prediction * power (bin, t + 1) * std::conj (source.turns (bin, t + 1)) *
                              phases (bin, t + 1);
                phases (bin, t) = unitOr (wanted, phases (bin, t));
            }
    }

    core::Frames& transform;
    const MatrixXcf& mixture;
    MatrixXf power;
    ComplexNmfSpec spec;
    std::vector<ComplexSource> sources;
    double before = 0.0; // C
};
} // namespace

core::Result<std::vector<MatrixXcf>> fitComplexNmf (core::Frames& transform, const MatrixXcf& mixture,
                                                    std::vector<training::Factors> amplitudes,
                                                    const ComplexNmfSpec& spec,
                                                    const training::IterationCallback& onIteration)
{
    ComplexFit fit (transform, mixture, std::move (amplitudes), spec);
    return training::alternate (fit, courseOf (spec.iterations), onIteration);
}

core::Result<MatrixXf> complexNmf (core::Frames& transform, const Segment& segment,
                                   const PhaseSettings& settings,
                                   const training::IterationCallback& onIteration)
{
    std::vector<training::Factors> starts;
    for (const auto& variances : segment.variances)
        starts.push_back (startingFactors (variances.cwiseSqrt(), 1.0f, settings.numAtoms, settings.seed));
    const ComplexNmfSpec spec{ iterationsOf (settings), settings.consistency, settings.prediction,
                               settings.onsetRatio };
    const auto found = fitComplexNmf (transform, segment.mixture, std::move (starts), spec, onIteration);
    if (! found.ok())
        return found.error();
    return soundOf (transform, segment, found.value());
}

} // namespace unbraid::offline
