// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/DynamicFactoriser.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;

namespace
{
/** Three spectra that are heard one after the other, 0 1 2 0 1 2, each for two frames. */
MatrixXf rotating (test::Random& random, Index numFrames)
{
    const MatrixXf atoms = random.positive (30, 3);
    MatrixXf levels = MatrixXf::Constant (3, numFrames, 0.01f);
    for (Index n = 0; n < numFrames; ++n)
        levels ((n / 2) % 3, n) = 1.0f + 0.2f * random.positive (1, 1) (0, 0);
    const MatrixXf spectra = atoms * levels;
    return spectra / spectra.mean();
}

training::Factors startFor (test::Random& random, const MatrixXf& spectra, Index numAtoms)
{
    training::Factors start{ random.positive (spectra.rows(), numAtoms),
                             random.positive (numAtoms, spectra.cols()), 0.0 };
    start.atoms.array().rowwise() /= start.atoms.colwise().sum().array();
    start.activations *= static_cast<float> (spectra.rows()) / static_cast<float> (numAtoms);
    return start;
}

double distanceIs (double v, double p)
{
    return v / p - std::log (v / p) - 1.0;
}

/** The objective as it is written, in double. */
double systemCost (const MatrixXd& v, const MatrixXd& w, const MatrixXd& h, const MatrixXd& a, double lambda,
                   double floor)
{
    double cost = 0.0;
    const MatrixXd p = w * h, q = a * h;
    for (Index n = 0; n < v.cols(); ++n)
    {
        for (Index f = 0; f < v.rows(); ++f)
            cost += distanceIs (v (f, n) + floor, p (f, n) + floor);
        for (Index k = 0; k < h.rows() && n > 0; ++k)
            cost += lambda * distanceIs (h (k, n), q (k, n - 1));
    }
    return cost;
}
} // namespace

TEST_CASE ("The joint fit of W, H and A never raises its objective, which is that of the equations")
{
    test::Random random (91);
    const MatrixXf spectra = rotating (random, 61);
    for (const float weight : { 0.0f, 0.1f, 1.0f, 10.0f, 100.0f })
    {
        const auto start = startFor (random, spectra, 4);
        double first = 0.0, last = std::numeric_limits<double>::max();
        const training::DynamicSpec spec{ weight, 1e-3f, 150 };
        const auto found = training::dynamicFactors (spectra, start, spec,
                                                     [&] (int iteration, double objective)
                                                     {
                                                         constexpr double floatSums = 1e-5;
                                                         INFO (weight << ", iteration " << iteration);
                                                         CHECK (objective <= last * (1.0 + floatSums));
                                                         last = objective;
                                                         first = iteration == 1 ? objective : first;
                                                         return true;
                                                     });
        REQUIRE (found.ok());
        MatrixXd transitions = MatrixXd::Constant (4, 4, 0.1 / 4.0);
        transitions.diagonal().array() += 0.9;
        const double written =
            systemCost (spectra.cast<double>(), start.atoms.cast<double>(), start.activations.cast<double>(),
                        transitions, static_cast<double> (weight), 1e-3);
        CHECK (first == Approx (written).epsilon (1e-4));
        CHECK ((found.value().factors.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    }
}

TEST_CASE ("At the end no state could be moved for a lower objective: its derivative is zero")
{
    test::Random random (92);
    const MatrixXf spectra = rotating (random, 24);
    const training::DynamicSpec spec{ 1.0f, 1e-3f, 4000 };
    const auto found = training::dynamicFactors (spectra, startFor (random, spectra, 3), spec,
                                                 [] (int, double) { return true; });
    REQUIRE (found.ok());
    const auto& [factors, transitions] = found.value();
    const MatrixXd v = spectra.cast<double>(), w = factors.atoms.cast<double>(),
                   a = transitions.cast<double>();
    MatrixXd h = factors.activations.cast<double>();
    for (const Index frame : { 0, 7, 23 })
        for (Index k = 0; k < 3; ++k)
        {
            constexpr double change = 1e-4; // of the logarithm
            const double at = h (k, frame);
            h (k, frame) = at * std::exp (change);
            const double above = systemCost (v, w, h, a, 1.0, 1e-3);
            h (k, frame) = at * std::exp (-change);
            const double below = systemCost (v, w, h, a, 1.0, 1e-3);
            h (k, frame) = at;
            INFO ("frame " << frame << ", component " << k);
            CHECK (std::abs (above - below) / (2.0 * change) < 0.02); // of terms that are some units each
        }
}

TEST_CASE ("A tells which component follows which")
{
    test::Random random (93);
    const MatrixXf spectra = rotating (random, 150);
    const training::DynamicSpec spec{ 0.3f, 1e-3f, 500 };
    const auto found = training::dynamicFactors (spectra, startFor (random, spectra, 3), spec,
                                                 [] (int, double) { return true; });
    REQUIRE (found.ok());
    const auto& h = found.value().factors.activations;
    std::array<Index, 3> order{}; // of the components, by frames 0, 2 and 4
    for (Index turn = 0; turn < 3; ++turn)
        h.col (6 + 2 * turn).maxCoeff (&order[static_cast<size_t> (turn)]);
    const auto& a = found.value().transitions;
    for (size_t turn = 0; turn < 3; ++turn)
    {
        const Index now = order[turn], next = order[(turn + 1) % 3], other = order[(turn + 2) % 3];
        INFO (a);
        CHECK (a (next, now) > 2.0f * a (other, now));
    }
}

TEST_CASE ("A system of one frame is a spectrum, and a cancelled one an error")
{
    test::Random random (94);
    const MatrixXf spectra = rotating (random, 1);
    const auto found = training::dynamicFactors (spectra, startFor (random, spectra, 2), { 1.0f, 1e-3f, 50 },
                                                 [] (int, double) { return true; });
    REQUIRE (found.ok());
    const auto& factors = found.value().factors;
    CHECK ((factors.atoms * factors.activations - spectra).norm() < 0.02f * spectra.norm());
    const auto none = training::dynamicFactors (spectra, startFor (random, spectra, 2), { 1.0f, 1e-3f, 50 },
                                                [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (none.ok());
    CHECK (none.error().cancelled);
}
