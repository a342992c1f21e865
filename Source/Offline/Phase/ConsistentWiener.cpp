// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseMethods.h"

#include <utility>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
using Spectra = std::vector<MatrixXcf>; // one for each source

constexpr float varianceFloor = 1e-8f; // relative to the mean power of the mixture
constexpr double tolerance = 1e-6;     // of the residual's squared norm, relative to the first

/** a + factor * b, in place. */
void add (Spectra& a, float factor, const Spectra& b)
{
    for (size_t source = 0; source < a.size(); ++source)
        a[source] += factor * b[source];
}

/** The normal equations of the difference D to the Wiener estimates, in the subspace sum_j D_j = 0, of which every
    spectrogram here is. */
class ConsistencyProblem
{
public:
    ConsistencyProblem (core::Frames& frames, const Segment& segment, float consistencyWeight)
        : transform (frames)
        , consistency (consistencyWeight)
        , shareOfInconsistent (1.0f - static_cast<float> (frames.geometry().hop) /
                                          static_cast<float> (frames.geometry().fft))
    {
        for (const auto& variances : segment.variances)
            precisions.emplace_back (variances.array().max (varianceFloor).inverse().matrix());
    }

    [[nodiscard]] double product (const Spectra& a, const Spectra& b) const
    {
        double sum = 0.0;
        for (size_t source = 0; source < a.size(); ++source)
            sum += transform.product (a[source], b[source]);
        return sum;
    }

    /** The gradient's negative at D = 0: what is inconsistent in the estimates. */
    [[nodiscard]] Spectra rightSide (const Spectra& estimates)
    {
        Spectra right = estimates;
        for (size_t source = 0; source < right.size(); ++source)
        {
            transform.project (right[source]);
            right[source] = consistency * (right[source] - estimates[source]);
        }
        stayInSubspace (right);
        return right;
    }

    void apply (const Spectra& difference, Spectra& result)
    {
        result = difference;
        for (size_t source = 0; source < result.size(); ++source)
        {
            transform.project (result[source]);
            result[source] = precisions[source].cwiseProduct (difference[source]) +
                             consistency * (difference[source] - result[source]);
        }
        stayInSubspace (result);
    }

    /** The inverse of the diagonal in the subspace: (r_j - lambda) / c_j, with lambda such that it sums to zero. */
    void precondition (const Spectra& residual, Spectra& result) const
    {
        MatrixXf inverses = MatrixXf::Zero (residual[0].rows(), residual[0].cols());
        MatrixXcf multiplier = MatrixXcf::Zero (inverses.rows(), inverses.cols());
        for (size_t source = 0; source < residual.size(); ++source)
        {
            inverses += inverseDiagonal (source);
            multiplier += inverseDiagonal (source).cwiseProduct (residual[source]);
        }
        multiplier.array() /= inverses.array();
        result.resize (residual.size());
        for (size_t source = 0; source < residual.size(); ++source)
            result[source] = inverseDiagonal (source).cwiseProduct (residual[source] - multiplier);
    }

private:
    /** 1 / c_j, c_j the precision and the diagonal of what the penalty adds. */
    [[nodiscard]] MatrixXf inverseDiagonal (size_t source) const
    {
        return (precisions[source].array() + consistency * shareOfInconsistent).inverse().matrix();
    }

    static void stayInSubspace (Spectra& spectra)
    {
        MatrixXcf mean = spectra[0];
        for (size_t source = 1; source < spectra.size(); ++source)
            mean += spectra[source];
        mean /= static_cast<float> (spectra.size());
        for (auto& each : spectra)
            each -= mean;
    }

    core::Frames& transform;
    const float consistency;
    const float shareOfInconsistent;  // the mean diagonal of the projection on inconsistent spectrograms
    std::vector<MatrixXf> precisions; // 1 / v_j
};

/** Conjugate gradients for D. */
class ConsistencySolver
{
public:
    ConsistencySolver (ConsistencyProblem& equations, const Spectra& rightSide)
        : problem (equations)
        , right (rightSide)
        , residual (rightSide)
        , difference (rightSide)
    {
        for (auto& each : difference)
            each.setZero();
        problem.precondition (residual, direction);
        steepness = problem.product (residual, direction);
    }

    void update()
    {
        problem.apply (direction, image);
        const double step = steepness / problem.product (direction, image);
        add (difference, static_cast<float> (step), direction);
        add (residual, -static_cast<float> (step), image);
        problem.precondition (residual, image);
        const double before = std::exchange (steepness, problem.product (residual, image));
        for (size_t source = 0; source < image.size(); ++source)
            direction[source] = image[source] + static_cast<float> (steepness / before) * direction[source];
    }

    /** After the update. */
    [[nodiscard]] double objective() const
    {
        return -problem.product (difference, right) - problem.product (difference, residual);
    }

    /** The residual's squared norm. */
    [[nodiscard]] double rest() const { return steepness; }
    [[nodiscard]] Spectra result() { return std::move (difference); }

private:
    ConsistencyProblem& problem;
    const Spectra& right;
    Spectra residual, difference, direction, image;
    double steepness = 0.0;
};
} // namespace

core::Result<MatrixXf> consistentWiener (core::Frames& transform, const Segment& segment,
                                         const PhaseSettings& settings,
                                         const training::IterationCallback& onIteration)
{
    ConsistencyProblem problem (transform, segment, settings.consistency);
    Spectra estimates = wienerEstimates (segment);
    const Spectra right = problem.rightSide (estimates);
    ConsistencySolver solver (problem, right);
    auto course = courseOf (iterationsOf (settings));
    course.tolerance = tolerance * solver.rest();
    const auto difference = training::alternate (solver, course, onIteration);
    if (! difference.ok())
        return difference.error();
    add (estimates, 1.0f, difference.value());
    return soundOf (transform, segment, estimates);
}

} // namespace unbraid::offline
