// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Random.h"
#include "Training/Factorisation/MarginalLikelihood.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using namespace unbraid::training;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
float exponential (test::Random& random)
{
    return -std::log (1.0f - random.uniform());
}

/** V of the model: three atoms that overlap little, exponential activations, exponential values. */
MatrixXf drawn (test::Random& random, Index numFrames)
{
    MatrixXf atoms = MatrixXf::Constant (24, 3, 0.001f);
    for (Index atom = 0; atom < 3; ++atom)
        atoms.col (atom).segment (7 * atom, 9).setConstant (1.0f);
    const MatrixXf activations = MatrixXf::NullaryExpr (3, numFrames, [&] { return exponential (random); });
    MatrixXf spectra = atoms * activations;
    for (Index frame = 0; frame < numFrames; ++frame)
        for (Index bin = 0; bin < spectra.rows(); ++bin)
            spectra (bin, frame) *= exponential (random);
    return spectra / spectra.mean();
}
} // namespace

TEST_CASE ("The moments of the posterior of an activation are those of its density")
{
    for (const auto& [b, c] : { std::pair{ 1.0, 0.3 }, { 20.0, 5.0 }, { 400.0, 900.0 }, { 3.0, 1e-4 } })
    {
        INFO (b << " " << c);
        double mass = 0.0, mean = 0.0, inverse = 0.0;
        const double peak = -2.0 * std::sqrt (b * c); // of the logarithm
        constexpr double step = 1e-3;
        for (double log = -20.0; log < 6.0; log += step) // h = e^log
        {
            const double h = std::exp (log), value = step * h * std::exp (-b * h - c / h - peak);
            mass += value;
            mean += h * value;
            inverse += value / h;
        }
        const auto moments = momentsOf (b, c);
        CHECK (moments.mean == Approx (mean / mass).epsilon (1e-6));
        CHECK (moments.harmonicMean == Approx (mass / inverse).epsilon (1e-6));
        CHECK (moments.logNormaliser == Approx (std::log (mass) + peak).epsilon (1e-6));
    }
}

TEST_CASE ("The bound on the marginal likelihood rises in each iteration, and only the atoms that made the "
           "data are left")
{
    test::Random random (11);
    const MatrixXf spectra = drawn (random, 150);
    RankSelectionSpec spec;
    spec.maxAtoms = 8;
    spec.floor = 1e-3f;
    spec.iterations = 800;
    double last = std::numeric_limits<double>::max();
    const auto found =
        marginalFactors (spectra, spec,
                         [&] (const RankProgress& progress)
                         {
                             CHECK (progress.objective <= last + 1e-4 * std::abs (last)); // float
                             last = progress.objective;
                             return true;
                         });
    REQUIRE (found.ok());
    CHECK (found.value().atoms.cols() == 3);
    spec.numThreads = 3;
    spec.iterations = 5;
    const auto three = marginalFactors (spectra, spec, [] (const RankProgress&) { return true; });
    spec.numThreads = 1;
    const auto one = marginalFactors (spectra, spec, [] (const RankProgress&) { return true; });
    CHECK (three.value().atoms == one.value().atoms);
    CHECK_FALSE (marginalFactors (spectra, spec, [] (const RankProgress&) { return false; }).ok());
}

TEST_CASE ("With one bin and one frame the bound stays below the marginal likelihood, and near it")
{
    RankSelectionSpec spec;
    spec.maxAtoms = 1;
    spec.floor = 1e-3f;
    spec.iterations = 200;
    const MatrixXf spectra = MatrixXf::Ones (1, 1);
    double bound = 0.0;
    const auto found = marginalFactors (spectra, spec,
                                        [&] (const RankProgress& progress)
                                        {
                                            bound = -progress.objective;
                                            return true;
                                        });
    REQUIRE (found.ok());
    // The scale of W is 1 / E[h]; the likelihood is integrated at the W of the last iteration, which hardly moves.
    const auto logMarginal = [] (double w)
    {
        double mass = 0.0;
        constexpr double step = 1e-3;
        for (double log = -15.0; log < 5.0; log += step)
        {
            const double h = std::exp (log), mean = w * h + 1e-3;
            mass += step * h * std::exp (-h) * std::exp (-1.001 / mean) / mean;
        }
        return std::log (mass);
    };
    double best = -100.0;
    for (double w = 0.05; w < 20.0; w *= 1.05)
        best = std::max (best, logMarginal (w));
    CHECK (bound <= best + 1e-4);
    CHECK (bound > best - 0.5);
}
