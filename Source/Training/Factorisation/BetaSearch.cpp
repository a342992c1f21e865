// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/BetaSearch.h"

#include "Core/Factorisation/Solvers/Divergence.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXXd;
using Eigen::ArrayXXf;
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index mostFrames = 500;
constexpr double smallestDispersion = 1e-6, largestDispersion = 1e3;

/** Frames all over the recording. */
MatrixXf someFrames (const MatrixXf& power)
{
    const Index step = (power.cols() + mostFrames - 1) / mostFrames;
    return power (Eigen::all, Eigen::seq (0, power.cols() - 1, step));
}

/** 1 for values that are fitted, 0 for those that are held out. */
ArrayXXf observedOf (Index numBins, Index numFrames, const BetaSearchSpec& spec)
{
    std::mt19937_64 random (spec.seed);
    ArrayXXf observed (numBins, numFrames);
    for (float& value : observed.reshaped())
        value = static_cast<float> (random() >> 40) * 0x1p-24f < spec.heldOutShare ? 0.0f : 1.0f;
    return observed;
}

/** 1 where the mean of the values around is above the floor; the value itself has no say. */
ArrayXXd countedOf (const MatrixXf& power, float floor)
{
    ArrayXXd counted (power.rows(), power.cols());
    for (Index frame = 0; frame < power.cols(); ++frame)
        for (Index bin = 0; bin < power.rows(); ++bin)
        {
            const Index low = std::max<Index> (bin - 1, 0), high = std::min (bin + 1, power.rows() - 1);
            const Index first = std::max<Index> (frame - 1, 0), last = std::min (frame + 1, power.cols() - 1);
            const auto around = power.block (low, first, high - low + 1, last - first + 1);
            const auto others = static_cast<float> (around.size() - 1);
            counted (bin, frame) = around.sum() - power (bin, frame) > floor * others ? 1.0 : 0.0;
        }
    return counted;
}

double divergenceOf (double beta, double v, double mean)
{
    if (beta == 0.0)
        return v / mean - std::log (v / mean) - 1.0;
    if (beta == 1.0)
        return v * std::log (v / mean) - v + mean;
    return (std::pow (v, beta) + (beta - 1.0) * std::pow (mean, beta) -
            beta * v * std::pow (mean, beta - 1.0)) /
           (beta * (beta - 1.0));
}

/** A table of `logSaddlepointMass`. */
class SaddlepointMass
{
public:
    explicit SaddlepointMass (double beta)
    {
        for (int i = 0; i < numPoints; ++i)
            logMass[static_cast<size_t> (i)] = logSaddlepointMass (beta, std::exp (first + i * spacing));
    }

    [[nodiscard]] double at (double logRatio) const
    {
        const double position = std::clamp ((logRatio - first) / spacing, 0.0, numPoints - 1.001);
        const auto index = static_cast<size_t> (position);
        const double share = position - static_cast<double> (index);
        return (1.0 - share) * logMass[index] + share * logMass[index + 1];
    }

private:
    static constexpr int numPoints = 120;
    static constexpr double first = -6.9, spacing = 0.2; // below, the density is narrow and its integral one
    std::array<double, numPoints> logMass{};
};

/** The least of a function with one valley, by golden sections. */
template <typename Cost>
double leastBetween (double low, double high, const Cost& cost)
{
    constexpr double golden = 0.6180339887498949, tolerance = 1e-3;
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double atLeft = cost (left), atRight = cost (right);
    while (high - low > tolerance)
        if (atLeft < atRight)
        {
            high = right, right = left, atRight = atLeft;
            left = high - golden * (high - low), atLeft = cost (left);
        }
        else
        {
            low = left, left = right, atLeft = atRight;
            right = low + golden * (high - low), atRight = cost (right);
        }
    return 0.5 * (low + high);
}

/** A divergence that is fitted to the values observed, by weighted multiplicative updates. */
class BetaFit
{
public:
    BetaFit (const MatrixXf& power, const ArrayXXf& fitted, const BetaSearchSpec& spec, float divergenceBeta)
        : observed (fitted)
        , beta (divergenceBeta)
        , isPower (divergenceBeta == 0.0f)
        , floor (isPower ? spec.floor : std::sqrt (spec.floor))
    {
        values = power.array() + spec.floor;
        if (! isPower)
            values = values.sqrt();
        const MatrixXf seen = (values * observed).matrix();
        atoms = randomAtoms (seen, spec.numAtoms, spec.seed);
        activations = values.mean() * flatActivations (atoms, values.cols());
    }

    void update()
    {
        const float step = core::majorisationStep (beta);
        weigh();
        multiplyBy (
            ratioOf ((atoms.transpose() * upper).array(), (atoms.transpose() * lower).array()).pow (step),
            activationFloor, activations);
        weigh();
        multiplyBy (
            ratioOf ((upper * activations.transpose()).array(), (lower * activations.transpose()).array())
                .pow (step),
            atomFloor, atoms);
        moveSums (atoms, activations);
    }

    /** The fit itself scores nothing. */
    [[nodiscard]] core::Done result() const { return {}; }

    /** counted  [bins x frames] 1 for the values that count */
    [[nodiscard]] BetaScore score (const ArrayXXd& counted) const
    {
        const ArrayXXd fitted = counted * observed.cast<double>(), others = counted - fitted;
        const ArrayXXd model = modelOf().cast<double>(), v = values.cast<double>();
        const auto b = static_cast<double> (beta);
        const ArrayXXd divergence =
            v.binaryExpr (model, [b] (double value, double mean) { return divergenceOf (b, value, mean); });
        const SaddlepointMass mass (b);
        const ArrayXXd logModel = model.log();
        const auto costsOf = [&] (double logPhi) -> ArrayXXd
        {
            const double constant = 0.5 * (std::log (2.0 * std::numbers::pi) + logPhi);
            return divergence * std::exp (-logPhi) + constant +
                   logModel.unaryExpr ([&] (double each) { return mass.at (logPhi - b * each); });
        };
        const auto meanOf = [] (const ArrayXXd& weights, const ArrayXXd& costs)
        { return (weights * costs).sum() / std::max (weights.sum(), 1.0); };
        const double logPhi = leastBetween (std::log (smallestDispersion), std::log (largestDispersion),
                                            [&] (double each) { return meanOf (fitted, costsOf (each)); });
        const ArrayXXd costs = costsOf (logPhi) + restOf (v);
        return { beta, std::exp (logPhi), meanOf (fitted, costs), meanOf (others, costs) };
    }

private:
    [[nodiscard]] ArrayXXf modelOf() const { return (atoms * activations).array() + floor; }

    void weigh()
    {
        const ArrayXXf model = modelOf();
        lower = (observed * model.pow (beta - 1.0f)).matrix();
        upper = (lower.array() * values / model).matrix();
    }

    /** What depends neither on the model nor on phi: v^(1 - beta/2), and for a power the change to its magnitude. */
    [[nodiscard]] ArrayXXd restOf (const ArrayXXd& v) const
    {
        const ArrayXXd logarithm = v.log();
        if (isPower)
            return 0.5 * logarithm - std::log (2.0); // log v - log (2 m), m^2 = v
        return (1.0 - 0.5 * static_cast<double> (beta)) * logarithm;
    }

    const ArrayXXf& observed;
    float beta;
    bool isPower;
    float floor;
    ArrayXXf values; // V
    MatrixXf atoms, activations, upper, lower;
};
} // namespace

double logSaddlepointMass (double beta, double dispersion)
{
    constexpr int points = 3000;
    constexpr double low = -20.0, step = 0.01; // of log v
    double sum = 0.0;
    for (int i = 0; i < points; ++i)
    {
        const double v = std::exp (low + i * step);
        sum += v * std::exp (-divergenceOf (beta, v, 1.0) / dispersion) /
               std::sqrt (2.0 * std::numbers::pi * dispersion * std::pow (v, 2.0 - beta));
    }
    return std::log (step * sum);
}

core::Result<std::vector<BetaScore>> compareBetas (const MatrixXf& spectra, const BetaSearchSpec& spec,
                                                   const core::Progress& onProgress)
{
    MatrixXf power = someFrames (spectra);
    power /= static_cast<float> (power.cast<double>().mean());
    const ArrayXXf observed = observedOf (power.rows(), power.cols(), spec);
    const ArrayXXd counted = countedOf (power, spec.floor);
    std::vector<BetaScore> scores;
    for (const float beta : spec.betas)
    {
        BetaFit fit (power, observed, spec, beta);
        const auto onIteration = [&] (int iteration, double)
        {
            return onProgress (
                (static_cast<double> (scores.size()) + static_cast<double> (iteration) / spec.iterations) /
                static_cast<double> (spec.betas.size()));
        };
        if (const auto fitted = alternate (fit, { spec.iterations }, onIteration); ! fitted.ok())
            return fitted.error();
        scores.push_back (fit.score (counted));
    }
    return scores;
}

float bestBeta (const std::vector<BetaScore>& scores)
{
    return std::min_element (scores.begin(), scores.end(),
                             [] (const BetaScore& a, const BetaScore& b) { return a.heldOut < b.heldOut; })
        ->beta;
}

} // namespace unbraid::training
