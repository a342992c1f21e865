// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/MarginalLikelihood.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace unbraid::training
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr double smallestParameter = 1e-12;
constexpr float smallestPart = 1e-3f; // of the model, that an atom must explain
constexpr size_t numParts = 16; // of the frames: fixed, so that sums do not depend on the number of threads

/** K_0 and K_1 times e^x: the integral of e^(x (1 - cosh t)) cosh (n t) over t from 0 by the trapezoidal rule, which converges
    exponentially for this integrand. */
struct ScaledBessel
{
    explicit ScaledBessel (double x)
    {
        constexpr int points = 48;
        constexpr double reach = 40.0; // e^-40 is nothing beside one
        const double end = std::acosh (1.0 + reach / x), step = end / points;
        zero = one = 0.5 * step;
        for (int point = 1; point <= points; ++point)
        {
            const double hyperbolic = std::cosh (point * step);
            const double value = step * std::exp (x * (1.0 - hyperbolic));
            zero += value;
            one += value * hyperbolic;
        }
    }
    double zero = 0.0, one = 0.0;
};

/** One variational fit. */
class MarginalSearch
{
public:
    MarginalSearch (const MatrixXf& input, const RankSelectionSpec& wanted)
        : spec (wanted)
        , scale (1.0f / input.mean())
        , spectra ((scale * input.array() + wanted.floor).matrix())
        , atoms (randomAtoms (input, wanted.maxAtoms, wanted.seed))
        , means (MatrixXf::Ones (wanted.maxAtoms, input.cols()))
        , harmonics (0.5f * means)
    {
        atoms *= static_cast<float> (input.rows()) / static_cast<float> (wanted.maxAtoms);
    }

    /** q, then W. */
    void update()
    {
        const Index numFrames = spectra.cols();
        std::vector<Part> parts (numParts);
        runInParallel (numParts, spec.numThreads,
                       [&] (size_t number)
                       {
                           const auto part = static_cast<Index> (number),
                                      count = static_cast<Index> (numParts);
                           const Index first = numFrames * part / count, end = numFrames * (part + 1) / count;
                           updateFrames (first, end - first, parts[number]);
                       });
        MatrixXf upper = MatrixXf::Zero (atoms.rows(), atoms.cols()), lower = upper;
        bound = 0.0;
        for (const auto& part : parts)
        {
            upper += part.upper;
            lower += part.lower;
            bound += part.bound;
        }
        multiplyBy (ratioOf (upper.array(), lower.array()).sqrt(), atomFloor, atoms);
    }

    /** The negative bound between the two halves of the update. */
    [[nodiscard]] double objective() const { return -bound; }

    [[nodiscard]] Index numNeeded() const { return static_cast<Index> (needed().size()); }

    [[nodiscard]] RankedFactors result() const
    {
        const auto kept = needed();
        RankedFactors factors;
        factors.atoms = atoms (Eigen::all, kept);
        factors.activations = means (kept, Eigen::all);
        const Eigen::ArrayXf norms = factors.atoms.colwise().sum().transpose();
        core::normaliseAtoms (factors.atoms);
        factors.activations.array().colwise() *= norms / scale;
        factors.relevances = factors.activations.rowwise().mean();
        factors.objective = objective();
        return factors;
    }

private:
    struct Part
    {
        MatrixXf upper, lower;
        double bound = 0.0;
    };

    /** q of some frames, and their sums for W. */
    void updateFrames (Index first, Index count, Part& part)
    {
        const auto v = spectra.middleCols (first, count).array();
        auto h = means.middleCols (first, count);
        auto g = harmonics.middleCols (first, count);
        const MatrixXf rates = (atoms.transpose() * modelOf (h).inverse().matrix()).array() + 1.0f;
        const MatrixXf pulls =
            g.array().square() * (atoms.transpose() * (v / modelOf (g).square()).matrix()).array();
        for (Index frame = 0; frame < count; ++frame)
            for (Index atom = 0; atom < atoms.cols(); ++atom)
            {
                const double b = static_cast<double> (rates (atom, frame));
                const double c = std::max (static_cast<double> (pulls (atom, frame)), smallestParameter);
                const auto moments = momentsOf (b, c);
                h (atom, frame) = static_cast<float> (moments.mean);
                g (atom, frame) = static_cast<float> (moments.harmonicMean);
                part.bound += moments.logNormaliser + (b - 1.0) * moments.mean + c / moments.harmonicMean;
            }
        const Eigen::ArrayXXf m = modelOf (h), q = modelOf (g);
        part.bound -= (v / q + m.log()).cast<double>().sum();
        part.upper.noalias() = (v / q.square()).matrix() * g.transpose();
        part.lower.noalias() = m.inverse().matrix() * h.transpose();
    }

    [[nodiscard]] Eigen::ArrayXXf modelOf (const Eigen::Ref<const MatrixXf>& activations) const
    {
        return (atoms * activations).array() + spec.floor;
    }

    /** Atoms that explain something, the most first. */
    [[nodiscard]] std::vector<Index> needed() const
    {
        const Eigen::ArrayXf energies =
            atoms.colwise().sum().transpose().array() * means.rowwise().sum().array();
        std::vector<Index> order (static_cast<size_t> (atoms.cols()));
        std::iota (order.begin(), order.end(), Index{ 0 });
        std::stable_sort (order.begin(), order.end(),
                          [&] (Index a, Index b) { return energies[a] > energies[b]; });
        const float least = smallestPart * energies.sum();
        const auto end =
            std::find_if (order.begin() + 1, order.end(), [&] (Index k) { return energies[k] < least; });
        order.erase (end, order.end());
        return order;
    }

    const RankSelectionSpec& spec;
    float scale;
    MatrixXf spectra;          // V + floor, of mean one and the floor
    MatrixXf atoms;            // W
    MatrixXf means, harmonics; // [atoms x frames] E[h], g
    double bound = 0.0;
};
} // namespace

InverseGaussianMoments momentsOf (double b, double c)
{
    const double ratio = std::sqrt (c / b), x = 2.0 * std::sqrt (b * c);
    const ScaledBessel bessel (x);
    const double two = bessel.zero + 2.0 / x * bessel.one; // K_2
    return { ratio * two / bessel.one, ratio * bessel.one / bessel.zero,
             std::log (2.0 * ratio * bessel.one) - x };
}

core::Result<RankedFactors> marginalFactors (const MatrixXf& spectra, const RankSelectionSpec& spec,
                                             const core::ProgressOf<RankProgress>& onIteration)
{
    MarginalSearch search (spectra, spec);
    return alternate (search, { spec.iterations },
                      [&] (int iteration, double objective) {
                          return onIteration ({ iteration, objective, search.numNeeded(), true });
                      });
}

} // namespace unbraid::training
